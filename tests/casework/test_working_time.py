"""Working time as tables of examples. 25 and 26 December 2026 are Friday and Saturday: the 28th is a bank holiday."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.working_time import WorkingCalendar

CALENDAR = WorkingCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "days", "due"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 17:00"),  # Monday morning
        ("2026-11-27 10:00", 1, "2026-11-30 17:00"),  # Friday morning: Monday
        ("2026-11-27 18:00", 1, "2026-12-01 17:00"),  # Friday evening counts as Monday
        ("2026-11-28 12:00", 1, "2026-12-01 17:00"),  # Saturday counts as Monday
        ("2026-12-24 10:00", 1, "2026-12-29 17:00"),  # over Christmas
        ("2026-11-23 10:00", 10, "2026-12-07 17:00"),
        ("2026-06-01 10:00", 0, "2026-06-01 16:00"),  # British summer time: closing is 16:00 UTC
    ],
)
def test_a_target_falls_at_close_of_business(written: str, days: int, due: str) -> None:
    assert CALENDAR.end_of_working_day(at(written), days) == at(due)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-12-25", False),
        ("2026-12-28", False),
        ("2026-12-29", True),
        ("2026-11-28", False),
        ("2027-03-26", False),
    ],
)
def test_bank_holidays_and_weekends_are_not_working_days(day: str, working: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is working


MOMENTS = st.floats(1.7e9, 1.9e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS, st.floats(0, 400_000))
def test_working_seconds_added_are_working_seconds_counted(start: datetime, seconds: float) -> None:
    end = CALENDAR.add_working_seconds(start, seconds)

    assert abs(CALENDAR.working_seconds(start, end) - seconds) < 1e-3


@given(MOMENTS)
def test_the_next_office_moment_is_in_office_hours_and_never_earlier(moment: datetime) -> None:
    found = CALENDAR.next_office_moment(moment)

    assert CALENDAR.is_office_hours(found)
    assert found >= moment
