"""The council into the database and back, in the caller's transaction. Whether it is right is checked before, in
files.py and checks.py."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, cast, get_origin, get_type_hints

from directory import council as rows
from directory.council import Council, Row, Standard
from directory.register import Register
from directory.responsibility import Roster
from storage import Session, bodies, people, places, services
from storage import council as stored
from storage.base import Base

# Each noun of a council: the class of its rows and the table they are kept in.
_KEPT: Mapping[str, tuple[type[Row], type[Base]]] = {
    "services": (rows.Service, services.Service),
    "phrases": (rows.Phrase, services.Phrase),
    "wards": (rows.Ward, places.Ward),
    "areas": (rows.Area, places.Area),
    "area_wards": (rows.AreaWard, places.AreaWard),
    "localities": (rows.Locality, places.Locality),
    "streets": (rows.Street, places.Street),
    "landmarks": (rows.Landmark, places.Landmark),
    "outside": (rows.OutsidePlace, places.OutsidePlace),
    "postcodes": (rows.PostcodeSector, places.PostcodeSector),
    "channels": (rows.Channel, people.Channel),
    "people": (rows.Person, people.Person),
    "posts": (rows.Post, people.Post),
    "covers": (rows.Cover, people.Cover),
    "absences": (rows.Absence, people.Absence),
    "emergencies": (rows.Emergency, services.Emergency),
    "standards": (rows.Standard, services.Standard),
    "bodies": (rows.Body, bodies.Body),
    "body_members": (rows.BodyMember, bodies.BodyMember),
    "meetings": (rows.Meeting, bodies.Meeting),
    "portfolios": (rows.Portfolio, bodies.Portfolio),
    "resources": (rows.Resource, bodies.Resource),
    "prepared_texts": (rows.PreparedText, services.PreparedText),
    "ward_profiles": (rows.WardProfile, places.WardProfile),
}


def load(session: Session, council: Council, nouns: Collection[str] | None = None) -> None:
    """Make the database's directory this council, or these nouns of it. What was changed is recorded by whoever knows
    why: changes.py.

    Services and people keep their rows, known by key. One that the council no longer has stays for the cases that
    name it, but is no longer listed. Leave that somebody entered stays; all else is replaced.
    """
    for noun, (_, table) in _KEPT.items():
        if nouns is not None and noun not in nouns:
            continue
        values = [_values(row) for row in getattr(council, noun)]
        if noun == "services":
            stored.keep_services(session, values)
        elif noun == "people":
            stored.keep_people(session, values)
        else:
            stored.replace(session, table, values)
    stored.changed(session)


def read(session: Session, *, entered: bool = True, without: Collection[str] = ()) -> Council:
    """The council as it was loaded, with what was entered since; or without the leave that somebody entered. `without`
    are nouns that are not wanted."""
    return Council(**{noun: _read(session, noun, entered=entered) for noun in _KEPT if noun not in without})


def read_noun(session: Session, noun: str) -> tuple[Any, ...]:
    """The rows of one noun that are listed."""
    return _read(session, noun)


def put(session: Session, noun: str, row: Row) -> None:
    """One row that is there already, as it is from now on. That it changed is recorded by whoever knows why."""
    values = _values(row)
    stored.put(session, _KEPT[noun][1], {name: values[name] for name in row.KEY}, values)


def read_roster(session: Session) -> Roster:
    """The rows that responsibility rests on. Its people and services are all there ever were: whoever is no longer
    listed has no post, but old cases name them."""
    nouns = [noun.name for noun in fields(Roster)]
    return Roster(**{noun: _read(session, noun, unlisted=True) for noun in nouns})


def unlisted_people(session: Session) -> frozenset[str]:
    """The keys of those who are no longer listed."""
    return frozenset(people.unlisted(session))


def read_register(session: Session) -> Register:
    return Register(**{noun.name: _read(session, noun.name) for noun in fields(Register)})


def read_standards(session: Session) -> tuple[Standard, ...]:
    """Every version of every standard; `holds_on` tells which is in force."""
    return cast(tuple[Standard, ...], _read(session, "standards"))


def _read(session: Session, noun: str, *, unlisted: bool = False, entered: bool = True) -> tuple[Any, ...]:
    row_class, table = _KEPT[noun]
    columns = [column.name for column in fields(row_class) if column.name != "line"]
    found = stored.rows_of(session, table, columns, unlisted=unlisted, entered=entered)
    read = [dict(zip(columns, values, strict=True)) for values in found]
    for name in _lists_of(noun):
        for values in read:
            values[name] = tuple(values[name])
    if row_class is rows.Person:
        for values in read:
            values["slack_id"] = values["slack_id"] or ""
    return tuple(row_class(**values) for values in read)


@cache
def _lists_of(noun: str) -> tuple[str, ...]:
    return tuple(name for name, hint in get_type_hints(_KEPT[noun][0]).items() if get_origin(hint) is tuple)


def _values(row: Row) -> dict[str, Any]:
    """A row as the database keeps it: lists for tuples, and nothing for a Slack id that is not there."""
    values = {column.name: getattr(row, column.name) for column in fields(row) if column.name != "line"}
    if isinstance(row, rows.Person):
        values["slack_id"] = values["slack_id"] or None
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
