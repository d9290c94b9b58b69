"""A case as its history makes it, and the kinds of change that an event can make to it. Which event makes which is in
effects.py; rebuilding and comparing, in rebuilding.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol

from casework import lifecycle
from casework.working_time import Holidays, WorkingCalendar
from storage.history import HistoryEntry


@dataclass
class Dial:
    """One clock. When somebody looks at it next is the sweep's own affair, and no part of this."""

    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    missed_at: datetime | None = None


@dataclass
class Picture:
    """The columns of storage.cases.Case, but for those in `NOT_REBUILT`, and the case's clocks. Those in `SALTED` are
    digests here."""

    reference: str = ""
    enquiry_id: int | None = None
    issue_number: int = 0
    member: str = ""
    state: str = ""
    why: str = ""
    words_id: int | None = None
    span_start: int = 0
    span_end: int = 0
    more_spans: list[list[int]] | None = None
    service: str | None = None
    place: str = ""
    street: str | None = None
    landmark: str | None = None
    wards: list[str] = field(default_factory=list)
    area: str | None = None
    assumed_ward: bool = False
    confirmed: bool = True
    contact: str = ""
    owner: str = ""
    emergency: str | None = None
    restricted: bool = False
    sharing: str = "not_shared"
    flags: list[str] = field(default_factory=list)
    cross_ward: str | None = None
    waiting_for: str | None = None
    waiting_why: str | None = None
    waiting_until: datetime | None = None
    opened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    outcome_id: int | None = None
    merged_into_id: int | None = None
    clocks: dict[str, Dial] = field(default_factory=dict)


# The row's own number, and how often it was claimed.
NOT_REBUILT = frozenset({"id", "version"})
# What quotes the member: a digest stands in the facts, with the salt of the enquiry's words, and can be compared until
# these are erased.
SALTED = frozenset({"place", "why"})


class CannotRebuild(Exception):
    """The entry does not follow from those before it; the text says why."""


class Change(Protocol):
    def __call__(self, picture: Picture, entry: HistoryEntry, /) -> None: ...


@dataclass(frozen=True)
class Sets:
    """These columns are what they are after the event: `history.record` writes their values into the facts, as the
    part `within` of them where it is given."""

    columns: tuple[str, ...]
    within: str = ""

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        facts = entry.facts[self.within] if self.within else entry.facts
        for name in self.columns:
            setattr(picture, name, from_fact(name, facts[name]))


@dataclass(frozen=True)
class SetsClocks:
    """These clocks are what they are after the event, as `history.record` writes them down: for what no standard
    decides."""

    clocks: tuple[str, ...] = ()

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        for kind, moments in entry.facts["clocks"].items():
            picture.clocks[kind] = Dial(**{name: from_fact(name, value) for name, value in moments.items()})


@dataclass(frozen=True)
class Act:
    """The state moves as the lifecycle says."""

    name: str

    def __call__(self, picture: Picture, _entry: HistoryEntry) -> None:
        state = lifecycle.after(picture.state, self.name)
        if state is None:
            raise CannotRebuild(f"“{self.name}” may not happen to a case that is {picture.state}")
        picture.state = state


@dataclass(frozen=True)
class Starts:
    """A clock runs from the event on (a new case's from when the words were written), for the working days of a
    standard, which `history.record` writes down as it is then in force."""

    clock: str
    standard: str

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        started = picture.opened_at if entry.event == "opened" and picture.opened_at else entry.at
        due = calendar_of(entry).end_of_working_day(started, entry.facts["standards"][self.standard])
        run(picture, self.clock, started, due)


@dataclass(frozen=True)
class Pauses:
    clock: str

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        clock = picture.clocks.get(self.clock)
        if clock is not None and clock.paused_at is None and clock.stopped_at is None:
            clock.paused_at = entry.at


@dataclass(frozen=True)
class RunsOn:
    """A clock that was paused has the working time that was left of it, from the event on."""

    clock: str

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        clock = picture.clocks.get(self.clock)
        if clock is None or clock.paused_at is None or clock.stopped_at is not None:
            return
        calendar = calendar_of(entry)
        left = calendar.working_seconds(clock.paused_at, clock.due_at)
        clock.due_at, clock.paused_at = calendar.add_working_seconds(entry.at, left), None


@dataclass(frozen=True)
class Stops:
    clocks: tuple[str, ...]

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        for name in self.clocks:
            clock = picture.clocks.get(name)
            if clock is not None and clock.stopped_at is None:
                clock.stopped_at, clock.paused_at = entry.at, None


def run(picture: Picture, clock: str, started: datetime, due: datetime) -> None:
    """From its beginning; that it was missed before stands."""
    before = picture.clocks.get(clock)
    picture.clocks[clock] = Dial(started, due, missed_at=before.missed_at if before else None)


def as_fact(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def from_fact(name: str, value: Any) -> Any:
    """Moments are known by their column's name."""
    return datetime.fromisoformat(value) if value and name.endswith(("_at", "_until")) else value


def calendar_facts(calendar: WorkingCalendar, known: Holidays) -> dict[str, Any]:
    """Working time as it is known today, for the history: its hours, and from which day to which the holidays are
    named, and those."""
    days = (known.first, known.last, *sorted(known.days))
    return {
        "opens": calendar.opens.isoformat("minutes"),
        "closes": calendar.closes.isoformat("minutes"),
        "holidays": [day.isoformat() for day in days],
    }


def calendar_of(entry: HistoryEntry) -> WorkingCalendar:
    """Working time as it was known when the event happened."""
    kept: Mapping[str, Any] = entry.facts["standards"]
    first, last, *days = (date.fromisoformat(day) for day in kept["holidays"])
    known = Holidays(first, last, frozenset(days))
    return WorkingCalendar(time.fromisoformat(kept["opens"]), time.fromisoformat(kept["closes"]), known)
