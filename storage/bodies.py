"""What stands beside the council's own services and areas: bodies and who sits on them, portfolios, resources."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Body(Base):
    __tablename__ = "bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    area: Mapped[str]
    remit: Mapped[list[str]]  # services.key
    terms: Mapped[str]
    successor: Mapped[str]  # bodies.key
    review_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class BodyMember(Base):
    __tablename__ = "body_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(index=True)  # bodies.key
    person: Mapped[str]  # people.key
    seat: Mapped[str]
    deputy_for: Mapped[str]  # people.key
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class Meeting(Base):
    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(index=True)  # bodies.key
    held_on: Mapped[date]
    title: Mapped[str]
    venue: Mapped[str]
    source: Mapped[str]


class Portfolio(Base):
    __tablename__ = "portfolios"

    id: Mapped[int] = mapped_column(primary_key=True)
    portfolio: Mapped[str]
    person: Mapped[str]  # people.key
    services: Mapped[list[str]]  # services.key
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class Resource(Base):
    __tablename__ = "resources"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(index=True)  # services.key
    area: Mapped[str]
    fund: Mapped[str]
    pounds: Mapped[int]
    note: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]
