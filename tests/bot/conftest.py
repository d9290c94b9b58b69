"""The bot's ledger on a stage: a clock moved by hand, a small Slack, and everything stepped one run at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.cluster import NAMESPACE, steps
from bot.delivery import Compose, Delivery, Pace
from bot.files import Downloads
from bot.posts import Post, Result
from bot.speaking import Speaker
from bot.transactions import Transactions
from storage import Session, namespaces, outbox
from storage.database import Database
from storage.outbox import OutboxRow
from tests.bot.slack import Slack, running

T = TypeVar("T")

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class HandClock:
    """Casework's time and real time, both where the test put them."""

    def __init__(self) -> None:
        self.at = MORNING
        self.offset = timedelta()

    def now(self) -> datetime:
        return self.at + self.offset

    def real(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def compose(session: Session, row: OutboxRow) -> Post | None:
    """Says the text that the facts hold; nothing where they hold none."""
    text = row.facts.get("text", "card")
    return Post(text) if text else None


class Stage:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.slack = Slack()
        self.woken = 0
        self.results: list[tuple[int, Result]] = []

    async def open(self, stack: AsyncExitStack) -> None:
        base_url = await stack.enter_async_context(running(self.slack))
        timeout = aiohttp.ClientTimeout(total=5)
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))
        self.client = AsyncWebClient("xoxb-test", base_url=base_url, session=http, retry_handlers=[])
        self.speaker = Speaker(self.client, Downloads(http, base_url))
        self.transactions = Transactions(self.database, self.clock, woken=self._wake)
        stack.callback(self.transactions.close)
        self.delivery = self.deliverer()

    def deliverer(self, *, compose: Compose = compose, post: float = 0.0, **others: Any) -> Delivery:
        others = {"settled": self._settled, "chance": lambda: 0.5, "pace": Pace(post=post)} | others
        return Delivery(self.transactions, self.speaker, compose, **others)

    def _wake(self) -> None:
        self.woken += 1

    def _settled(self, _session: Session, row: OutboxRow, result: Result) -> None:
        self.results.append((row.id, result))

    def say(self, text: str, recipient: str = "channel:C01", **others: Any) -> int:
        with self.database.write() as session:
            facts = {"text": text}
            row_id = outbox.put(
                session, recipient=recipient, kind="word", facts=facts, now=self.clock.now(), **others
            )
            assert row_id is not None
            return row_id

    async def deliver(self, times: int = 50) -> int:
        """Until nothing is due. How many rows were taken in hand."""
        taken = 0
        for _ in range(times):
            done = await self.delivery.run_once(self.clock.now())
            if not done:
                break
            taken += done
        return taken

    def seconds_until_free(self, lane: str) -> float:
        with self.database.read() as session:
            next_at = session.get_one(outbox.Lane, lane).next_at
        return (next_at - self.clock.real()).total_seconds()

    def row(self, row_id: int) -> OutboxRow:
        with self.database.read() as session:
            return session.get_one(OutboxRow, row_id)


@pytest.fixture
def clustered_database(postgresql_database: Database) -> Iterator[Database]:
    """With procrastinate's tables, too. They go again, so that the next test can have the database."""
    namespaces.apply(postgresql_database.url, steps())
    yield postgresql_database
    with postgresql_database.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {NAMESPACE} CASCADE"))


Play = Callable[[Callable[[Stage], Awaitable[T]]], T]


@pytest.fixture
def play(database: Database) -> Play[Any]:
    """Runs a scene on a stage of its own, once on each kind of database."""

    def run(scene: Callable[[Stage], Awaitable[Any]]) -> Any:
        async def whole() -> Any:
            stage = Stage(database)
            async with AsyncExitStack() as stack:
                await stage.open(stack)
                return await scene(stage)

        return asyncio.run(whole())

    return run
