"""How an answered case was handled, as the member and as staff see it: one score for each of two questions a side."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.database import insert_into


class Rating(Base):
    """`side` is member or staff, `question` thing or way, `score` 0 to 2. The last press counts."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("outcome_id", "side", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcomes.id"))
    side: Mapped[str]
    question: Mapped[str]
    score: Mapped[int]
    given_at: Mapped[datetime]


def put(session: Session, **values: object) -> None:
    """One score of one side; it takes the place of what that side said before."""
    statement = insert_into(session, Rating).values(**values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["outcome_id", "side", "question"],
            set_={"score": statement.excluded.score, "given_at": statement.excluded.given_at},
        )
    )


def of_cases(session: Session, case_ids: Sequence[int]) -> Sequence[Rating]:
    return session.scalars(select(Rating).where(Rating.case_id.in_(case_ids)).order_by(Rating.id)).all()
