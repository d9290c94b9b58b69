"""A task passes to another person: both are told. Whom it passes to while somebody is away, and that it comes back, is in
cover.py; an offer is kept after by whoever owns its case, and goes with it."""

from datetime import datetime

from casework.history import record
from casework.rules import Rules, local_day, rules
from directory.council import Person
from directory.responsibility import officer_for
from storage import Session
from storage import tasks as rows
from storage.cases import Case
from storage.tasks import Task

NOUN = "task"  # among what somebody has for another


def suggested_officer(found: Rules, service: str, wards: list[str], now: datetime) -> Person:
    """Who is asked for a service's part in these wards: its named officer whatever its mode, since it is the service that
    is wanted; the contact there, where it has none."""
    row = found.service(service)
    officer = officer_for(found.roster, row, wards, local_day(now)).person if row else None
    return officer or found.responsible(service, wards, now).contact


def pass_on(
    session: Session, task: Task, to: str, *, why: str, now: datetime, by: Person | None = None
) -> None:
    """Another officer has it from now on. `why` is covered, returned or succeeded, or a reason in words; `by` who decided
    it. Nothing where it is over, or somebody else gave it away first."""
    case, before = session.get_one(Case, task.case_id), task.officer
    if to == before or not rows.give(session, task, to):
        return
    why = "vacant" if why == "covered" and rules(session).is_gone(before, now) else why
    facts = {"task": task.id, "from": before, "to": to, "why": why}
    record(session, "task_passed", case=case, actor=by.key if by else None, facts=facts, now=now)
