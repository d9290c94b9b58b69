"""What happened: append-only, in the past tense, with who did it. Words are named, never copied here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class HistoryEntry(Base):
    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    event: Mapped[str]
    actor: Mapped[str | None]  # people.key; empty: Wardline itself
    facts: Mapped[dict[str, Any]]
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]


def of_kinds(session: Session, events: Sequence[str]) -> Sequence[HistoryEntry]:
    """Every entry of these events, whatever its case, oldest first."""
    found = select(HistoryEntry).where(HistoryEntry.event.in_(events), HistoryEntry.case_id.is_not(None))
    return session.scalars(found.order_by(HistoryEntry.id)).all()


def of_case(session: Session, case_id: int) -> Sequence[HistoryEntry]:
    return session.scalars(
        select(HistoryEntry).where(HistoryEntry.case_id == case_id).order_by(HistoryEntry.id)
    ).all()
