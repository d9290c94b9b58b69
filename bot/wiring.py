"""The one place where everything is put together: database, Slack, casework, views, and what runs in the background."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Identity, build_app
from bot.catching_up import CatchUp
from bot.checkpoints import daily
from bot.clock import Clock
from bot.composing import composer, settler
from bot.delivery import LEASE, Delivery, Pace
from bot.figures import watched
from bot.files import Downloads
from bot.gaps import Gaps
from bot.inbox import Consumer
from bot.learning import EVERY, WordsInForce
from bot.paces import A_MINUTE
from bot.speaking import Speaker
from bot.tidying import tidy
from bot.transactions import Transactions
from bot.worker import EmbeddedLoop, Engine, Job, MakeEngine
from casework.timetable import AT_ONCE, TIMED, Timed
from directory.matching.matcher import Matcher
from handlers.requests import NotYet
from handlers.routes import register
from storage.database import Database
from views.words import Words

SENDERS = 4  # conversations that are posted to at the same time, besides the first


@dataclass(frozen=True)
class Bot:
    """Everything that runs. `loop` calls `jobs`; tests call them by hand."""

    app: AsyncApp
    identity: Identity
    transactions: Transactions
    consumer: Consumer
    delivery: Delivery
    jobs: tuple[Job, ...]
    loop: Engine
    words: WordsInForce
    gaps: Gaps


def assemble(
    *,
    database: Database,
    clock: Clock,
    matcher: Matcher,
    words: Words,
    web: aiohttp.ClientSession,
    slack_url: str,
    token: str,
    signing_secret: str = "",
    pace: Pace | None = None,
    lease: timedelta = LEASE,
    words_folder: Path | None = None,
    mark: str = "",
    engine: MakeEngine = EmbeddedLoop,
    besides: Sequence[Job] = (),
    a_minute: int = A_MINUTE,
) -> Bot:
    """A bot that is ready to be started. `slack_url` is the Web API's base; `web` the session that all calls share;
    `lease` how long what a process has in hand is its own, should it die.

    `words_folder` is where compiled words are kept; without it `matcher` stays for good; `mark` is the lesson's that
    `matcher` was made of. `engine` calls the jobs; `besides` are more of them. `a_minute`: see bot/paces.
    """
    transactions = Transactions(database, clock)
    gaps = Gaps(transactions)
    client = AsyncWebClient(token=token, base_url=slack_url, session=web, retry_handlers=[])
    identity = Identity(client)
    in_force = WordsInForce(matcher, transactions, words_folder, mark)
    shared: dict[str, Any] = {"words": words}

    def register_all(app: AsyncApp) -> None:
        app.use(in_force.give)
        register(app)

    app = build_app(
        client=AsyncWebClient(base_url=slack_url, session=web),
        identity=identity,
        transactions=transactions,
        register=register_all,
        signing_secret=signing_secret,
        shared=shared,
        a_minute=a_minute,
        gaps=gaps,
        is_danger=lambda words: in_force.matcher.names_danger(words),
    )
    consumer = Consumer(app, transactions, not_yet=NotYet, lease=lease)
    speaker = Speaker(client, Downloads(web, slack_url))
    catch_up = CatchUp(transactions, speaker, identity, pace=pace)
    delivery = Delivery(transactions, speaker, composer(words, clock), settler(clock), pace=pace, lease=lease)
    jobs: tuple[Job, ...] = (
        Job("inbox", consumer.run_once, interval=1.0, copies=2),
        Job("outbox", delivery.run_once, interval=0.5, copies=SENDERS),
        *_of_casework(transactions),
        Job("checkpoint", daily(transactions), interval=600.0, heeds_wakes=False),
        Job("tidy", tidy(transactions), interval=600.0, heeds_wakes=False),
        Job("gaps", gaps.note, interval=5.0, heeds_wakes=False, everywhere=True),
        Job("catch up", catch_up.run_once, interval=5.0, heeds_wakes=False),
        Job("words", in_force.run_once, interval=EVERY, heeds_wakes=False, everywhere=True),
        *besides,
    )
    jobs = tuple(map(watched, jobs))
    loop = engine(jobs, clock)
    transactions.woken = loop.wake
    return Bot(app, identity, transactions, consumer, delivery, jobs, loop, in_force, gaps)


def _of_casework(transactions: Transactions) -> Iterator[Job]:
    """What casework's timetable has done at once, and what by the clock."""

    async def carry_out(work: Callable[..., int], now: datetime) -> int:
        return int(await transactions.transact(lambda session: work(session, now=now), quiet=True))

    async def at_once(now: datetime) -> int:
        """One look for all: mostly there is nothing, and nobody has to wait for that."""
        due = await transactions.read(
            lambda session: [each for each in AT_ONCE if each.is_due(session, now=now)]
        )
        return sum([await carry_out(each.work, now) for each in due])

    def by_the_clock(timed: Timed) -> Job:
        """Looked at every so often, and not when something was committed."""
        return Job(
            timed.name, lambda now: carry_out(timed.work, now), interval=timed.interval, heeds_wakes=False
        )

    yield Job("at once", at_once, interval=20.0)
    yield from map(by_the_clock, TIMED)
