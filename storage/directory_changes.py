"""What changed in the directory, by whom and why; and maps that are to change on a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class DirectoryChange(Base):
    """One row of the directory, before and after. Empty before: it is new; empty after: it is gone."""

    __tablename__ = "directory_changes"
    __table_args__ = (Index("ix_directory_changes_entry", "noun", "entry"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]
    entry: Mapped[str]  # the row's key, as council.py names it, joined by " | "
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    by: Mapped[str]  # people.key, or what did it where no person did
    why: Mapped[str]
    at: Mapped[datetime]


class CutOver(Base):
    """A map that is to change on a day, entered before it, and what is needed to put it back."""

    __tablename__ = "cut_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    effective_on: Mapped[date]
    changes: Mapped[dict[str, Any]]
    undo: Mapped[dict[str, Any]]
    state: Mapped[str]  # planned | done | rolled_back
    by: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


def cut_over(session: Session, name: str) -> CutOver | None:
    """The newest of this name."""
    found = select(CutOver).where(func.lower(CutOver.name) == name.lower())
    return session.scalars(found.order_by(CutOver.id.desc()).limit(1)).first()


def planned(session: Session, *, until: date) -> Sequence[CutOver]:
    """Those that are to be done by a day, in the order of their days."""
    found = select(CutOver).where(CutOver.state == "planned", CutOver.effective_on <= until)
    return session.scalars(found.order_by(CutOver.effective_on, CutOver.id)).all()


def since(session: Session, moment: datetime) -> Sequence[DirectoryChange]:
    """What changed after a moment, newest first."""
    found = select(DirectoryChange).where(DirectoryChange.at > moment)
    return session.scalars(found.order_by(DirectoryChange.id.desc())).all()


def of_noun(session: Session, noun: str) -> Sequence[DirectoryChange]:
    """Oldest first."""
    found = select(DirectoryChange).where(DirectoryChange.noun == noun)
    return session.scalars(found.order_by(DirectoryChange.id)).all()


def since_last(session: Session, noun: str) -> Sequence[DirectoryChange]:
    """Every change after the last one of this noun, oldest first; all of them where there is none."""
    last = select(func.coalesce(func.max(DirectoryChange.id), 0)).where(DirectoryChange.noun == noun)
    found = select(DirectoryChange).where(DirectoryChange.id > last.scalar_subquery())
    return session.scalars(found.order_by(DirectoryChange.id)).all()


def write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Many at once, each with all that a change has but its id."""
    if rows:
        session.execute(insert(DirectoryChange), list(rows))
