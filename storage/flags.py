"""Flags on cases: who set each, when and why, and who cleared it. What a flag does is not known here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.cases import UNFINISHED, Case
from storage.claims import change_if


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


def led_by(session: Session, person: str) -> Sequence[CaseFlag]:
    """The flags that stand on unfinished cases and that somebody leads."""
    return session.scalars(
        select(CaseFlag)
        .join(Case, Case.id == CaseFlag.case_id)
        .where(CaseFlag.lead == person, CaseFlag.cleared_at.is_(None), Case.state.in_(UNFINISHED))
        .order_by(CaseFlag.id)
    ).all()


def give_lead(session: Session, flag: CaseFlag, to: str) -> bool:
    """Another person leads from now on. False: it was cleared, or somebody else gave it away first."""
    return change_if(session, flag, CaseFlag.lead == flag.lead, CaseFlag.cleared_at.is_(None), lead=to)
