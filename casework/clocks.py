"""Due times of a case, and what happens when they come: reminders, the ladder, lapsing, re-opening.

Working days count from when the words were written. Defaults and their origin: acknowledge by the end of the next
working day and answer in ten (Derbyshire's guidance on members' enquiries); right of reply five (Hillingdon's trial);
reminders at most five, in office hours (monzo/response)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from casework.rules import rules
from storage import Session
from storage.cases import Case
from storage.clocks import Clock, of_case

MOST_REMINDERS = 5

Dates = dict[str, tuple[datetime, datetime]]  # a clock's kind: its date before, and after


def start(session: Session, case: Case) -> None:
    """The two clocks of a new case."""
    at = case.opened_at
    session.add_all(
        (
            _run(session, _new(case, "acknowledge"), started=at, days=rules(session).days("acknowledge", at)),
            _run(
                session, _new(case, "answer"), started=at, days=rules(session).answer_days(case.service, at)
            ),
        )
    )


def acknowledge_anew(session: Session, case: Case, *, now: datetime) -> None:
    """What is a case of its own only now: nobody could have acknowledged it before."""
    _set(session, case, "acknowledge", started=now, days=rules(session).days("acknowledge", now))


def keep_earlier(session: Session, case: Case, other: Case) -> Dates:
    """The other case is part of this one now: of each target that runs on both, the earlier date, and whether it was
    missed. What became of this one's dates, before and after."""
    theirs = of_case(session, other.id)
    changed: Dates = {}
    for kind, clock in of_case(session, case.id).items():
        found = theirs.get(kind)
        if kind not in ("acknowledge", "answer") or found is None or found.due_at >= clock.due_at:
            continue
        if found.stopped_at is not None or clock.stopped_at is not None:
            continue
        changed[kind] = (clock.due_at, found.due_at)
        clock.due_at = found.due_at
        if found.missed_at is not None:
            clock.missed_at, clock.step = clock.missed_at or found.missed_at, max(clock.step, found.step)
        if clock.paused_at is None:
            clock.next_at = found.next_at or first_look(session, clock)
    return changed


def give_back(session: Session, case: Case, dates: Dates) -> None:
    """What `keep_earlier` changed, where nothing else has since."""
    for kind, clock in of_case(session, case.id).items():
        if kind in dates and clock.due_at == dates[kind][1] and clock.stopped_at is None:
            clock.due_at = dates[kind][0]
            if clock.paused_at is None:
                clock.next_at = first_look(session, clock)


def resume(session: Session, case: Case, *, now: datetime) -> None:
    """The clocks of a case that was part of another one and is a case again: its own date, taken up anew."""
    answer = of_case(session, case.id)["answer"]
    answer.stopped_at = None
    answer.next_at = first_look(session, answer)
    acknowledge_anew(session, case, now=now)


def restart(session: Session, case: Case, *, now: datetime) -> None:
    """The clocks of a re-opened case: somebody must take it up, and answer within the re-opening standard."""
    _set(session, case, "acknowledge", started=now, days=rules(session).days("acknowledge", now))
    _set(session, case, "answer", started=now, days=rules(session).days("reopened_answer", now))
    stop(session, case, "right_of_reply", "scheduled", now=now)


def start_right_of_reply(session: Session, case: Case, *, now: datetime) -> datetime:
    return _set(
        session, case, "right_of_reply", started=now, days=rules(session).days("right_of_reply", now)
    ).due_at


def start_question(session: Session, case: Case, *, now: datetime) -> datetime:
    """The member is waited for: a reminder half-way, back to the owner at the end. Pauses the answer clock."""
    answer = of_case(session, case.id).get("answer")
    if answer and answer.paused_at is None and answer.stopped_at is None:
        answer.paused_at, answer.next_at = now, None
    clock = _set(session, case, "question", started=now, days=rules(session).days("question_back", now))
    clock.next_at = (
        rules(session).calendar(now).end_of_working_day(now, rules(session).days("question_reminder", now))
    )
    return clock.due_at


def end_question(session: Session, case: Case, *, now: datetime) -> None:
    """The member answered, or the time for it is over: the answer clock runs on with what was left of it."""
    stop(session, case, "question", now=now)
    answer = of_case(session, case.id).get("answer")
    if answer is None or answer.paused_at is None or answer.stopped_at is not None:
        return
    calendar = rules(session).calendar(now)
    left = calendar.working_seconds(answer.paused_at, answer.due_at)
    answer.due_at = calendar.add_working_seconds(now, left)
    answer.paused_at = None
    answer.next_at = first_look(session, answer)


def start_scheduled(session: Session, case: Case, due: datetime, *, now: datetime) -> None:
    clock = _set(session, case, "scheduled", started=now, days=0)
    clock.due_at = clock.next_at = due


def start_emergency(session: Session, case: Case, due: datetime, *, next_at: datetime, now: datetime) -> None:
    """By day and by night: no working time."""
    clock = _set(session, case, "emergency", started=now, days=0)
    clock.due_at, clock.next_at = due, next_at


def stop(session: Session, case: Case, *kinds: str, now: datetime) -> None:
    clocks = of_case(session, case.id)
    _stop([clocks[kind] for kind in kinds if kind in clocks], now)


def stop_all(session: Session, case: Case, *, now: datetime) -> None:
    _stop(of_case(session, case.id).values(), now)


def _stop(clocks: Iterable[Clock], now: datetime) -> None:
    for clock in clocks:
        if clock.stopped_at is None:
            clock.stopped_at, clock.next_at, clock.paused_at = now, None, None


def first_look(session: Session, clock: Clock) -> datetime:
    """When to look at a clock first: the last working morning before its target, or the target itself."""
    if clock.kind not in ("acknowledge", "answer"):
        return clock.due_at
    calendar = rules(session).calendar(clock.due_at)
    reminder = calendar.next_office_moment(
        clock.due_at - timedelta(hours=4 if clock.kind == "acknowledge" else 24)
    )
    return min(max(reminder, clock.started_at), clock.due_at)


def _set(session: Session, case: Case, kind: str, *, started: datetime, days: int) -> Clock:
    clock = of_case(session, case.id).get(kind)
    if clock is None:
        clock = _new(case, kind)
        session.add(clock)
    _run(session, clock, started=started, days=days)
    session.flush()
    return clock


def _new(case: Case, kind: str) -> Clock:
    return Clock(case_id=case.id, kind=kind)


def _run(session: Session, clock: Clock, *, started: datetime, days: int) -> Clock:
    """From its beginning, whatever it was before."""
    clock.started_at, clock.step = started, 0
    clock.due_at = rules(session).calendar(started).end_of_working_day(started, days)
    clock.stopped_at = clock.paused_at = None
    clock.next_at = first_look(session, clock)
    return clock
