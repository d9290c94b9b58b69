"""What services and partners contribute to a case: how their tasks and offers begin, follow the case and end with it.
What people may do to them is in tasks.py and offers.py, when they are reminded in chasing.py."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework import clocks, lifecycle, passing
from casework.history import record
from casework.rules import local_day, rules
from casework.stand_ins import PARTS
from casework.working_time import WorkingCalendar
from directory.council import Person
from storage import Session, stand_ins
from storage import offers as offer_rows
from storage import tasks as task_rows
from storage.cases import Case
from storage.clocks import of_case as clocks_of
from storage.offers import Offer
from storage.tasks import Task

_DAY = timedelta(days=1)


def wanted_by(session: Session, case: Case, service: str, *, now: datetime) -> datetime:
    """When a service's part is wanted: in its own standard, and before the case itself is due, where that can be."""
    found = rules(session)
    calendar = found.calendar(now)
    own = calendar.end_of_working_day(now, found.answer_days(service, now))
    answer = clocks_of(session, case.id).get("answer")
    if answer is None or answer.stopped_at is not None:
        return own
    before = calendar.previous_close(answer.due_at)
    return min(own, before) if before >= calendar.end_of_working_day(now, 1) else own


def next_look(calendar: WorkingCalendar, due: datetime, *, now: datetime) -> datetime:
    """When to look next at what is due, in office hours: that day's morning, the morning after; then each morning."""
    coming = [look for moment in (due - _DAY, due) if (look := calendar.next_office_moment(moment)) > now]
    return min(coming, default=calendar.next_morning(now))


def look_at_task(session: Session, task: Task, *, now: datetime) -> datetime:
    """The same for a task; and where nobody has taken it on, the morning after they should have."""
    found = rules(session)
    calendar = found.calendar(now)
    look = next_look(calendar, task.due_at, now=now)
    taken_on = calendar.end_of_working_day(task.asked_at, found.days("acknowledge", task.asked_at))
    nudge = calendar.next_office_moment(taken_on)
    return min(look, nudge) if task.state == "asked" and nudge > now else look


def look_again(session: Session, task: Task, *, now: datetime) -> None:
    """Its date or its state has changed: whatever was counted before is forgotten."""
    task.step, task.missed_at = 0, None
    task.next_at = look_at_task(session, task, now=now)


def ask(
    session: Session,
    case: Case,
    *,
    kind: str,
    service: str,
    officer: str,
    due: datetime,
    now: datetime,
    by: Person | None = None,
    words_id: int | None = None,
    by_hand: bool = False,
    earlier: Sequence[str] = (),
) -> Task:
    """A task begins, and its officer is told. `by` None: Wardline itself."""
    task = Task(
        case_id=case.id,
        kind=kind,
        service=service,
        officer=officer,
        by_hand=by_hand,
        asked_by=by.key if by else None,
        words_id=words_id,
        earlier=list(earlier),
        state="asked",
        asked_at=now,
        due_at=due,
    )
    session.add(task)
    look_again(session, task, now=now)
    session.flush()
    facts = {
        "task": task.id,
        "kind": kind,
        "service": service,
        "officer": officer,
        "due": due.isoformat(),
        "day": local_day(due).isoformat(),
    }
    actor = by.key if by else None
    record(session, "task_asked", case=case, actor=actor, words_id=words_id, facts=facts, now=now)
    return task


def end_task(
    session: Session,
    case: Case,
    task: Task,
    state: str,
    *,
    by: Person | None,
    now: datetime,
    words_id: int | None = None,
    why: str = "",
) -> None:
    """A task is over: done, returned, waived, or ended with what it was for (then `why` says with what)."""
    task.state, task.ended_at, task.ended_by, task.ended_words_id = (
        state,
        now,
        by.key if by else None,
        words_id,
    )
    task.next_at = None
    stand_ins.end(session, passing.NOUN, task.id, PARTS, how="finished", now=now)
    facts = {"task": task.id, "officer": task.officer, **({"why": why} if why else {})}
    actor = by.key if by else None
    record(session, f"task_{state}", case=case, actor=actor, words_id=words_id, facts=facts, now=now)


def end_offer(
    session: Session,
    case: Case,
    offer: Offer,
    state: str,
    *,
    by: Person | None,
    now: datetime,
    event: str = "",
    words_id: int | None = None,
    **facts: str,
) -> None:
    """An offer is over. `event` where it is not called like the state."""
    offer.state, offer.ended_at, offer.next_at = state, now, None
    offer.answer_words_id = words_id or offer.answer_words_id
    settle_waiting(session, case)
    told = {"offer": offer.id, "body": offer.body, **facts}
    actor = by.key if by else None
    event = event or f"offer_{state}"
    record(session, event, case=case, actor=actor, words_id=words_id, facts=told, now=now)


def end_all(session: Session, case: Case, *, why: str, now: datetime) -> None:
    """The case is closed: nobody goes on working for it unawares. A root cause is looked for all the same, unless the
    member withdrew what showed it."""
    for task in task_rows.open_of_case(session, case.id):
        if task.kind != "root_cause" or why == "withdrawn":
            end_task(session, case, task, "ended", by=None, why=why, now=now)
    for offer in offer_rows.open_of_case(session, case.id):
        end_offer(session, case, offer, "ended", by=None, why=why, now=now)


def take_along(session: Session, ends: Case, kept: Case, *, by: Person, now: datetime) -> None:
    """A case goes on as part of another one: whoever was asked for a part of it is asked on that one from now on. A
    service's own task ends, where the other case is not the service's or it has one there already."""
    there = {task.service for task in task_rows.open_of_case(session, kept.id) if task.kind == "own"}
    for task in task_rows.open_of_case(session, ends.id):
        if task.kind == "own" and (task.service in there or task.service != kept.service):
            end_task(session, ends, task, "ended", by=by, why="merged", now=now)
            continue
        task.case_id = kept.id
        facts = {"task": task.id, "out_of": ends.reference}
        record(session, "task_moved", case=kept, actor=by.key, facts=facts, now=now)
    for offer in offer_rows.open_of_case(session, ends.id):
        offer.case_id = kept.id
        session.flush()
        settle_waiting(session, kept)
        facts = {"offer": offer.id, "body": offer.body, "out_of": ends.reference}
        record(session, "offer_moved", case=kept, actor=by.key, facts=facts, now=now)


def unfinished(session: Session, case: Case, *, accepted_by: str = "") -> tuple[list[Task], list[Offer]]:
    """What a case waits for before it can be answered for good. `accepted_by`: the body that the answer itself names,
    whose acceptance is no hindrance."""
    tasks = [task for task in task_rows.open_of_case(session, case.id) if task.kind != "root_cause"]
    offers = [
        offer
        for offer in offer_rows.open_of_case(session, case.id)
        if not (offer.state == "accepted" and offer.body_name == accepted_by)
    ]
    return tasks, offers


def follow(
    session: Session, case: Case, *, now: datetime, by: Person | None = None, again: bool = False
) -> None:
    """The service's own task, where its mode is combination: asked when a case opens there or is routed there, given to
    who has it in another place, ended where the case goes elsewhere. `again`: the case was opened again."""
    found = rules(session)
    by_itself = [task for task in task_rows.of_case(session, case.id) if task.kind != "work"]
    for task in by_itself:
        if task.state in task_rows.OPEN and task.service != case.service:
            end_task(session, case, task, "ended", by=by, why="rerouted", now=now)
    service = found.service(case.service)
    if service is None or service.mode != "combination" or case.restricted:
        return
    officer = found.responsible(service.key, case.wards, now).officer
    here = [task for task in by_itself if task.kind == "own" and task.service == service.key]
    running = [task for task in here if task.state in task_rows.OPEN]
    if running:
        _move_to_officer_of_place(session, running[0], officer, now=now)
    elif officer is not None and officer.key != case.owner and (again or not here):
        due = wanted_by(session, case, service.key, now=now)
        ask(session, case, kind="own", service=service.key, officer=officer.key, due=due, now=now)


def settle_waiting(session: Session, case: Case) -> None:
    """Whom the case waits for, within an act that has claimed it: the member where they were asked, else a partner who
    accepted, else nobody."""
    if case.state == "waiting" and clocks.is_running(session, case, "question"):
        return
    found = offer_rows.open_of_case(session, case.id)
    accepted = next((offer for offer in found if offer.state == "accepted"), None)
    if accepted is not None and (state := lifecycle.after(case.state, "wait")):
        case.state, case.waiting_for = state, accepted.body_name
        case.waiting_why, case.waiting_until = "news", accepted.news_at
    elif accepted is None and (state := lifecycle.after(case.state, "resume")):
        case.state = state
        case.waiting_for = case.waiting_why = case.waiting_until = None


def _move_to_officer_of_place(session: Session, task: Task, officer: Person | None, *, now: datetime) -> None:
    lent = stand_ins.active_of(session, passing.NOUN, task.id)
    if (
        officer is None
        or task.by_hand
        or officer.key in (task.officer, *(row.person for row in lent.values()))
    ):
        return
    passing.pass_on(session, task, officer.key, why="the case is in another place now", now=now)
