"""Tasks: what a contributing service was asked to do on a case, one row a piece of work."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Base
from storage.cases import Case
from storage.claims import change_if
from storage.words import Words

OPEN = ("asked", "accepted")


class Task(Base):
    """`kind` is work (a person asked for it), own (the service's own, in mode combination) or root_cause.

    `state` is asked, accepted, done, returned, waived or ended. `next_at` is empty once it is over, and never before.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_officer_state", "officer", "state"),
        Index("ix_tasks_next", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    service: Mapped[str]  # services.key
    officer: Mapped[str]  # people.key, always somebody present
    by_hand: Mapped[bool] = mapped_column(default=False)  # a person chose the officer
    asked_by: Mapped[str | None]  # people.key; empty: Wardline itself
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))  # what is asked, in somebody's words
    earlier: Mapped[list[str]]  # a root cause: the references of the cases before
    state: Mapped[str] = mapped_column(default="asked")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)  # reminders and rungs already taken
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    ended_words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))  # what was done, or the reason


def of_case(session: Session, case_id: int) -> Sequence[Task]:
    return session.scalars(select(Task).where(Task.case_id == case_id).order_by(Task.id)).all()


def of_cases(session: Session, cases: Sequence[int]) -> dict[int, list[tuple[Task, str, str]]]:
    """By the case's id: each task with what is asked, and with what it ended."""
    asked, ended = aliased(Words), aliased(Words)
    rows = session.execute(
        select(Task, asked.text, ended.text)
        .outerjoin(asked, Task.words_id == asked.id)
        .outerjoin(ended, Task.ended_words_id == ended.id)
        .where(Task.case_id.in_(cases))
        .order_by(Task.id)
    )
    found: dict[int, list[tuple[Task, str, str]]] = {}
    for task, words, end in rows:
        found.setdefault(task.case_id, []).append((task, words or "", end or ""))
    return found


def open_of_case(session: Session, case_id: int) -> Sequence[Task]:
    return [task for task in of_case(session, case_id) if task.state in OPEN]


def held_by(session: Session, person: str) -> Sequence[Task]:
    """The open tasks of one officer, the next due first."""
    found = select(Task).where(Task.officer == person, Task.state.in_(OPEN))
    return session.scalars(found.order_by(Task.due_at, Task.id)).all()


def cases_of_officer(session: Session, person: str) -> frozenset[int]:
    """The cases on which somebody has an open task."""
    found = select(Task.case_id).where(Task.officer == person, Task.state.in_(OPEN)).distinct()
    return frozenset(session.scalars(found))


def all_open(session: Session) -> Sequence[tuple[Task, Case]]:
    found = select(Task, Case).join(Case, Task.case_id == Case.id).where(Task.next_at.is_not(None))
    return [(task, case) for task, case in session.execute(found.order_by(Task.id))]


def open_root_causes(session: Session, cases: Sequence[int]) -> Sequence[Task]:
    found = select(Task).where(Task.kind == "root_cause", Task.state.in_(OPEN), Task.case_id.in_(cases))
    return session.scalars(found.order_by(Task.id)).all()


def due(session: Session, now: datetime, limit: int) -> Sequence[Task]:
    found = select(Task).where(Task.next_at <= now).order_by(Task.next_at, Task.id)
    return session.scalars(found.limit(limit)).all()


def claim(session: Session, task: Task, next_at: datetime, *, step: int) -> bool:
    """Move `next_at` on if nobody else has. False: another worker took this one, or somebody acted on it."""
    return change_if(
        session, task, Task.next_at == task.next_at, Task.step == task.step, next_at=next_at, step=task.step + step
    )  # fmt: skip


def give(session: Session, task: Task, to: str) -> bool:
    """Another officer has it from now on. False: it is over, or somebody else gave it away first."""
    return change_if(session, task, Task.officer == task.officer, Task.state.in_(OPEN), officer=to)
