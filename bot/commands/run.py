"""`wardline run`: the bot and its worker in one process, until it is told to stop. `wardline listen` and `wardline work`
are its two halves, each as often as one likes on one PostgreSQL."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from bot import logs
from bot.clock import Clock, DatabaseTime, OffsetClock, real_time
from bot.commands import engines, opening, words
from bot.commands.screen import say
from bot.learning import lesson
from bot.lock import AlreadyRunning, only_process
from bot.secrecy import keep_secret
from bot.serve import Deaf, NoAccess, serve, stop_on_signals, take_over, transport_of, web_session
from bot.settings import Settings
from bot.watching import BusyPort, Watch
from bot.wiring import assemble
from bot.worker import Job
from directory.matching.compile import CompileFailed
from directory.matching.matcher import Matcher
from storage.database import Database
from views.words import Words

EVERY = 60.0  # seconds between two questions to the database what time it is


@dataclass(frozen=True)
class Part:
    """What a process does: `listens` to Slack, `works` on what was kept, or both."""

    listens: bool
    works: bool
    begun: str


WHOLE = Part(listens=True, works=True, begun="Wardline is running. Ctrl-C stops it.")
LISTENER = Part(listens=True, works=False, begun="Wardline is listening. Ctrl-C stops it.")
WORKER = Part(listens=False, works=True, begun="Wardline is working. Ctrl-C stops it.")


def run() -> int:
    return _start(WHOLE)


def listen() -> int:
    return _start(LISTENER)


def work() -> int:
    return _start(WORKER)


@opening.says(AlreadyRunning, CompileFailed, NoAccess, BusyPort)
def _start(part: Part) -> int:
    settings = opening.settings(listens=part.listens)
    logs.set_up(settings.log_level, settings.log_format)
    keep_secret(settings.secrets)
    if part is not WHOLE:
        _insist_on_a_server(settings)
    with ExitStack() as stack:
        database = opening.database(settings.database_url, may_make=True)
        stack.callback(database.dispose)
        engines.insist_on_tables(settings, database)
        file = opening.file_of(database)
        if file is not None:
            stack.enter_context(only_process(file))
        with database.read() as session:
            taught = lesson(session)
        if not taught.council.services:
            raise opening.NotReady(
                "The database holds no council yet. Run: wardline directory load FOLDER (the sample: directory/sample)"
            )
        opening.go_live(database, taught.council, real_time())
        matcher = words.matcher(taught.council, settings.directory, corrections=taught.corrections)
        asyncio.run(_until_stopped(settings, database, matcher, taught.mark, part))
    return 0


def _insist_on_a_server(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise opening.NotReady(
            "Listening and working in processes of their own needs PostgreSQL: several processes cannot share a SQLite "
            "file. Set WARDLINE_DATABASE_URL to postgresql://…, or start `wardline run`, which does both in one process."
        )


async def _until_stopped(
    settings: Settings, database: Database, matcher: Matcher, mark: str, part: Part
) -> None:
    stopping = asyncio.Event()
    stop_on_signals(stopping)
    await run_bot(settings, database, matcher, mark, stopping, lambda: say(part.begun), part)
    say("Wardline has stopped.")


async def run_bot(
    settings: Settings,
    database: Database,
    matcher: Matcher,
    mark: str,
    stopping: asyncio.Event,
    started: Callable[[], Any],
    part: Part = WHOLE,
) -> None:
    """The bot, or a part of it, until `stopping` is set. `started` is called once Slack and the bot know each other.
    `mark` is the lesson's that `matcher` was made of."""
    clock, jobs = _clock(settings, database)
    take_over(database, clock)
    async with web_session() as web:
        bot = assemble(
            database=database,
            clock=clock,
            matcher=matcher,
            words=Words(),
            web=web,
            slack_url=settings.slack_url,
            token=settings.bot_token,
            signing_secret=settings.signing_secret,
            words_folder=settings.directory,
            mark=mark,
            engine=engines.engine(settings, database, works=part.works),
            besides=jobs,
            a_minute=settings.a_minute,
        )
        await bot.gaps.begin()
        transport = transport_of(settings, bot.app, bot.gaps) if part.listens else Deaf()
        async with Watch(bot.transactions, transport).on(settings.watch_host, settings.watch_port):
            await serve(bot, transport, stopping, started=started)


def _clock(settings: Settings, database: Database) -> tuple[Clock, tuple[Job, ...]]:
    """The one clock, and what keeps it: on PostgreSQL, real time is the server's, whatever this machine's clock says."""
    if database.is_sqlite:
        return OffsetClock(settings.clock_file), ()
    time = DatabaseTime(database.time)

    async def measure(_now: Any) -> None:
        await asyncio.to_thread(time.measure)

    keeping = Job("time", measure, EVERY, heeds_wakes=False, everywhere=True)
    return OffsetClock(settings.clock_file, time), (keeping,)
