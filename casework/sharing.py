"""Sharing a case: its member says how far, from the start or later, and it holds from the next look on."""

from datetime import datetime

from casework import gate
from casework.audience import LEVELS
from casework.errors import NotAllowed, NotUnderstood
from casework.history import record
from casework.rules import rules
from directory.council import Person
from storage import Session, profiles
from storage.cases import Case


def share(session: Session, case_id: int, level: str, *, by: Person, now: datetime) -> Case:
    if level not in LEVELS:
        raise NotUnderstood("Choose who may see this case.")
    case = session.get(Case, case_id)
    if case is not None and case.restricted and by.key == case.member:
        raise NotAllowed(f"{case.reference} is about somebody at risk: nobody else sees it.")
    case = gate.begin(session, case_id, "share", by=by, now=now)
    if case.sharing != level:
        was, case.sharing = case.sharing, level
        record(session, "shared", case=case, actor=by.key, facts={"was": was, "level": level}, now=now)
    return case


def share_from_the_start(session: Session, case: Case, *, now: datetime) -> None:
    """As far as its member shares new cases, by their profile."""
    profile = profiles.of_person(session, case.member)
    if profile is None or profile.sharing == case.sharing or case.restricted:
        return
    was, case.sharing = case.sharing, profile.sharing
    facts = {"was": was, "level": case.sharing, "by_profile": True}
    record(session, "shared", case=case, actor=case.member, facts=facts, now=now)


def ward_colleagues(session: Session, case: Case, *, now: datetime) -> tuple[str, ...]:
    """The other councillors of the case's wards, by name."""
    found = rules(session)
    members = found.members_of(case.wards, now)
    return tuple(person.name for person in members if person.key != case.member)
