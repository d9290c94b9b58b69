"""The smallest bot on the whole ledger: it answers what it hears. Run as a program, it is a process to be killed."""

import asyncio
import json
import sys
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Identity, build_app
from bot.bells import BelledLoop
from bot.clock import Clock, OffsetClock
from bot.cluster import ProcrastinateEngine
from bot.delivery import Delivery, Pace
from bot.files import Downloads
from bot.inbox import Consumer
from bot.posts import Post
from bot.serve import (
    Deaf,
    SignedHttp,
    SocketMode,
    Transport,
    serve,
    stop_on_signals,
    take_over,
    web_session,
)
from bot.signed import Signatures
from bot.speaking import Speaker
from bot.transactions import Transact, Transactions
from bot.worker import EmbeddedLoop, Job, MakeEngine
from storage import Session, cases, outbox
from storage.database import Database

Event = dict[str, Any]
TABLES = (cases,)  # the outbox refers to theirs
QUICK = Pace(post=0.0, first=0.05, longest=0.2)


class NotYet(Exception):
    """Never raised here."""


class Echo:
    def __init__(
        self,
        database: Database,
        web: aiohttp.ClientSession,
        slack_url: str,
        token: str,
        signing_secret: str = "",
        *,
        lease: float = 5.0,
        engine: MakeEngine = EmbeddedLoop,
    ) -> None:
        self.clock: Clock = OffsetClock()
        self.transactions = Transactions(database, self.clock)
        client = AsyncWebClient(token, base_url=slack_url, session=web, retry_handlers=[])
        self.identity = Identity(client)
        self.app = build_app(
            client=AsyncWebClient(base_url=slack_url, session=web),
            identity=self.identity,
            transactions=self.transactions,
            register=register,
            signing_secret=signing_secret,
            shared={},
        )
        speaker = Speaker(client, Downloads(web, slack_url))
        self.delivery = Delivery(
            self.transactions, speaker, compose, pace=QUICK, lease=timedelta(seconds=lease)
        )
        self.consumer = Consumer(self.app, self.transactions, not_yet=NotYet)
        jobs = (
            Job("inbox", self.consumer.run_once, interval=0.2, copies=4),
            Job("outbox", self.delivery.run_once, interval=0.05, copies=4),
        )
        self.loop = engine(jobs, self.clock)
        self.transactions.woken = self.loop.wake


def register(app: AsyncApp) -> None:
    app.event("message")(hear)
    app.event("app_mention")(hear)


async def hear(event: Event, transact: Transact, clock: Clock) -> None:
    now = clock.now()
    await transact(lambda session: answer(session, event, now))


def answer(session: Session, event: Event, now: datetime) -> None:
    said = {"text": f"heard: {event.get('text')}", "thread_ts": event["ts"]}
    outbox.put(session, recipient=f"user:{event['user']}", kind="word", facts=said, now=now)


def compose(session: Session, row: outbox.OutboxRow) -> Post:
    direct = row.recipient.startswith("user:")
    return Post(row.facts["text"], thread_ts=row.facts["thread_ts"] if direct else None)


async def main(given: dict[str, Any]) -> None:
    stopping = asyncio.Event()
    stop_on_signals(stopping)
    database = Database(given["database_url"])
    async with web_session() as web:
        echo = Echo(
            database,
            web,
            given["slack_url"],
            given["token"],
            given.get("signing_secret", ""),
            lease=given["lease"],
            engine=engine_of(database, given),
        )
        take_over(database, echo.clock)
        await serve(echo, transport_of(echo, given), stopping, started=say_so)
    database.dispose()


def transport_of(echo: Echo, given: dict[str, Any]) -> Transport:
    """`http_port`: of one that Slack calls; `listens`: false for a process that only works."""
    if port := given.get("http_port"):
        return SignedHttp(echo.app, "127.0.0.1", port, Signatures(given["signing_secret"]))
    return SocketMode(echo.app, given["app_token"]) if given.get("listens", True) else Deaf()


def say_so() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def engine_of(database: Database, given: dict[str, Any]) -> MakeEngine:
    """`engine`: embedded, where none is named; `works`: false for a process that only listens."""
    if given.get("engine") == "procrastinate":
        return partial(ProcrastinateEngine, database=database, works=given["works"])
    if database.is_sqlite:
        return EmbeddedLoop
    return partial(BelledLoop, database=database, works=given.get("works", True))


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
