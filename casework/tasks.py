"""What people do to tasks: ask a service for its part of a case, take it on, finish it, give it back, change or waive it.
How a task follows its case by itself is in contributors.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework import cases, contributors, gate, passing
from casework.contributor_facts import task_facts
from casework.errors import NoSuchCase, NotAllowed, NotUnderstood, Refused, TooLate
from casework.facts import TaskFacts
from casework.history import record
from casework.passing import pass_on
from casework.rules import local_day, rules
from casework.standing import standing
from casework.words import keep_words
from directory.council import Person
from storage import Session, stand_ins
from storage import tasks as rows
from storage.cases import Case
from storage.tasks import Task, held_by
from storage.words import Message, Words

__all__ = ["held_by", "pass_on"]

LONGEST = 1_000  # characters of what is asked, or of a reason

_OVER = {"done": "finished", "returned": "gave back", "waived": "waived", "ended": "ended"}


@dataclass(frozen=True)
class Wanted:
    """A service's part as a person asks for it. No officer: whoever the directory names; no day: by its standard."""

    service: str
    words: str
    officer: str | None = None
    on: date | None = None


def add(session: Session, case_id: int, wanted: Wanted, *, by: Person, now: datetime) -> Task:
    """Ask a service for its part. The officer is told, and the case stays with its owner."""
    case = gate.check(session, case_id, "add_task", by=by, now=now)
    found = rules(session)
    problems = _problems(wanted.words, wanted.on, now)
    if found.service(wanted.service) is None:
        problems["service"] = "Choose the service that is to do it."
    elif wanted.officer and not _may_have(session, wanted.officer, now):
        problems["person"] = "That person can't take a task today. Choose somebody who is in."
    if problems:
        raise Refused(problems)
    case = gate.begin(session, case_id, "add_task", by=by, now=now)
    cases.take_up(session, case, now=now)
    suggested = passing.suggested_officer(found, wanted.service, case.wards, now).key
    due = (
        found.calendar(now).close_of(wanted.on)
        if wanted.on
        else contributors.wanted_by(session, case, wanted.service, now=now)
    )
    return contributors.ask(
        session, case, kind="work", service=wanted.service, officer=wanted.officer or suggested, due=due, by=by,
        words_id=keep_words(session, wanted.words.strip(), by.key, at=now).id,
        by_hand=wanted.officer not in (None, suggested), now=now,
    )  # fmt: skip


def accept(session: Session, task_id: int, *, by: Person, now: datetime) -> Task:
    """The officer takes it on, for the day it is wanted."""
    case, task = _begin(session, task_id, "do_task", by=by, now=now)
    if task.state == "accepted":
        raise TooLate("That task has been taken on already.")
    task.state = "accepted"
    contributors.look_again(session, task, now=now)
    _record(session, "task_accepted", case, task, by=by, now=now)
    return task


def promise(session: Session, task_id: int, on: date | None, why: str, *, by: Person, now: datetime) -> Task:
    """The officer takes it on for another day, and says why. Their day counts: nobody else can confirm one."""
    problems = _problems(why, on, now)
    if on is None:
        problems["due"] = "Give the day on which it will be done."
    if problems or on is None:
        raise Refused(problems)
    case, task = _begin(session, task_id, "do_task", by=by, now=now)
    wanted, task.due_at = task.due_at, rules(session).calendar(now).close_of(on)
    task.state = "accepted"
    contributors.look_again(session, task, now=now)
    _record(
        session, "task_promised", case, task, by=by, words=why, wanted=local_day(wanted).isoformat(), now=now
    )
    return task


def finish(session: Session, task_id: int, note: str, *, by: Person, now: datetime) -> Task:
    """It is done, with a note of what, if there is one."""
    if len(note) > LONGEST:
        raise Refused({"words": f"That is too long: at most {LONGEST:,} characters."})
    case, task = _begin(session, task_id, "do_task", by=by, now=now)
    _end(session, case, task, "done", note, by=by, now=now)
    return task


def give_back(session: Session, task_id: int, why: str, *, by: Person, now: datetime) -> Task:
    """The officer can't: it returns to the case's owner with the reason."""
    _need_words(why)
    case, task = _begin(session, task_id, "do_task", by=by, now=now)
    _end(session, case, task, "returned", why, by=by, now=now)
    return task


def waive(session: Session, task_id: int, why: str, *, by: Person, now: datetime) -> Task:
    """It is not needed any more, and the officer is told why."""
    _need_words(why)
    case, task = _begin(session, task_id, "change_task", by=by, now=now)
    _end(session, case, task, "waived", why, by=by, now=now)
    return task


def change(
    session: Session, task_id: int, *, officer: str | None, on: date | None, by: Person, now: datetime
) -> Task:
    """Another officer, another day, or both. Whoever has it then is asked anew."""
    problems = _problems("-", on, now)
    if officer and not _may_have(session, officer, now):
        problems["person"] = "That person can't take a task today. Choose somebody who is in."
    if problems:
        raise Refused(problems)
    case, task = _begin(session, task_id, "change_task", by=by, now=now)
    due = rules(session).calendar(now).close_of(on) if on else task.due_at
    if due == task.due_at and officer in (None, task.officer):
        raise NotUnderstood(
            "Nothing is different yet. Choose another person or another day, or press Cancel."
        )
    is_new_day, task.due_at, task.state = due != task.due_at, due, "asked"
    if officer and officer != task.officer:
        task.by_hand = True
        why = f"{by.name} asks them now"
        pass_on(session, task, officer, why=why, by=by, now=now)
    contributors.look_again(session, task, now=now)
    if is_new_day:
        _record(session, "task_changed", case, task, by=by, now=now)
    return task


def waive_all(
    session: Session, case: Case, tasks: Sequence[Task], why: str, *, by: Person, now: datetime
) -> None:
    """Those that an outcome leaves undone. The case has been claimed by it."""
    for task in tasks:
        _end(session, case, task, "waived", why, by=by, now=now)


def note(
    session: Session, task_id: int, message: Message, words: Words, *, by: Person, now: datetime
) -> bool:
    """What the officer wrote under their task stands in the case's thread. False: it is theirs no longer."""
    task = session.get_one(Task, task_id)
    case = session.get_one(Case, task.case_id)
    if task.state not in rows.OPEN or not _is_theirs(session, task, case, by, now):
        return False
    message.purpose, message.case_id = "note", case.id
    record(
        session, "task_noted", case=case, actor=by.key, words_id=words.id, facts={"task": task.id}, now=now
    )
    return True


def facts_of(session: Session, person: Person) -> list[TaskFacts]:
    """What is asked of somebody now, as they may read it."""
    return [
        task_facts(session, task, session.get_one(Case, task.case_id), leaves=True)
        for task in held_by(session, person.key)
    ]


def check(session: Session, task_id: int, act: str, *, by: Person, now: datetime) -> tuple[Case, Task]:
    """An open task and its case, if `by` may do `act` to it: before a form is opened."""
    task = session.get(Task, task_id)
    if task is None:
        raise NotUnderstood("I can't find that task.")
    case = _case_of(session, task, by, lambda: gate.check(session, task.case_id, act, by=by, now=now))
    _check_open(session, task)
    _check_theirs(session, task, case, by, now)
    return case, task


def _begin(session: Session, task_id: int, act: str, *, by: Person, now: datetime) -> tuple[Case, Task]:
    """The case claimed, so that nobody else changes its tasks meanwhile, and the task as it is then."""
    task = session.get(Task, task_id)
    if task is None:
        raise NotUnderstood("I can't find that task.")
    case = _case_of(session, task, by, lambda: gate.begin(session, task.case_id, act, by=by, now=now))
    session.refresh(task)
    _check_open(session, task)
    _check_theirs(session, task, case, by, now)
    return case, task


def _case_of(session: Session, task: Task, by: Person, reach: Callable[[], Case]) -> Case:
    """Whoever had the task, and so read of the case, is told what became of it, not that there is no such case."""
    try:
        return reach()
    except NoSuchCase:
        session.refresh(task)
        if by.key == task.officer:
            _check_open(session, task)
        raise


def _check_open(session: Session, task: Task) -> None:
    if task.state in rows.OPEN:
        return
    person = rules(session).person(task.ended_by or "")
    raise TooLate(
        f"Nothing was done: {person.name if person else 'Wardline'} {_OVER[task.state]} that task in the meantime."
    )


def _check_theirs(session: Session, task: Task, case: Case, by: Person, now: datetime) -> None:
    if not _is_theirs(session, task, case, by, now):
        officer = rules(session).person(task.officer)
        raise NotAllowed(f"That task is with {officer.name if officer else 'somebody else'} now.")


def _is_theirs(session: Session, task: Task, case: Case, by: Person, now: datetime) -> bool:
    """Their own, or one on a case that they work on."""
    lent = stand_ins.active_of(session, passing.NOUN, task.id)
    mine = by.key == task.officer or by.key in {row.person for row in lent.values()}
    return mine or standing(session, by, case, now=now).may("change_task")


def _end(
    session: Session, case: Case, task: Task, state: str, words: str, *, by: Person, now: datetime
) -> None:
    kept = keep_words(session, words.strip(), by.key, at=now).id if words.strip() else None
    contributors.end_task(session, case, task, state, by=by, words_id=kept, now=now)


def _record(
    session: Session,
    event: str,
    case: Case,
    task: Task,
    *,
    by: Person,
    now: datetime,
    words: str = "",
    **facts: str,
) -> None:
    kept = keep_words(session, words.strip(), by.key, at=now).id if words else None
    day = local_day(task.due_at).isoformat()
    told = {"task": task.id, "officer": task.officer, "due": task.due_at.isoformat(), "day": day, **facts}
    record(session, event, case=case, actor=by.key, words_id=kept, facts=told, now=now)


def _problems(words: str, on: date | None, now: datetime) -> dict[str, str]:
    """What is wrong, by field."""
    found = word_problems(words)
    if on is not None and on < local_day(now):
        found["due"] = "That day has passed. Choose one from today on."
    return found


def word_problems(words: str) -> dict[str, str]:
    if not words.strip():
        return {"words": "Say it in a few words: whoever it is for reads only this."}
    if len(words) > LONGEST:
        return {"words": f"That is too long: at most {LONGEST:,} characters."}
    return {}


def _need_words(why: str) -> None:
    problems = word_problems(why)
    if problems:
        raise Refused(problems)


def _may_have(session: Session, key: str, now: datetime) -> bool:
    found = rules(session)
    return found.is_staff(key, now) and found.is_present(key, now)
