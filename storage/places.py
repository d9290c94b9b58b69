"""Where things are: wards, areas, and the names people give to places. Which ward a name means is not decided here."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Ward(Base):
    __tablename__ = "wards"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    variants: Mapped[list[str]]
    status: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class WardProfile(Base):
    """How many live in a ward, and how great the need is there."""

    __tablename__ = "ward_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    ward: Mapped[str] = mapped_column(unique=True)  # wards.name
    residents: Mapped[int]
    need: Mapped[int]
    source: Mapped[str]


class Area(Base):
    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class AreaWard(Base):
    """A ward lies in an area, from one day to another."""

    __tablename__ = "area_wards"
    __table_args__ = (Index("ix_area_wards_kind_ward", "kind", "ward"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    area: Mapped[str]
    ward: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]


class Locality(Base):
    __tablename__ = "localities"

    id: Mapped[int] = mapped_column(primary_key=True)
    locality: Mapped[str]
    aliases: Mapped[list[str]]
    ward: Mapped[str]
    share: Mapped[str]
    source: Mapped[str]


class Street(Base):
    __tablename__ = "streets"

    id: Mapped[int] = mapped_column(primary_key=True)
    street: Mapped[str] = mapped_column(index=True)
    ward: Mapped[str]
    locality: Mapped[str]
    source: Mapped[str]


class Landmark(Base):
    __tablename__ = "landmarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    landmark: Mapped[str]
    aliases: Mapped[list[str]]
    ward: Mapped[str]
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    source: Mapped[str]


class OutsidePlace(Base):
    __tablename__ = "outside_places"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str]
    aliases: Mapped[list[str]]
    source: Mapped[str]


class PostcodeSector(Base):
    __tablename__ = "postcode_sectors"

    id: Mapped[int] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(index=True)
    ward: Mapped[str]
    share: Mapped[float]
    source: Mapped[str]
