"""Entries that somebody looks at once a year: which are due, whose they are, and moving one on. Who may say what is in
casework; what answers say of an entry that nobody looked at, in answers.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from directory import changes, loading
from directory.council import Body, Person, Seat, Service, Standard
from directory.differences import Change, entry_of
from directory.register import Register
from directory.responsibility import Roster, holder
from storage import Session
from storage.council import hold

Reviewed = Service | Body | Standard

NOUNS = ("services", "bodies", "standards")
_OWNS: tuple[Seat, ...] = ("clerk", "contact", "chair")


@dataclass(frozen=True)
class Entry:
    """One row of the directory that has a day for its review."""

    noun: str
    row: Reviewed

    @property
    def key(self) -> str:
        return entry_of(self.row)

    @property
    def name(self) -> str:
        if isinstance(self.row, Standard):
            return f"The standard “{self.row.name}”"
        return self.row.name


def entries(session: Session) -> Iterator[Entry]:
    """Every entry that is to be reviewed, in the council's order."""
    for noun in NOUNS:
        yield from (Entry(noun, row) for row in loading.read_noun(session, noun) if row.review_on is not None)


def due(found: Sequence[Entry], on: date) -> list[Entry]:
    """Those that somebody should look at by that day; not what is over, for it changes no more."""
    return [
        each for each in found if each.row.review_on and each.row.review_on <= on and _holds(each.row, on)
    ]


def owner(entry: Entry, roster: Roster, register: Register, on: date) -> Person | None:
    """A service's officer, or whoever keeps a body's papers; None where the entry is the administrator's."""
    if isinstance(entry.row, Service):
        officer = holder(roster, "officer", entry.row.key, on)
        return officer.person if officer else None
    if isinstance(entry.row, Body):
        seats = {row.seat: row.person for row in reversed(list(register.seats(entry.row, on)))}
        return next((roster.person.get(seats[seat]) for seat in _OWNS if seat in seats), None)
    return None


def move_on(session: Session, entry: Entry, review_on: date, *, why: str, by: str, now: datetime) -> None:
    """The entry is to be reviewed on another day; that stands in the directory's history."""
    after = replace(entry.row, review_on=review_on)
    loading.put(session, entry.noun, after)
    changes.record(session, [Change(entry.noun, entry.row, after)], why=why, by=by, now=now)


def in_turn(session: Session, noun: str, key: str) -> Entry | None:
    """The entry as it stands, held until this transaction ends; None where it is gone."""
    hold(session)
    return next((each for each in entries(session) if (each.noun, each.key) == (noun, key)), None)


def next_review(review_on: date, on: date) -> date:
    """The same day of a coming year."""
    years = max(1, on.year - review_on.year)
    day = _years_on(review_on, years)
    return day if day > on else _years_on(review_on, years + 1)


def _years_on(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def _holds(row: Reviewed, on: date) -> bool:
    return isinstance(row, Service) or row.holds_on(on)
