"""What people put right about how words were read: each waits for an administrator before the matcher learns from it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Correction(Base):
    """These words are about this service, says somebody. The words stay in `words`, so that erasing them is one place."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"), index=True)
    span_start: Mapped[int]
    span_end: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    service: Mapped[str]  # services.key: what it is
    was: Mapped[str | None]  # services.key: what it was taken for
    how: Mapped[str]  # rerouted | not_right | chosen
    by: Mapped[str]  # people.key
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting", index=True)  # waiting | approved | rejected
    decided_by: Mapped[str | None]  # people.key
    decided_at: Mapped[datetime | None]


def in_state(session: Session, state: str) -> Sequence[Correction]:
    """Oldest first."""
    return session.scalars(select(Correction).where(Correction.state == state).order_by(Correction.id)).all()
