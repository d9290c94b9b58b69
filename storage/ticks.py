"""Timed runs: which slot of which job somebody has already taken."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.database import insert_into


class Tick(Base):
    """`slot` is the job's own word for one turn: a day, or an ISO week in local time."""

    __tablename__ = "ticks"

    name: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]


def take(session: Session, name: str, slot: str, *, now: datetime) -> bool:
    """Whether this slot is ours. The work belongs in the same transaction, so that a failure gives it back."""
    statement = insert_into(session, Tick).values(name=name, slot=slot, taken_at=now)
    statement = statement.on_conflict_do_nothing(index_elements=["name", "slot"])
    return session.scalar(statement.returning(Tick.slot)) is not None


def taken(session: Session, name: str) -> Sequence[str]:
    """The slots of a job that are taken."""
    return session.scalars(select(Tick.slot).where(Tick.name == name).order_by(Tick.slot)).all()


def give_back(session: Session, name: str, slot: str) -> None:
    """This slot may be taken again."""
    session.execute(delete(Tick).where(Tick.name == name, Tick.slot == slot))


def is_taken(session: Session, name: str, slot: str) -> bool:
    return session.get(Tick, (name, slot)) is not None
