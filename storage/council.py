"""The directory's rows in bulk, whatever their noun: all of a table in and out, and a version that changes when they do.
What the rows mean is not known here."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast
from uuid import uuid4
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, Select, Table, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.people import Absence, Person
from storage.services import Service

Values = dict[str, Any]
T = TypeVar("T")

# What was last made of each database's directory, and of which version of it. Readers and writers share a pool.
_made: WeakKeyDictionary[Pool, dict[str, tuple[str, Any]]] = WeakKeyDictionary()


class DirectoryVersion(Base):
    """Which directory this is: another token after every change. One row."""

    __tablename__ = "directory_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]


def changed(session: Session) -> None:
    """Say that the directory is another one from this transaction on."""
    session.merge(DirectoryVersion(id=1, token=uuid4().hex))
    session.flush()


def hold(session: Session) -> None:
    """Nobody else changes the directory until this transaction ends. Whoever compares before writing holds it first."""
    session.execute(select(DirectoryVersion.id).where(DirectoryVersion.id == 1).with_for_update())


def token(session: Session) -> str:
    """Which directory this transaction sees; empty before the first."""
    return session.scalar(_token()) or ""


def token_held_still(session: Session) -> str:
    """The same, and the directory stays as it is until this transaction ends; others may hold it still too. A change
    that is under way is waited for."""
    return session.scalar(_token().with_for_update(read=True)) or ""


@cache
def _token() -> Select[str]:
    return select(DirectoryVersion.token).where(DirectoryVersion.id == 1)


def remembered(
    session: Session, make: Callable[[Session], T], version: Callable[[Session], str] = token
) -> T:
    """What `make` makes of the directory as this transaction sees it; made again only for another version."""
    version_now = version(session)
    kept = _made.setdefault(session.connection().engine.pool, {})
    name = f"{make.__module__}.{make.__qualname__}"
    known, value = kept.get(name, (None, None))
    if known != version_now or not version_now:
        value = make(session)
        kept[name] = (version_now, value)
    return cast(T, value)


def replace(session: Session, table: type[Base], rows: Sequence[Values]) -> None:
    """These rows and no others, in this order; but leave that somebody entered stays."""
    old = delete(table)
    if table is Absence:
        old = old.where(Absence.entered_by.is_(None))
    session.execute(old)
    if rows:
        session.execute(insert(cast(Table, table.__table__)), list(rows))


def put(session: Session, table: type[Base], key: Values, values: Values) -> None:
    """The row with this key has these values."""
    session.execute(update(table).filter_by(**key).values(values))


def keep_services(session: Session, rows: Sequence[Values]) -> None:
    """These services are listed and no others; each keeps its row, known by its key."""
    known = {service.key: service for service in session.scalars(select(Service))}
    for place, values in enumerate(rows):
        _put(session, known.get(values["key"]) or Service(), values, place)
    _unlist(known, rows)
    session.flush()


def keep_people(session: Session, rows: Sequence[Values]) -> None:
    """These people are listed and no others; each keeps their row, known by their key.

    A Slack id that a person was bound to here stays when the row has none, unless another row claims it.
    """
    known = {person.key: person for person in session.scalars(select(Person))}
    claimed = {values["slack_id"] for values in rows if values["slack_id"]}
    for person in known.values():
        if person.slack_id in claimed:
            person.slack_id = None
    session.flush()  # free, before anybody else takes it
    for place, values in enumerate(rows):
        person = known.get(values["key"]) or Person()
        _put(session, person, {**values, "slack_id": values["slack_id"] or person.slack_id}, place)
    _unlist(known, rows)
    session.flush()


def _put(session: Session, row: Service | Person, values: Values, place: int) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.listed, row.place = True, place
    session.add(row)


def _unlist(known: Mapping[str, Service | Person], rows: Sequence[Values]) -> None:
    for key in known.keys() - {values["key"] for values in rows}:
        known[key].listed = False


def rows_of(
    session: Session,
    table: type[Base],
    columns: Sequence[str],
    *,
    unlisted: bool = False,
    entered: bool = True,
) -> Sequence[Sequence[Any]]:
    """All rows of a table as these columns, in the council's order; with or without leave that somebody entered."""
    known = table.__table__.c  # not the class: very many rows are read, and none is changed
    placed = issubclass(table, (Service, Person))
    query = select(*(known[name] for name in columns)).order_by(known.place if placed else known.id)
    if placed and not unlisted:
        query = query.where(known.listed)
    if table is Absence and not entered:
        query = query.where(known.entered_by.is_(None))
    return session.execute(query).all()
