"""When what is due of services and partners is looked at, as a table of examples."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.contributors import next_look
from casework.working_time import WorkingCalendar

CALENDAR = WorkingCalendar()
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "now", "look"),
    [
        ("2026-12-04 17:00", "2026-11-23 10:00", "2026-12-04 09:00"),  # the morning of the day
        ("2026-12-04 17:00", "2026-12-04 09:00", "2026-12-07 09:00"),  # seen then: the working morning after
        ("2026-12-04 17:00", "2026-12-07 09:00", "2026-12-08 09:00"),  # and each one from then on
        ("2026-12-07 17:00", "2026-11-23 10:00", "2026-12-07 09:00"),  # a Monday
        ("2026-12-24 17:00", "2026-12-24 12:00", "2026-12-29 09:00"),  # over Christmas
        ("2026-11-23 17:00", "2026-11-23 10:00", "2026-11-24 09:00"),  # wanted today
    ],
)
def test_what_is_due_is_looked_at_in_the_morning(due: str, now: str, look: str) -> None:
    assert next_look(CALENDAR, at(due), now=at(now)) == at(look)


@given(MOMENTS, MOMENTS)
def test_it_is_always_looked_at_again_and_in_office_hours(due: datetime, now: datetime) -> None:
    look = next_look(CALENDAR, due, now=now)

    assert look > now
    assert CALENDAR.is_office_hours(look)


@given(MOMENTS)
def test_the_close_before_is_on_an_earlier_working_day(moment: datetime) -> None:
    close = CALENDAR.previous_close(moment)

    assert close < moment
    assert CALENDAR.is_working_day(close.date())
    assert CALENDAR.next_morning(close) > close
