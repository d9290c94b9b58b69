"""Flags on cases: who set each, when and why, and who cleared it. What a flag does is not known here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class CaseFlag(Base):
    """One flag from the day it was set to the day it was cleared. Its reasons are people's words."""

    __tablename__ = "case_flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]  # vulnerable | media | parish
    parish: Mapped[str | None]  # the area, for kind parish
    lead: Mapped[str | None]  # people.key: who leads, for kind vulnerable
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    set_by: Mapped[str | None]  # people.key; empty: by words that the council's standards list
    set_at: Mapped[datetime]
    cleared_by: Mapped[str | None]
    cleared_at: Mapped[datetime | None]
    cleared_words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))


def of_case(session: Session, case_id: int) -> Sequence[CaseFlag]:
    """Those that stand, oldest first."""
    return session.scalars(
        select(CaseFlag)
        .where(CaseFlag.case_id == case_id, CaseFlag.cleared_at.is_(None))
        .order_by(CaseFlag.id)
    ).all()
