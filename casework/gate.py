"""Where every act on a case comes through: whether this person may do it, now, as the case stands. Who was a moment too
late is told who did what."""

from datetime import datetime

from casework import lifecycle
from casework.errors import NoSuchCase, NotAllowed, NotUnderstood, TooLate
from casework.permissions import CATALOGUE
from casework.rules import rules
from casework.standing import standing
from directory.council import Person
from storage import Session, joins
from storage import cases as rows
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import of_case

TO_THE_MEMBER = ("reply", "ask")  # what is done by writing to them
OF_THE_MESSAGE = ("merge", "take_in", "split", "restore")  # what is done with the words of their own message


def begin(
    session: Session, case_id: int, act: str, *, by: Person | None, now: datetime, saw: str | None = None
) -> Case:
    """The case, ready for `act`, with its new state set. `by` None is Wardline itself; `saw` the state a form showed.
    Where somebody was a moment quicker, what they made of the case decides whether `act` may still happen.

    Raises NoSuchCase, NotAllowed, or TooLate with words that say who did what in the meantime.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NoSuchCase("I can't find that case.")
    while True:
        if by is not None:
            check_standing(session, case, act, by, now)
        state = lifecycle.after(case.state, act)
        if state is None or (saw is not None and saw != case.state):
            raise TooLate(what_happened(session, case))
        if rows.claim_version(session, case):
            case.state = state
            return case
        session.refresh(case)


def check(session: Session, case_id: int, act: str, *, by: Person, now: datetime) -> Case:
    """The case, unchanged, if `by` may do `act` to it as it stands now: before a form is opened."""
    case = session.get(Case, case_id)
    if case is None:
        raise NoSuchCase("I can't find that case.")
    check_standing(session, case, act, by, now)
    if lifecycle.after(case.state, act) is None:
        raise TooLate(what_happened(session, case))
    return case


def acts_open_to(session: Session, case: Case, *, by: Person, now: datetime) -> frozenset[str]:
    """Every act that `by` may do to the case as it stands now."""
    found = standing(session, by, case, now=now)
    has_reader = not rules(session).has_left_as_member(case.member, now)
    closed_to_all = frozenset({"choose_for_leaver"} if has_reader else TO_THE_MEMBER)
    return frozenset(
        act
        for act in (lifecycle.ACTS.keys() & CATALOGUE.keys()) - closed_to_all
        if lifecycle.after(case.state, act) and found.may(act)
    ) - _idle(session, case)


def find(session: Session, reference: str, *, by: Person, now: datetime) -> Case:
    """A case by its reference, if this person may see it; the same refusal when it is not there."""
    case = rows.by_reference(session, reference)
    if case is None or not standing(session, by, case, now=now).may("view"):
        raise NoSuchCase(
            f"I can't find a case {reference.upper()} that you can see. Check the number, or ask me for *my cases*."
        )
    return case


def _idle(session: Session, case: Case) -> set[str]:
    """What there is no other case for: nothing to merge with in the message, nothing joined to be taken apart."""
    idle = set()
    if case.restricted:
        idle |= {"join", "merge"}
    if not any(
        each.state in lifecycle.OPEN for each in rows.of_enquiry(session, case.enquiry_id) if each is not case
    ):
        idle.add("merge")
    if joins.group_of(session, case.id) is None:
        idle.add("take_apart")
    return idle


def check_standing(session: Session, case: Case, act: str, by: Person, now: datetime) -> None:
    found = standing(session, by, case, now=now)
    if not (
        found.may("view") or found.may(act)
    ):  # who has a part of it may do that, and reads nothing of the case
        raise NoSuchCase("I can't find that case.")
    contact = rules(session).person(case.contact)
    name = contact.name if contact else "the duty officer"
    if not found.may(act):
        raise NotAllowed(f"Only the people working on {case.reference} can do that. Its contact is {name}.")
    if act in TO_THE_MEMBER and rules(session).has_left_as_member(case.member, now):
        raise NotUnderstood(
            f"The member who raised {case.reference} has left the council, so nobody would read that. "
            "Member Support decides who has it next."
        )
    if act in OF_THE_MESSAGE and by.key == case.member != session.get_one(Enquiry, case.enquiry_id).member:
        raise NotAllowed(f"What {case.reference} came from is another councillor's message. Ask {name}.")


def what_happened(session: Session, case: Case) -> str:
    """Who did what last, for somebody who was a moment too late."""
    if case.merged_into_id is not None:
        kept = rows.going_on(session, case)
        return f"Nothing was done: {case.reference} is part of {kept.reference} now. Go on there."
    last = next((row for row in reversed(of_case(session, case.id)) if row.event in _HAPPENED), None)
    if last is None:
        return f"{case.reference} has changed since you looked. Nothing was done; look at its card and try again."
    person = rules(session).person(last.actor) if last.actor else None
    who = person.name if person else "Wardline"
    return f"Nothing was done: {who} {_HAPPENED[last.event]} {case.reference} in the meantime. It is now {lifecycle.STATE_WORDS[case.state].lower()}."  # type: ignore[index]


_HAPPENED = {
    "opened": "opened",
    "acknowledged": "acknowledged",
    "replied": "replied on",
    "asked": "asked the member about",
    "answered": "answered",
    "rerouted": "re-routed",
    "assigned": "assigned",
    "settled": "closed",
    "lapsed": "closed",
    "withdrawn": "withdrew",
    "reopened": "re-opened",
    "member_answered": "answered the question on",
    "resumed": "took back",
    "undone": "undid their last act on",
    "covered": "passed on",
    "returned": "gave back",
    "succeeded": "passed on",
    "handed_over": "handed over",
    "task_asked": "asked a service about",
    "offered": "offered",
    "offer_accepted": "recorded that a partner accepted",
}
