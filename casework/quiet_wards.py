"""Wards from which less is heard than their size makes usual, though the need there is high: who lives there may not know
that they are heard. It is about wards, never about their councillors, and is not shown to members.

A ward is quiet only where what chance does to a small number cannot explain it: the whole range of its number lies below
what is usual, and its need is above the middle of the wards compared."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, sqrt
from statistics import median

from casework.rules import Rules, local_day, rules
from directory.council import Person
from storage import Session
from storage.measures import first_of_areas, opened_by_wards

YEAR = timedelta(days=365)
_LIMIT = 1.96  # 19 times in 20
_FEW = 10  # below which the range is worked out exactly


@dataclass(frozen=True)
class WardCount:
    """What was opened in a ward, in how many days; who lives there, and the need, from 0 to 100."""

    ward: str
    cases: int
    days: int
    residents: int
    need: int


@dataclass(frozen=True)
class WardRate:
    """`usual` is what the council's own rate would give a ward of its size in its time; `low` to `high` is the range of
    what `cases` can stand for, 19 times in 20."""

    ward: str
    cases: int
    usual: float
    low: float
    high: float
    need: int
    quiet: bool


@dataclass(frozen=True)
class Wards:
    """Every ward that can be compared, by name. `middle` is the middle need of them; `unheard` are the areas that
    are live and that no case has ever come from, `unknown` the wards of which the directory does not say who lives there."""

    rates: tuple[WardRate, ...]
    middle: float
    unheard: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def quiet(self) -> list[WardRate]:
        """The quietest first."""
        return sorted((r for r in self.rates if r.quiet), key=lambda r: (r.cases / r.usual, r.ward))


def may_see(session: Session, person: Person, *, now: datetime) -> bool:
    """Managers and directors, and none who is a member as well."""
    found = rules(session)
    return person in found.ladder(now) and not found.has_role(person.key, "member", now)


def quiet_wards(session: Session, *, now: datetime) -> Wards:
    """Of the twelve months before `now`, or since the first case of a ward's area. A case in two wards counts in both; what
    was withdrawn, is part of another case, or is about somebody at risk counts nowhere."""
    found = rules(session)
    profiles = {row.ward: row for row in found.register.ward_profiles}
    counted = _by_ward(opened_by_wards(session, since=now - YEAR, until=now))
    first = first_of_areas(session)
    counts, unknown = [], []
    live = _live_wards(found, now)
    for ward, area in sorted(live.items()):
        profile = profiles.get(ward)
        if profile is None:
            unknown.append(ward)
        elif area in first:
            days = (now - max(first[area], now - YEAR)).days
            counts.append(WardCount(ward, counted[ward], days, profile.residents, profile.need))
    unheard = sorted(set(live.values()) - first.keys())
    return Wards(tuple(compare(counts)), _middle(counts), tuple(unheard), tuple(unknown))


def compare(counts: Sequence[WardCount]) -> list[WardRate]:
    """Each ward against all of them together."""
    cases, lived = sum(each.cases for each in counts), sum(each.residents * each.days for each in counts)
    middle = _middle(counts)
    found = []
    for each in counts:
        usual = cases * each.residents * each.days / lived if lived else 0.0
        low, high = range_of(each.cases)
        quiet = high < usual and each.need > middle
        found.append(WardRate(each.ward, each.cases, usual, low, high, each.need, quiet))
    return found


def range_of(count: int) -> tuple[float, float]:
    """The rates that can stand behind a number of events, 19 times in 20 (Poisson): exact for a few, and by Byar's
    approximation from ten, as the English public health profiles do it."""
    if count < _FEW:
        low = _rate_at(lambda rate: 1 - _at_most(count - 1, rate), 0.025) if count else 0.0
        return low, _rate_at(lambda rate: 1 - _at_most(count, rate), 0.975)
    low, high = (
        n * (1 - 1 / (9 * n) + sign * _LIMIT / (3 * sqrt(n))) ** 3
        for n, sign in ((count, -1), (count + 1, 1))
    )
    return low, high


def _at_most(count: int, rate: float) -> float:
    """How likely no more than that many events are."""
    term = total = exp(-rate)
    for number in range(1, count + 1):
        term *= rate / number
        total += term
    return total


def _rate_at(chance: Callable[[float], float], wanted: float) -> float:
    """The rate at which a chance that grows with it is as wanted, by halving."""
    low, high = 0.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) < wanted else (low, middle)
    return high


def _middle(counts: Sequence[WardCount]) -> float:
    return float(median(each.need for each in counts)) if counts else 0.0


def _by_ward(found: Sequence[tuple[str, int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for wards, count in found:
        for ward in json.loads(wards):
            counted[ward] += count
    return counted


def _live_wards(found: Rules, now: datetime) -> dict[str, str]:
    """The wards of today's areas that are live: ward -> area."""
    day = local_day(now)
    live = {
        channel.area
        for channel in found.roster.channels
        if channel.purpose == "area" and channel.status in ("pilot", "live")
    }
    return {
        row.ward: row.area
        for row in found.roster.area_wards
        if row.kind == "partnership" and row.holds_on(day) and row.area in live
    }
