"""Who follows a case besides its member: they hear how it ends, and that it is open again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.database import insert_into


class Follower(Base):
    __tablename__ = "followers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)  # people.key
    why: Mapped[str]  # parish
    since: Mapped[datetime]


def add(session: Session, case_id: int, person: str, *, why: str, now: datetime) -> bool:
    """False: they follow it already."""
    statement = insert_into(session, Follower).values(case_id=case_id, person=person, why=why, since=now)
    statement = statement.on_conflict_do_nothing(index_elements=["case_id", "person"])
    return session.scalar(statement.returning(Follower.person)) is not None


def remove(session: Session, case_id: int, *, why: str) -> Sequence[str]:
    """Nobody follows the case for this reason any more. Returns who did."""
    statement = delete(Follower).where(Follower.case_id == case_id, Follower.why == why)
    return session.scalars(statement.returning(Follower.person)).all()


def of_case(session: Session, case_id: int) -> Sequence[Follower]:
    found = select(Follower).where(Follower.case_id == case_id)
    return session.scalars(found.order_by(Follower.since, Follower.person)).all()
