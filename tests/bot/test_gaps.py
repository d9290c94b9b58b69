"""When what Slack said may not have been kept, and that it is noted however the database fails meanwhile."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.gaps import LONGEST, REPEATS, Gaps
from bot.transactions import Transactions
from storage import inbox, outages
from storage.database import Database
from tests.bot.conftest import MORNING, HandClock


class Away(Transactions):
    """A database that answers only now and then."""

    is_away = False

    async def transact(self, work: Any, *, quiet: bool = False) -> Any:
        if self.is_away:
            raise OperationalError("it is away", None, Exception())
        return await super().transact(work, quiet=quiet)


class Scene:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.transactions = Away(database, self.clock)
        self.gaps = Gaps(self.transactions)

    def forward(self, **time: float) -> datetime:
        self.clock.at += timedelta(**time)
        return self.clock.at

    def keeps(self) -> datetime:
        asyncio.run(self.gaps.kept())
        return self.clock.at

    def links(self) -> None:
        asyncio.run(self.gaps.linked())

    def looks(self) -> int:
        return asyncio.run(self.gaps.note(self.clock.at))

    def noted(self) -> list[datetime]:
        with self.database.read() as session:
            return [row.since for row in outages.open_outages(session)]


@pytest.fixture
def scene(database: Database) -> Any:
    with database.write() as session:
        inbox.keep(session, {}, key="Ev1", conversation="D1", kind="message", now=MORNING)
    found = Scene(database)
    asyncio.run(found.gaps.begin())
    yield found
    found.transactions.close()


def test_before_a_link_is_a_gap_since_something_was_kept(scene: Scene) -> None:
    scene.forward(hours=1)
    scene.links()
    kept = scene.forward(hours=1)
    scene.keeps()
    scene.forward(hours=1)
    scene.links()

    assert scene.noted() == [MORNING - REPEATS, kept - REPEATS]


def test_a_link_that_begins_while_the_database_is_away_is_noted_once_it_answers(scene: Scene) -> None:
    scene.forward(hours=2)
    scene.transactions.is_away = True
    scene.links()
    with pytest.raises(OperationalError):
        scene.looks()
    scene.forward(minutes=20)
    scene.links()
    assert scene.noted() == []

    scene.transactions.is_away = False
    assert scene.looks() == 1

    assert scene.noted() == [MORNING - REPEATS]
    assert scene.looks() == 0


def test_what_could_not_be_kept_is_a_gap_though_the_link_stood(scene: Scene) -> None:
    last = scene.forward(hours=3)
    scene.keeps()
    scene.forward(minutes=5)
    scene.gaps.missed()
    scene.forward(minutes=15)
    scene.gaps.missed()
    scene.forward(minutes=1)
    scene.keeps()
    scene.keeps()

    assert scene.noted() == [last - REPEATS]


def test_no_gap_is_looked_at_further_back_than_the_longest(scene: Scene) -> None:
    now = scene.forward(days=40)
    scene.links()

    assert scene.noted() == [now - LONGEST]


def test_where_nobody_was_before_there_is_no_gap(sqlite_database: Database) -> None:
    scene = Scene(sqlite_database)
    asyncio.run(scene.gaps.begin())
    scene.gaps.missed()
    scene.links()
    scene.keeps()
    scene.transactions.close()

    assert scene.noted() == []
