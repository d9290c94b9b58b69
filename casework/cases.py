"""A case from opening to closing: each act checks who and when, changes the row once, and records what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from casework import clocks, contributors, corrections, duplicates, lifecycle, recurrence, stand_ins
from casework.errors import NoSuchCase, NotAllowed, NotUnderstood, TooLate
from casework.history import record
from casework.permissions import CATALOGUE
from casework.rules import local_day, rules, rules_to_decide_by
from casework.standing import standing
from casework.undoable import look, offer
from directory.council import Person
from directory.responsibility import Responsibility, Roster, responsible
from storage import Session, joins, leavers
from storage import cases as rows
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import HistoryEntry, of_case


@dataclass(frozen=True)
class Finding:
    """What is known of one issue when its case opens: the matcher's reading with the member's ward put in."""

    span: tuple[int, int]
    service: str | None
    place: str
    street: str | None
    wards: tuple[str, ...]
    assumed_ward: bool
    confirmed: bool
    why: str
    emergency: str | None = None
    restricted: bool = False
    words_id: int | None = None  # where the issue is not in the enquiry's first words,
    written_at: datetime | None = None  # and when it was written then


FIRST_NUMBER = 1001
TO_THE_MEMBER = ("reply", "ask")  # what is done by writing to them
OF_THE_MESSAGE = ("merge", "take_in", "split", "restore")  # what is done with the words of their own message


def open_case(session: Session, enquiry: Enquiry, number: int, finding: Finding, *, now: datetime) -> Case:
    """Open one case with the accountable people on the day. Its clocks start when the words were written."""
    found = rules_to_decide_by(session)
    people = answering(
        found.roster,
        finding.service,
        list(finding.wards),
        local_day(now),
        emergency=finding.emergency is not None,
        restricted=finding.restricted,
    )
    case = Case(
        reference=f"{found.reference_prefix}-{rows.next_number(session, first=FIRST_NUMBER)}",
        enquiry_id=enquiry.id,
        issue_number=number,
        member=enquiry.member,
        state="new",
        words_id=finding.words_id,
        span_start=finding.span[0],
        span_end=finding.span[1],
        service=finding.service,
        place=finding.place,
        street=finding.street,
        landmark=duplicates.landmark_of(session, finding.place),
        wards=list(finding.wards),
        area=people.area,
        assumed_ward=finding.assumed_ward,
        confirmed=finding.confirmed,
        why=finding.why,
        contact=people.contact.key,
        owner=people.owner.key,
        emergency=finding.emergency,
        restricted=finding.restricted,
        opened_at=finding.written_at or enquiry.sent_at,
    )
    _ask_about_ward(session, case, now=now)
    session.add(case)
    session.flush()
    rows.put_in_wards(session, case)
    stand_ins.note(session, case, people, now=now)
    clocks.start(session, case)
    return case


def answering(
    roster: Roster, service: str | None, wards: list[str], day: date, *, emergency: bool, restricted: bool
) -> Responsibility:
    """Who answers for a new case. An emergency is the duty officer's; where it is restricted, theirs alone."""
    people = responsible(roster, service, wards, day)
    if not emergency:
        return people
    duty = responsible(roster, None, [], day).contact
    people = replace(people, owner=duty, owner_for=None)
    return replace(people, contact=duty, contact_for=None) if restricted else people


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
            _check_standing(session, case, act, by, now)
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
    _check_standing(session, case, act, by, now)
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


def find(session: Session, reference: str, *, by: Person, now: datetime) -> Case:
    """A case by its reference, if this person may see it; the same refusal when it is not there."""
    case = rows.by_reference(session, reference)
    if case is None or not standing(session, by, case, now=now).may("view"):
        raise NoSuchCase(
            f"I can't find a case {reference.upper()} that you can see. Check the number, or ask me for *my cases*."
        )
    return case


def acknowledge(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    before = look(session, case_id)
    case = begin(session, case_id, "acknowledge", by=by, now=now)
    take_up(session, case, now=now)
    entry = record(session, "acknowledged", case=case, actor=by.key, now=now)
    offer(session, case, entry, before)
    return case


def take_up(session: Session, case: Case, *, now: datetime) -> None:
    """A person has acted on the case: that is an acknowledgement too."""
    case.acknowledged_at = case.acknowledged_at or now
    _stop_calling(session, case, now=now)


def _stop_calling(session: Session, case: Case, *, now: datetime) -> None:
    """A person has it: nobody else needs to be called to it."""
    clocks.stop(session, case, "acknowledge", now=now)
    clocks.stop(session, case, "emergency", now=now)


def read_by(session: Session, case: Case) -> dict[str, datetime]:
    """Who has said that they read of an emergency, and when: people.key -> moment."""
    return {
        entry.actor: entry.at
        for entry in of_case(session, case.id)
        if entry.event == "emergency_read" and entry.actor
    }


def assign(session: Session, case_id: int, to: str, *, by: Person, now: datetime) -> Case:
    """Give the work to a named person who is present."""
    person = rules(session).person(to)
    if person is None or not rules(session).is_staff(to, now) or not rules(session).is_present(to, now):
        raise NotUnderstood("That person can't take a case today. Choose somebody who is in.")
    before = look(session, case_id)
    case = begin(session, case_id, "assign", by=by, now=now)
    facts = {"from": case.owner, "to": to}
    case.owner = to
    stand_ins.decided(session, case, ("owner",), now=now)
    entry = record(session, "assigned", case=case, actor=by.key, facts=facts, now=now)
    offer(session, case, entry, before)
    return case


def reroute(
    session: Session,
    case_id: int,
    *,
    service: str | None,
    wards: list[str] | None = None,
    place: str | None = None,
    by: Person,
    now: datetime,
    saw: str | None = None,
) -> Case:
    """Another service or place, and the people who answer for it. Keeps the clock and the history."""
    before = look(session, case_id)
    case = begin(session, case_id, "reroute", by=by, now=now, saw=saw)
    was = case.service
    entry = _settle_people(
        session, case, service=service, wards=wards, place=place, event="rerouted", by=by, now=now
    )
    if case.service != was:
        corrections.note(session, case, was=was, how="rerouted", by=by, now=now)
    offer(session, case, entry, before)
    return case


def confirm(
    session: Session,
    case_id: int,
    *,
    service: str | None = None,
    wards: list[str] | None = None,
    place: str | None = None,
    street: str | None = None,
    by: Person,
    now: datetime,
    chosen: bool = False,
    reworded: bool = False,
) -> Case:
    """The member or the owner said which service or place was meant. `chosen`: from what Wardline offered; `reworded`:
    the words are others, which teaches nothing about the first. `street` "" is none; left out, it stays."""
    before = look(session, case_id)
    case = begin(session, case_id, "confirm", by=by, now=now)
    was = case.service
    entry = _settle_people(
        session, case, service=service, wards=wards, place=place, street=street, event="confirmed", by=by, now=now
    )  # fmt: skip
    if not reworded and by.key == case.member and service is not None and (chosen or service != was):
        how = "chosen" if chosen else "not_right"
        corrections.note(session, case, was=was, how=how, by=by, now=now)
    offer(session, case, entry, before)
    return case


def pass_to_cover(session: Session, case: Case, *, now: datetime) -> None:
    """Unacknowledged at its target: the work passes to who stands in, whether or not anybody said they were away."""
    begin(session, case.id, "assign", by=None, now=now)
    away = case.owner
    covers = rules(session).stand_ins(away, now)
    cover = covers[0] if covers else rules(session).responsible(None, [], now).contact
    if cover.key == away:
        return
    case.owner = cover.key
    stand_ins.handed_on(session, case, "owner", cover.key, now=now)
    record(session, "passed_to_cover", case=case, facts={"from": away, "to": cover.key}, now=now)


def pass_on(
    session: Session,
    case: Case,
    event: str,
    to: Mapping[str, str],
    *,
    facts: Mapping[str, Any],
    now: datetime,
    by: Person | None = None,
    words_id: int | None = None,
) -> None:
    """Other people have the case from now on: `to` says who is its contact, or owner, or both. The caller has begun it,
    and tells the member."""
    before = given(case)
    for part, key in to.items():
        setattr(case, part, key)
    facts = {"before": before, "after": given(case), **facts}
    record(session, event, case=case, actor=by.key if by else None, words_id=words_id, facts=facts, now=now)


def move(
    session: Session,
    case_id: int,
    *,
    wards: list[str],
    area: str | None,
    contact: str,
    owner: str,
    cut_over: str,
    now: datetime,
) -> Case:
    """The map changed: the case is in another area or ward from now on. Its clocks and its history stay."""
    case = begin(session, case_id, "move", by=None, now=now)
    before = given(case)
    case.area, case.contact, case.owner = area, contact, owner
    if wards != case.wards:
        case.wards = wards
        rows.place_in_wards(session, case)
    stand_ins.note(session, case, rules(session).responsible(case.service, wards, now), now=now)
    facts = {"before": before, "after": given(case), "from": before["contact"], "cut_over": cut_over}
    record(session, "moved", case=case, facts=facts, now=now)
    contributors.follow(session, case, now=now)
    return case


def given(case: Case) -> dict[str, Any]:
    """Whom the case is with, and why them, as the history keeps it: so that it can be worked out again."""
    return {
        "service": case.service,
        "wards": list(case.wards),
        "area": case.area,
        "contact": case.contact,
        "owner": case.owner,
    }


def show_details(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """Somebody entitled opens the member's own words in full; that they did is recorded."""
    case = session.get(Case, case_id)
    if case is None:
        raise NoSuchCase("I can't find that case.")
    _check_standing(session, case, "show_details", by, now)
    record(session, "details_shown", case=case, actor=by.key, now=now)
    return case


def settle(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """The member says it is sorted: closed at once."""
    case = begin(session, case_id, "settle", by=by, now=now)
    _close(session, case, now=now)
    record(session, "settled", case=case, actor=by.key, now=now)
    contributors.end_all(session, case, why="closed", now=now)
    return case


def lapse(session: Session, case: Case, *, now: datetime) -> None:
    """The right of reply passed in silence: closed. Not where its member left and nobody has chosen what becomes of it:
    silence says nothing then (leavers.py)."""
    left = leavers.of_case(session, case.id)
    if case.state != "answered" or (left is not None and left.state == "waiting"):
        return
    begin(session, case.id, "settle", by=None, now=now)
    _close(session, case, now=now)
    record(session, "lapsed", case=case, now=now)
    contributors.end_all(session, case, why="closed", now=now)


def withdraw(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    case = begin(session, case_id, "withdraw", by=by, now=now)
    _close(session, case, now=now)
    record(session, "withdrawn", case=case, actor=by.key, now=now)
    contributors.end_all(session, case, why="withdrawn", now=now)
    return case


def withdraw_for_leaver(session: Session, case: Case, *, words_id: int, by: Person, now: datetime) -> None:
    """Its member left, and whoever may choose for them closes it. The caller has seen to it that they may."""
    begin(session, case.id, "withdraw", by=None, now=now)
    _close(session, case, now=now)
    record(session, "withdrawn", case=case, actor=by.key, words_id=words_id, now=now)


def reopen(
    session: Session, case: Case, *, by: Person | None, why: str, now: datetime, words_id: int | None = None
) -> Case:
    """An objection, or a date that passed: a person takes it up again, with the re-opening standard."""
    begin(session, case.id, "reopen", by=by, now=now)
    case.reopened += 1
    case.closed_at = None
    people = rules_to_decide_by(session).responsible(case.service, case.wards, now)
    case.area = people.area
    if not case.emergency:
        case.contact = people.contact.key
        case.owner = case.owner if rules(session).is_present(case.owner, now) else people.owner.key
        stand_ins.note(session, case, people, now=now)
    clocks.restart(session, case, now=now)
    facts = {"why": why, "flag_days": clocks.flag_days(session, case, now=now)}
    record(
        session, "reopened", case=case, actor=by.key if by else None, facts=facts, words_id=words_id, now=now
    )
    contributors.follow(session, case, by=by, again=True, now=now)
    return case


def _settle_people(
    session: Session,
    case: Case,
    *,
    service: str | None,
    wards: list[str] | None,
    place: str | None,
    event: str,
    by: Person,
    now: datetime,
    street: str | None = None,
) -> HistoryEntry:
    """Put in the new service or place, and whoever answers for the two from now on."""
    before = given(case)
    case.service = service or case.service
    if wards:
        case.wards, case.place, case.assumed_ward = wards, place or ", ".join(wards), False
        if place and case.street and case.street.casefold() not in place.casefold():
            case.street = None
        case.landmark = duplicates.landmark_of(session, case.place)
        rows.place_in_wards(session, case)
        if set(wards) != set(before["wards"]):
            _ask_about_ward(session, case, now=now)
    if street is not None:
        case.street = street or None
    people = rules_to_decide_by(session).responsible(case.service, case.wards, now)
    case.area = people.area
    case.confirmed = case.service is not None and people.area is not None
    if not case.emergency:
        case.contact, case.owner = people.contact.key, people.owner.key
        stand_ins.note(session, case, people, now=now)
    facts = {"before": before, "after": given(case)}
    entry = record(session, event, case=case, actor=by.key, facts=facts, now=now)
    if case.contact != before["contact"]:
        changed = {"from": before["contact"], "with": entry.id}
        record(session, "contact_changed", case=case, actor=by.key, facts=changed, now=now)
    duplicates.look(session, case, now=now)
    contributors.follow(session, case, by=by, now=now)
    recurrence.look(session, case, now=now)
    return entry


def _ask_about_ward(session: Session, case: Case, *, now: datetime) -> None:
    """In a ward that is not its member's: whether the councillors there are told is for the member to say."""
    found = rules(session)
    own = found.member_wards(case.member, now)
    is_elsewhere = own and not set(own) & set(case.wards) and found.members_of(case.wards, now)
    case.cross_ward = "asked" if is_elsewhere and not case.restricted else None


def _close(session: Session, case: Case, *, now: datetime) -> None:
    case.closed_at = now
    case.waiting_for = case.waiting_why = case.waiting_until = None
    clocks.stop_all(session, case, now=now)


def _check_standing(session: Session, case: Case, act: str, by: Person, now: datetime) -> None:
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
