"""What is due of tasks and offers, looked at in office hours: reminders, then the ladder; a partner's silence, counted
and told to whoever keeps after it. One row, one transaction, claimed so that two workers never both act."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from casework.clocks import MOST_REMINDERS
from casework.contributors import look_at_task, next_look
from casework.history import record
from casework.rules import rules
from storage import Session
from storage import offers as offer_rows
from storage import tasks as task_rows
from storage.cases import Case
from storage.offers import Offer
from storage.tasks import Task


class Due(Protocol):
    """The rows of one noun that are looked at by the clock: storage/tasks, offers and ward_views."""

    def due(self, session: Session, now: datetime, limit: int) -> Sequence[Any]: ...

    def claim(self, session: Session, row: Any, next_at: datetime, *, step: int) -> bool: ...


def chase(session: Session, *, now: datetime) -> bool:
    """The task or the offer that is longest due. False: none is."""
    return chase_next(session, task_rows, _chase_task, now=now) or chase_next(
        session, offer_rows, _chase_offer, now=now
    )


def chase_next(session: Session, rows: Due, act: Callable[..., None], *, now: datetime) -> bool:
    """`act(session, row, step, now=…)` on the row that is longest due; where nobody is at work to read of it, put it off
    until they are. False: none is due."""
    calendar = rules(session).calendar(now)
    at_work = calendar.is_office_hours(now)
    again = calendar.next_morning(now) if at_work else calendar.next_office_moment(now)
    for row in rows.due(session, now, limit=5):
        step = row.step
        if rows.claim(session, row, again, step=1 if at_work else 0):
            if at_work:
                act(session, row, step, now=now)
            return True
    return False


def _chase_task(session: Session, task: Task, step: int, *, now: datetime) -> None:
    """Before its day the officer is reminded. After it they and the owner are told, then one rung a working day; the
    top rung again, at most five times in all."""
    case = session.get_one(Case, task.case_id)
    facts = {"task": task.id, "officer": task.officer}
    if now < task.due_at:
        record(session, "task_reminded", case=case, facts=facts, now=now)
        task.next_at = look_at_task(session, task, now=now)
    elif task.missed_at is None:
        task.missed_at, task.step = now, 0
        record(session, "task_overdue", case=case, facts={**facts, "due": task.due_at.isoformat()}, now=now)
    elif step < MOST_REMINDERS and (ladder := rules(session).ladder(now)):
        to = ladder[min(step, len(ladder) - 1)].key
        record(session, "task_escalated", case=case, facts={**facts, "to": to}, now=now)


def _chase_offer(session: Session, offer: Offer, step: int, *, now: datetime) -> None:
    """Nobody has answered: the partner is reminded on the day, then the keeper is told, at most five times. Accepted:
    the keeper is told to ask for news. Each working day past the date is counted as silence, told or not."""
    case = session.get_one(Case, offer.case_id)
    due = offer.reply_by if offer.state == "offered" else offer.news_at
    assert due is not None
    if now < due:
        event = "offer_reminded" if offer.state == "offered" else "news_asked"
        record(session, event, case=case, facts={"offer": offer.id, "body": offer.body}, now=now)
        offer.next_at = next_look(rules(session).calendar(now), due, now=now)
        return
    offer.silences += 1
    if step < MOST_REMINDERS:
        facts = {"offer": offer.id, "body": offer.body, "silences": offer.silences}
        record(session, "offer_silent", case=case, facts=facts, now=now)
