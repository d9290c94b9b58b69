"""What the council does, and how people speak of it: services, phrases, emergency words, standards."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Service(Base):
    """A council service. One that left the directory stays, not `listed`, for the cases that name it."""

    __tablename__ = "services"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    listed: Mapped[bool] = mapped_column(default=True)
    place: Mapped[int]  # in the order of the council's file
    name: Mapped[str]
    other_names: Mapped[list[str]]
    theme: Mapped[str]
    mode: Mapped[str]
    mode_note: Mapped[str]
    lgsl: Mapped[list[str]]
    what: Mapped[str]
    whom: Mapped[str]
    how: Mapped[str]
    provider: Mapped[str]
    hours: Mapped[str]
    telephone: Mapped[str]
    answer_days: Mapped[int | None]  # working days
    review_on: Mapped[date | None]
    source: Mapped[str]


class Phrase(Base):
    __tablename__ = "phrases"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(index=True)
    phrase: Mapped[str]
    source: Mapped[str]


class Emergency(Base):
    __tablename__ = "emergencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    sensitive: Mapped[str]
    advice: Mapped[str]
    telephone: Mapped[str]
    source: Mapped[str]


class PreparedText(Base):
    __tablename__ = "prepared_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]  # services.key; empty: of any
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    hint: Mapped[str]
    source: Mapped[str]


class Standard(Base):
    __tablename__ = "standards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    value: Mapped[str]
    unit: Mapped[str]
    review_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


def is_any(session: Session) -> bool:
    """Whether a council is loaded."""
    return session.scalar(select(Service.id).where(Service.listed).limit(1)) is not None


def by_key(session: Session, key: str) -> Service | None:
    """Listed or not."""
    return session.scalar(select(Service).where(Service.key == key))
