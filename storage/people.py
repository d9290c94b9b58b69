"""Who there is: people, the posts they hold, their cover and leave, and the channels they work in."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Person(Base):
    """Somebody the council knows. Who left the directory stays, not `listed`, for the cases that name them."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    listed: Mapped[bool] = mapped_column(default=True)
    place: Mapped[int]  # in the order of the council's file
    name: Mapped[str]
    slack_id: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    telephone: Mapped[str]
    fictional: Mapped[str]


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_role_scope", "role", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    scope: Mapped[str]
    patch: Mapped[str] = mapped_column(server_default="")
    person: Mapped[str] = mapped_column(index=True)  # people.key
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class Cover(Base):
    __tablename__ = "covers"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)  # people.key
    cover: Mapped[str]  # people.key
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Absence(Base):
    """Leave. What somebody entered (`entered_by`) outlives a load of the files; what the files said does not."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)  # people.key
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    reason: Mapped[str]
    entered_by: Mapped[str | None]  # people.key; empty: from the files
    entered_at: Mapped[datetime | None]


class Channel(Base):
    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    area: Mapped[str]
    slack_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str]


def by_key(session: Session, key: str) -> Person | None:
    """Listed or not."""
    return session.scalar(select(Person).where(Person.key == key))


def unlisted(session: Session) -> Sequence[str]:
    """The keys of those who left the directory."""
    return session.scalars(select(Person.key).where(~Person.listed)).all()


def by_slack_id(session: Session, slack_id: str) -> Person | None:
    return session.scalar(select(Person).where(Person.slack_id == slack_id, Person.listed))


def holder_of_slack_id(session: Session, slack_id: str) -> Person | None:
    """Whoever holds it, listed or not."""
    return session.scalar(select(Person).where(Person.slack_id == slack_id))


def by_email(session: Session, email: str) -> Person | None:
    """Whoever has this address, whatever its capitals; nobody when it is empty."""
    if not email:
        return None
    return session.scalar(
        select(Person).where(Person.email.ilike(_literally(email), escape="\\"), Person.listed)
    )


def absences_on(session: Session, person: str, day: date) -> Sequence[Absence]:
    """One person's leave that holds on a day."""
    started = or_(Absence.starts_on.is_(None), Absence.starts_on <= day)
    not_over = or_(Absence.ends_on.is_(None), Absence.ends_on >= day)
    found = select(Absence).where(Absence.person == person, started, not_over)
    return session.scalars(found.order_by(Absence.id)).all()


def _literally(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return text
