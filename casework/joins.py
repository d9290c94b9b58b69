"""Joining cases that are about the same thing. A join links and never merges: each keeps its reference, its thread, its
clocks and its member, who learns of the others only where every one of them is shared."""

from collections.abc import Sequence
from datetime import datetime

from casework import gate
from casework.errors import NoSuchCase, NotAllowed, NotUnderstood, TooLate
from casework.history import record
from casework.notifications import refresh_member_card
from casework.rules import rules
from directory.council import Person
from storage import Session
from storage import joins as rows
from storage.cases import Case, going_on
from storage.joins import Duplicate


def join(
    session: Session,
    case_id: int,
    other_id: int,
    *,
    by: Person,
    now: datetime,
    suggested: Duplicate | None = None,
) -> Case:
    """Both are in one group from now on, with whatever each was joined with before. `suggested` is what somebody says
    yes to: nobody may have said anything else in the meantime."""
    case, other = (gate.check(session, each, "join", by=by, now=now) for each in (case_id, other_id))
    _insist_may_be_joined(case, other)
    found = _hold(session, [case, other], "join", by=by, now=now)
    if suggested is not None:
        session.refresh(suggested)
        if suggested.state == "told_apart":
            raise TooLate(_decided(session, suggested))
    if rows.group_of(session, case.id) is not None and other in rows.joined_with(session, case.id):
        raise TooLate(f"{case.reference} and {other.reference} are joined already.")
    before = {each.id: {each, *rows.joined_with(session, each.id)} for each in found}
    group = min(rows.group_of(session, each.id) or each.id for each in found)
    rows.put(session, found, group, by=by.key, now=now)
    rows.settle(session, [each.id for each in found], by=by.key, now=now)
    for each in found:
        _record(session, "joined", each, [new for new in found if new not in before[each.id]], by=by, now=now)
    return case


def join_by_reference(session: Session, case_id: int, reference: str, *, by: Person, now: datetime) -> Case:
    """With the case that somebody names; of one that was merged, with the one it is part of now."""
    if not reference.strip():
        raise NotUnderstood("Give the other case's reference, such as SEF-1042.")
    other = going_on(session, gate.find(session, reference.strip(), by=by, now=now))
    return join(session, case_id, other.id, by=by, now=now)


def join_suspected(session: Session, duplicate_id: int, *, by: Person, now: datetime) -> Case:
    """Somebody says that the two of a suggestion are the same thing."""
    row = _undecided(session, duplicate_id, by=by, now=now)
    return join(session, row.case_id, row.of_id, by=by, now=now, suggested=row)


def tell_apart(session: Session, duplicate_id: int, *, by: Person, now: datetime) -> None:
    """Somebody says that they are not: never suggested again."""
    row = _undecided(session, duplicate_id, by=by, now=now)
    for each in sorted((row.case_id, row.of_id)):
        gate.begin(session, each, "join", by=by, now=now)
    if not rows.decide(session, row.id, "told_apart", by=by.key, now=now):
        session.refresh(row)
        raise TooLate(_decided(session, row))
    case, other = session.get_one(Case, row.case_id), session.get_one(Case, row.of_id)
    record(session, "told_apart", case=case, actor=by.key, facts={"of": other.reference}, now=now)


def take_apart(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """The case leaves its group; of two, neither is in one any more."""
    case = gate.check(session, case_id, "take_apart", by=by, now=now)
    others = _hold(session, [case], "take_apart", by=by, now=now)
    others.remove(case)
    if not others:
        raise TooLate(f"{case.reference} is not joined with any other case.")
    rows.leave(session, case.id)
    if len(others) == 1:
        rows.leave(session, others[0].id)
    _record(session, "taken_apart", case, others, by=by, now=now)
    for other in others:
        _record(session, "taken_apart", other, [case], by=by, now=now)
    return case


def take_place(session: Session, gone: Case, case: Case, *, by: Person, now: datetime) -> None:
    """A case that was joined is part of another one now: that one takes its place among those it was joined with."""
    others = list(rows.joined_with(session, gone.id))
    rows.leave(session, gone.id)
    if not others:
        return
    group = rows.group_of(session, others[0].id) or others[0].id
    rows.put(session, [case, *rows.joined_with(session, case.id)], group, by=by.key, now=now)
    beside = list(rows.joined_with(session, case.id))
    rows.settle(session, [case.id, *(each.id for each in beside)], by=by.key, now=now)
    _record(session, "joined", case, beside, by=by, now=now)
    for other in others:
        _record(session, "joined", other, [case], by=by, now=now, instead_of=gone.reference)


def known_to_both(session: Session, case: Case, *, now: datetime) -> list[Case]:
    """The joined cases of other members that this one's member may know of: each may see the other's, as both chose."""
    if case.sharing == "not_shared":
        return []
    found = rules(session)
    return [
        other
        for other in rows.joined_with(session, case.id)
        if other.member != case.member and _may_see(session, case.member, other, now)
        and _may_see(session, other.member, case, now) and found.person(other.member)
    ]  # fmt: skip


def _may_see(session: Session, member: str, case: Case, now: datetime) -> bool:
    person = rules(session).person(member)
    return person is not None and rules(session).standing(person, case, now).may("view")


def _insist_may_be_joined(case: Case, other: Case) -> None:
    if case.id == other.id:
        raise NotUnderstood("That is this case itself. Give the other one's reference.")
    if case.restricted or other.restricted:
        raise NotAllowed("A case about somebody at risk is never joined with another.")
    if case.enquiry_id == other.enquiry_id:
        raise NotUnderstood(
            f"{case.reference} and {other.reference} came in one message. Where they are one issue, merge them: More…, "
            "Merge."
        )


def _hold(session: Session, named: Sequence[Case], act: str, *, by: Person, now: datetime) -> list[Case]:
    """The cases and all that they are joined with, held until the group has changed: in the order of their numbers, so
    that two who do this at once wait for each other, and the second sees what the first did."""
    seen = {each.id: each for case in named for each in (case, *rows.joined_with(session, case.id))}
    found = [
        gate.begin(session, number, act, by=by if case in named else None, now=now)
        for number, case in sorted(seen.items())
    ]
    if {each.id for case in found for each in rows.joined_with(session, case.id)} - seen.keys():
        raise TooLate(
            "Somebody changed what these cases are joined with a moment ago. Look at the card again."
        )
    return found


def _undecided(session: Session, duplicate_id: int, *, by: Person, now: datetime) -> Duplicate:
    row = session.get(Duplicate, duplicate_id, populate_existing=True)
    if row is None:
        raise NoSuchCase("I can't find that suggestion any more. Look at the case's card.")
    for each in (row.case_id, row.of_id):
        gate.check(session, each, "join", by=by, now=now)
    if row.state != "suspected":
        raise TooLate(_decided(session, row))
    return row


def _decided(session: Session, row: Duplicate) -> str:
    person = rules(session).person(row.decided_by or "")
    case, other = session.get_one(Case, row.case_id), session.get_one(Case, row.of_id)
    found = "joined" if row.state == "joined" else "said they are not the same:"
    who = person.name if person else "Somebody"
    return f"Nothing was done: {who} {found} {case.reference} and {other.reference} in the meantime."


def _record(
    session: Session,
    event: str,
    case: Case,
    others: Sequence[Case],
    *,
    by: Person,
    now: datetime,
    **more: str,
) -> None:
    facts = {"with": [other.reference for other in others], **more}
    record(session, event, case=case, actor=by.key, facts=facts, now=now)
    if (
        case.sharing != "not_shared"
    ):  # its member may learn of the others: nobody else's card is touched at all
        refresh_member_card(session, case.enquiry_id, case.member, now=now)
