"""Looking at the clocks that have come due: one clock, one transaction, claimed so that two workers never both act."""

from datetime import datetime

from casework import cases, clocks, emergencies, placing, questions, routing
from casework.history import record
from casework.rules import rules
from storage import Session
from storage import clocks as rows
from storage.cases import Case
from storage.clocks import Clock
from storage.enquiries import due_questions


def is_due(session: Session, *, now: datetime) -> bool:
    return bool(rows.due(session, now, limit=1) or due_questions(session, now, limit=1))


def sweep(session: Session, *, now: datetime) -> bool:
    """Act on the clock that is longest due; after them, on a question that was waited for long enough. False: on none.

    1. Claim it, by moving the moment at which it is looked at next.
    2. Do what its kind asks for; each way goes through `history.record`, which tells the people concerned.
    """
    for clock in rows.due(session, now, limit=5):
        step = clock.step
        calendar, urgent = rules(session).calendar(now), clock.kind == "emergency"
        again = emergencies.next_look(session, clock, now) if urgent else calendar.next_morning(now)
        if not rows.claim(session, clock, again):
            continue
        case = session.get_one(Case, clock.case_id)
        match clock.kind:
            case "emergency":
                emergencies.climb(session, case, clock, now=now)
            case "acknowledge" | "answer":
                _target(session, case, clock, step, now=now)
            case "right_of_reply":
                cases.lapse(session, case, now=now)
            case "scheduled":
                cases.reopen(
                    session,
                    case,
                    by=None,
                    why="The scheduled date passed without the work being confirmed.",
                    now=now,
                )
            case "question":
                _question(session, case, clock, now=now)
        return True
    return any(placing.stop_waiting(session, question, now=now) for question in due_questions(session, now))


def _target(session: Session, case: Case, clock: Clock, step: int, *, now: datetime) -> None:
    """Before the target: reminders to the owner. At the target: cover. Then one rung a working day."""
    if now < clock.due_at:
        record(session, "reminded", case=case, facts={"clock": clock.kind, "to": case.owner}, now=now)
        clock.next_at = clock.due_at
        return
    if (
        clock.missed_at is None or clock.missed_at < clock.started_at
    ):  # a case that was opened again may miss it anew
        clock.missed_at = now
        clock.step = 0
        facts = {"clock": clock.kind, "due": clock.due_at.isoformat()}
        record(session, "target_missed", case=case, facts=facts, now=now)
        if clock.kind == "acknowledge":
            routing.pass_to_cover(session, case, now=now)
        return
    _climb(session, case, clock, step, now=now)


def _climb(session: Session, case: Case, clock: Clock, step: int, *, now: datetime) -> None:
    """The ladder above the cover, in office hours, at most five times; the top rung is told again."""
    ladder = rules(session).ladder(now)
    if not ladder or step >= clocks.MOST_REMINDERS:
        return
    to = ladder[min(step, len(ladder) - 1)]
    record(session, "escalated", case=case, facts={"clock": clock.kind, "to": to.key}, now=now)


def _question(session: Session, case: Case, clock: Clock, *, now: datetime) -> None:
    if now < clock.due_at:
        clock.next_at = clock.due_at
        record(session, "question_reminded", case=case, now=now)
    else:
        questions.lapse(session, case, now=now)
