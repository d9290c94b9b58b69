"""Cases whose member has left the council: one row each, with what is to become of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.claims import change_if


class LeftCase(Base):
    """`state`: waiting for a choice; passed to another member, kept with the council, withdrawn; returned where the
    member is back. `with_words`: the resident agreed that what was written goes along."""

    __tablename__ = "left_cases"
    __table_args__ = (Index("ix_left_cases_state", "state", "member"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    member: Mapped[str]  # people.key: who left
    state: Mapped[str]
    since: Mapped[datetime]
    to: Mapped[str | None]  # people.key: the member who has it now
    with_words: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    def withholds_from(self, person: str) -> bool:
        """Whether what was written before is not for them, although the case is."""
        return self.to == person and not self.with_words


def of_case(session: Session, case_id: int) -> LeftCase | None:
    return session.get(LeftCase, case_id)


def put(session: Session, case_id: int, member: str, *, now: datetime) -> None:
    """Its member left: a choice is waited for."""
    row = session.get(LeftCase, case_id) or LeftCase(case_id=case_id)
    row.member, row.state, row.since = member, "waiting", now
    row.to = row.decided_by = row.decided_at = None
    row.with_words = False
    session.add(row)
    session.flush()


def in_state(session: Session, state: str) -> Sequence[LeftCase]:
    found = select(LeftCase).where(LeftCase.state == state)
    return session.scalars(found.order_by(LeftCase.case_id)).all()


def become(session: Session, row: LeftCase, state: str) -> bool:
    """From the state that `row` was read in to another. False: somebody was quicker."""
    return change_if(session, row, LeftCase.state == row.state, state=state)
