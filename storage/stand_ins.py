"""Whose work is with a stand-in: one row for each part of a case (or task, or offer) that somebody has for another."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class StandIn(Base):
    """`stand_in` has it for `person`. It holds while `ended_at` is empty and the work is still with `stand_in`: whoever
    gave it to somebody else since has ended it. `how`: returned, decided or finished."""

    __tablename__ = "stand_ins"
    __table_args__ = (
        UniqueConstraint("noun", "row_id", "part"),
        Index("ix_stand_ins_person", "person", "ended_at"),
        Index("ix_stand_ins_ended_at", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]  # case | task | offer
    row_id: Mapped[int]
    part: Mapped[str]  # contact | owner; what has one holder: holder
    person: Mapped[str]  # people.key
    stand_in: Mapped[str]  # people.key
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    how: Mapped[str | None]


def of_part(session: Session, noun: str, row_id: int, part: str) -> StandIn | None:
    """Ended or not."""
    found = select(StandIn).where(StandIn.noun == noun, StandIn.row_id == row_id, StandIn.part == part)
    return session.scalar(found)


def active_of(session: Session, noun: str, row_id: int) -> dict[str, StandIn]:
    """Those of one case, by part."""
    found = select(StandIn).where(StandIn.noun == noun, StandIn.row_id == row_id, StandIn.ended_at.is_(None))
    return {row.part: row for row in session.scalars(found)}


def active(session: Session, noun: str) -> Sequence[StandIn]:
    found = select(StandIn).where(StandIn.noun == noun, StandIn.ended_at.is_(None))
    return session.scalars(found.order_by(StandIn.row_id, StandIn.part)).all()


def for_person(session: Session, person: str, *, since: datetime | None = None) -> Sequence[StandIn]:
    """What others have for a person; or, with `since`, what has ended since."""
    found = select(StandIn).where(StandIn.person == person)
    found = found.where(StandIn.ended_at.is_(None) if since is None else StandIn.ended_at >= since)
    return session.scalars(found.order_by(StandIn.row_id, StandIn.part)).all()


def put(
    session: Session, noun: str, row_id: int, part: str, *, person: str, stand_in: str, now: datetime
) -> None:
    row = of_part(session, noun, row_id, part)
    if row is None:
        row = StandIn(noun=noun, row_id=row_id, part=part, person=person, stand_in=stand_in, since=now)
        session.add(row)
    elif row.ended_at is not None or row.person != person:
        row.since = now
    row.person, row.stand_in, row.ended_at, row.how = person, stand_in, None, None
    session.flush()


def end(session: Session, noun: str, row_id: int, parts: Collection[str], *, how: str, now: datetime) -> None:
    """Nobody has these parts for another any more."""
    for part, row in active_of(session, noun, row_id).items():
        if part in parts:
            row.ended_at, row.how = now, how
    session.flush()
