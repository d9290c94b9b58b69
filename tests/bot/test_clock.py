"""Real time as the database has it: what several machines agree on."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import DatabaseTime, OffsetClock, real_time
from storage.database import Database

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Machine:
    """A machine whose clock is ahead of the database's, on a line on which a question takes some seconds."""

    def __init__(self, ahead: float, takes: float = 0.0) -> None:
        self.true = NOON
        self.ahead = timedelta(seconds=ahead)
        self.takes = timedelta(seconds=takes)

    def own(self) -> datetime:
        return self.true + self.ahead

    def ask(self) -> datetime:
        self.true += self.takes / 2
        said = self.true
        self.true += self.takes / 2
        return said


@pytest.mark.parametrize("ahead", [0.0, 90.0, -3600.0])
def test_a_clock_that_is_wrong_is_put_right(ahead: float) -> None:
    machine = Machine(ahead, takes=0.4)
    time = DatabaseTime(machine.ask, machine.own)

    assert abs(time() - machine.true) <= timedelta(seconds=0.2)


def test_what_the_question_itself_may_have_taken_changes_nothing() -> None:
    machine = Machine(0.1, takes=1.0)
    time = DatabaseTime(machine.ask, machine.own)

    assert time() == machine.own()


def test_a_clock_that_goes_wrong_later_is_put_right_at_the_next_measure() -> None:
    machine = Machine(0.0)
    time = DatabaseTime(machine.ask, machine.own)
    machine.ahead = timedelta(minutes=5)
    assert time() == NOON + timedelta(minutes=5)

    time.measure()

    assert time() == NOON


def test_postgresql_says_what_time_it_is(postgresql_database: Database) -> None:
    time = DatabaseTime(postgresql_database.time)

    assert abs(OffsetClock(real=time).real() - real_time()) < timedelta(seconds=5)
