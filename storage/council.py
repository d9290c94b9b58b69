"""The directory's rows in bulk, whatever their noun: all of a table in and out. What the rows mean is not known here."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from storage.base import Base
from storage.people import Absence, Person
from storage.services import Service

Values = dict[str, Any]


def replace(session: Session, table: type[Base], rows: Sequence[Values]) -> None:
    """These rows and no others, in this order; but leave that somebody entered stays."""
    old = delete(table)
    if table is Absence:
        old = old.where(Absence.entered_by.is_(None))
    session.execute(old)
    if rows:
        session.execute(insert(table), list(rows))


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
    session: Session, table: type[Base], columns: Sequence[str], *, unlisted: bool = False
) -> list[Values]:
    """All rows of a table as mappings of these columns, in the council's order."""
    wanted = [getattr(table, name) for name in columns]
    query = select(*wanted).order_by(table.place if issubclass(table, (Service, Person)) else table.id)  # type: ignore[attr-defined]
    if issubclass(table, (Service, Person)) and not unlisted:
        query = query.where(table.listed)
    return [dict(row) for row in session.execute(query).mappings()]
