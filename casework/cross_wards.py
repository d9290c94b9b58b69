"""A case in a ward that is not its member's: the councillors there are told if the member says so, and not otherwise."""

from datetime import datetime

from casework import gate
from casework.audience import is_brief
from casework.errors import NotAllowed, TooLate
from casework.history import record
from casework.rules import rules
from directory.council import Person
from storage import Session
from storage.cases import Case


def tell_ward(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """They read what it is about, where, and who raised it. Who is not in Slack is told by member support."""
    case = _decide(session, case_id, "told", by=by, now=now)
    members = [person for person in rules(session).members_of(case.wards, now) if person.key != case.member]
    facts = {"wards": list(case.wards), "told": [person.key for person in members]}
    record(session, "ward_told", case=case, actor=by.key, facts=facts, now=now)
    unreached = [person.key for person in members if not person.slack_id]
    if unreached:
        facts = {"wards": list(case.wards), "people": unreached}
        record(session, "ward_unreached", case=case, actor=by.key, facts=facts, now=now)
    return case


def keep_from_ward(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    case = _decide(session, case_id, "not_told", by=by, now=now)
    record(session, "ward_not_told", case=case, actor=by.key, facts={"wards": list(case.wards)}, now=now)
    return case


def _decide(session: Session, case_id: int, answer: str, *, by: Person, now: datetime) -> Case:
    case = gate.begin(session, case_id, "tell_ward", by=by, now=now)
    if is_brief(case.flags):
        raise NotAllowed(f"{case.reference} stays with the people who deal with it for now.")
    if case.cross_ward != "asked":
        raise TooLate(f"You have said that about {case.reference} already. Its card shows what you chose.")
    case.cross_ward = answer
    return case
