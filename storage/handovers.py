"""Handovers: what one person gives to another in one go, case by case, with a note and a receipt for each."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Index, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.claims import change_if


class Handover(Base):
    """`state`: draft while its form is filled in, given once it was sent, done when every case has passed or stayed."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_state", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    giver: Mapped[str]  # people.key: who has the cases
    receiver: Mapped[str]  # people.key
    by: Mapped[str]  # people.key: who hands over, the giver or a manager
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))  # a note for all of them
    state: Mapped[str]
    made_at: Mapped[datetime]
    given_at: Mapped[datetime | None]


class HandoverCase(Base):
    """`state`: waiting, passed, or stayed (with why). A receipt is due by `due_at`; `read_at` is when it was given."""

    __tablename__ = "handover_cases"
    __table_args__ = (Index("ix_handover_cases_next_at", "next_at"),)

    handover_id: Mapped[int] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    chosen: Mapped[bool]
    state: Mapped[str]
    why: Mapped[str | None]
    due_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]  # when to look whether it was read; empty: no more
    read_at: Mapped[datetime | None]


def cases_of(session: Session, handover_id: int) -> Sequence[HandoverCase]:
    found = select(HandoverCase).where(HandoverCase.handover_id == handover_id)
    return session.scalars(found.order_by(HandoverCase.case_id)).all()


def given(session: Session) -> Handover | None:
    """The oldest that was sent and has cases that are still to pass."""
    return session.scalars(_given()).first()


@cache
def _given() -> Select[Handover]:
    return select(Handover).where(Handover.state == "given").order_by(Handover.id).limit(1)


def finish(session: Session, handover: Handover) -> bool:
    """Every case of it has passed or stayed. False: another worker was quicker."""
    return _become(session, handover, "given", "done")


def send(session: Session, handover: Handover, *, now: datetime) -> bool:
    """The draft is sent. False: it was sent before."""
    handover.given_at = now
    session.flush()
    return _become(session, handover, "draft", "given")


def drop_drafts(session: Session, by: str) -> None:
    """Forms that somebody opened and left."""
    drafts = select(Handover.id).where(Handover.by == by, Handover.state == "draft")
    session.execute(delete(HandoverCase).where(HandoverCase.handover_id.in_(drafts)))
    session.execute(delete(Handover).where(Handover.by == by, Handover.state == "draft"))


def unread(session: Session, now: datetime) -> Sequence[HandoverCase]:
    """Whose receipt is due; all of one handover."""
    first = select(HandoverCase.handover_id).where(HandoverCase.next_at <= now)
    found = select(HandoverCase).where(
        HandoverCase.next_at <= now,
        HandoverCase.handover_id == first.order_by(HandoverCase.next_at).limit(1).scalar_subquery(),
    )
    return session.scalars(found.order_by(HandoverCase.case_id)).all()


def stop_looking(session: Session, row: HandoverCase) -> bool:
    """Nobody looks at it again. False: another worker has it in hand."""
    return change_if(session, row, HandoverCase.next_at == row.next_at, next_at=None)


def _become(session: Session, handover: Handover, before: str, after: str) -> bool:
    return change_if(session, handover, Handover.state == before, state=after)
