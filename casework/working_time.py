"""Working time: Monday to Friday, office hours, England's bank holidays. Pure; times in are aware, times out are UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays in a year (source: the holidays library, country GB, subdivision ENG)."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True)
class Holidays:
    """The bank holidays from one day to another, as they were known at some time: one may be announced later."""

    first: date
    last: date
    days: frozenset[date]


@dataclass(frozen=True)
class WorkingCalendar:
    """`opens` and `closes` are local times; a target that falls on a day falls at its closing time. Days that `known`
    says nothing of have the holidays that are known now."""

    opens: time = time(9)
    closes: time = time(17)
    known: Holidays | None = None

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        if self.known is not None and self.known.first <= day <= self.known.last:
            return day in self.known.days
        return day in _bank_holidays(day.year)

    def holidays(self, first: date, last: date) -> Holidays:
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return Holidays(first, last, frozenset(day for day in days if self.is_holiday(day)))

    def is_office_hours(self, moment: datetime) -> bool:
        local = moment.astimezone(LONDON)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def end_of_working_day(self, moment: datetime, days: int) -> datetime:
        """Close of business `days` working days after the day that `moment` counts for.

        What is written after closing, or on a day off, counts as written on the next working day's morning.
        """
        day = self._counting_day(moment)
        for _ in range(days):
            day = self.next_working_day(day)
        return self._at(day, self.closes)

    def close_of(self, day: date) -> datetime:
        """Close of business on a day, or on the next working day where it is none."""
        return self._at(day if self.is_working_day(day) else self.next_working_day(day), self.closes)

    def next_office_moment(self, moment: datetime) -> datetime:
        """`moment` itself in office hours, else the next opening."""
        return moment.astimezone(UTC) if self.is_office_hours(moment) else self.next_morning(moment)

    def next_morning(self, moment: datetime) -> datetime:
        """The next opening after `moment`, also where it is in office hours."""
        local = moment.astimezone(LONDON)
        if self.is_working_day(local.date()) and local.time() < self.opens:
            return self._at(local.date(), self.opens)
        return self._at(self.next_working_day(local.date()), self.opens)

    def previous_close(self, moment: datetime) -> datetime:
        """Close of business on the last working day before the day of `moment`."""
        day = moment.astimezone(LONDON).date() - timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return self._at(day, self.closes)

    def next_working_day(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_seconds(self, start: datetime, end: datetime) -> float:
        """Office time between two moments, in seconds; 0 when `end` is not after `start`."""
        total, day = 0.0, start.astimezone(LONDON).date()
        last = end.astimezone(LONDON).date()
        while day <= last:
            if self.is_working_day(day):
                opens, closes = self._at(day, self.opens), self._at(day, self.closes)
                total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
            day += timedelta(days=1)
        return total

    def add_working_seconds(self, moment: datetime, seconds: float) -> datetime:
        """The moment at which `seconds` of office time have passed since `moment`."""
        at = self.next_office_moment(moment)
        while True:
            closes = self._at(at.astimezone(LONDON).date(), self.closes)
            left_today = (closes - at).total_seconds()
            if seconds <= left_today:
                return at + timedelta(seconds=seconds)
            seconds -= left_today
            at = self.next_office_moment(closes)

    def _counting_day(self, moment: datetime) -> date:
        return self.next_office_moment(moment).astimezone(LONDON).date()

    def _at(self, day: date, clock_time: time) -> datetime:
        return datetime.combine(day, clock_time, LONDON).astimezone(UTC)
