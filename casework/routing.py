"""Whose a case is, and where it belongs: given to somebody, passed on, sent to another service or place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework import contributors, corrections, duplicates, recurrence, stand_ins
from casework.errors import NotUnderstood
from casework.gate import begin
from casework.history import record
from casework.rules import rules, rules_to_decide_by
from casework.undoable import look, offer
from directory.council import Person
from storage import Session
from storage import cases as rows
from storage.cases import Case
from storage.history import HistoryEntry


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
    if service in (None, was) and not wards and not place:
        raise NotUnderstood("Choose another service or ward, or write another place. Nothing was changed.")
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


def given(case: Case) -> dict[str, Any]:
    """Whom the case is with, and why them, as the history keeps it: so that it can be worked out again."""
    return {
        "service": case.service,
        "wards": list(case.wards),
        "area": case.area,
        "contact": case.contact,
        "owner": case.owner,
    }


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
    if wards or place:
        case.wards, case.assumed_ward = wards or case.wards, False
        case.place = place or ", ".join(case.wards)
        if place and case.street and case.street.casefold() not in place.casefold():
            case.street = None
        case.landmark = duplicates.landmark_of(session, case.place)
        rows.place_in_wards(session, case)
        if set(case.wards) != set(before["wards"]):
            ask_about_ward(session, case, now=now)
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


def ask_about_ward(session: Session, case: Case, *, now: datetime) -> None:
    """In a ward that is not its member's: whether the councillors there are told is for the member to say."""
    found = rules(session)
    own = found.member_wards(case.member, now)
    is_elsewhere = own and not set(own) & set(case.wards) and found.members_of(case.wards, now)
    case.cross_ward = "asked" if is_elsewhere and not case.restricted else None
