"""Due times: one row a promise on a case, found by when somebody must next look at it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Index, Integer, Select, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.claims import change_if


class Clock(Base):
    """`kind` is acknowledge, answer, right_of_reply, scheduled or question. `next_at` is empty once it stopped."""

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "kind"),
        Index("ix_clocks_next", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)  # reminders and rungs already taken


def of_case(session: Session, case_id: int) -> dict[str, Clock]:
    return of_cases(session, [case_id]).get(case_id, {})


def of_cases(session: Session, case_ids: Iterable[int]) -> dict[int, dict[str, Clock]]:
    found: dict[int, dict[str, Clock]] = {}
    for clock in session.scalars(_of_cases(), {"cases": list(case_ids)}):
        found.setdefault(clock.case_id, {})[clock.kind] = clock
    return found


@cache
def _of_cases() -> Select[Clock]:
    return select(Clock).where(Clock.case_id.in_(bindparam("cases", expanding=True)))


def due(session: Session, now: datetime, limit: int = 100) -> Sequence[Clock]:
    return session.scalars(_due(), {"now": now, "limit": limit}).all()


def count_due(session: Session, *, before: datetime) -> int:
    """How many were to be looked at before a moment, and were not."""
    return session.scalar(select(func.count()).select_from(Clock).where(Clock.next_at < before)) or 0


@cache
def _due() -> Select[Clock]:
    found = select(Clock).where(Clock.next_at <= bindparam("now")).order_by(Clock.next_at, Clock.id)
    return found.limit(bindparam("limit", type_=Integer))


def claim(session: Session, clock: Clock, next_at: datetime | None) -> bool:
    """Move `next_at` on if nobody else has. False: another worker took this one."""
    return change_if(
        session, clock, Clock.next_at == clock.next_at, Clock.step == clock.step, next_at=next_at, step=Clock.step + 1
    )  # fmt: skip
