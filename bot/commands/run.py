"""`wardline run`: the bot and its worker in one process, until it is told to stop."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bot import logs
from bot.clock import OffsetClock, real_time
from bot.commands import opening, words
from bot.commands.screen import say, says
from bot.learning import learned
from bot.lock import AlreadyRunning, only_process
from bot.serve import NoAccess, serve, stop_on_signals, take_over, transport_of, web_session
from bot.settings import Settings, SettingsFaults
from bot.watching import BusyPort, Watch
from bot.wiring import assemble
from directory import loading
from directory.matching.compile import CompileFailed
from directory.matching.matcher import Matcher
from storage.database import Database
from views.words import Words


@says(SettingsFaults, opening.NotReady, AlreadyRunning, CompileFailed, NoAccess, BusyPort)
def run() -> int:
    settings = opening.settings()
    logs.set_up(settings.log_level, settings.log_format)
    with ExitStack() as stack:
        database = opening.database(settings.database_url)
        stack.callback(database.dispose)
        file = opening.file_of(database)
        if file is not None:
            stack.enter_context(only_process(file))
        with database.read() as session:
            council = loading.read(session)
            taught = learned(session, council)
        if not council.services:
            raise opening.NotReady(
                "The database holds no council yet. Run: wardline directory load FOLDER (the sample: directory/sample)"
            )
        opening.go_live(database, council, real_time())
        matcher = words.matcher(council, settings.directory, corrections=taught)
        asyncio.run(_until_stopped(settings, database, matcher))
    return 0


async def _until_stopped(settings: Settings, database: Database, matcher: Matcher) -> None:
    stopping = asyncio.Event()
    stop_on_signals(stopping)
    await run_bot(settings, database, matcher, stopping, lambda: say("Wardline is running. Ctrl-C stops it."))
    say("Wardline has stopped.")


async def run_bot(
    settings: Settings,
    database: Database,
    matcher: Matcher,
    stopping: asyncio.Event,
    started: Callable[[], Any],
) -> None:
    """The whole bot, until `stopping` is set. `started` is called once Slack and the bot know each other."""
    clock = OffsetClock(settings.clock_file)
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
        )
        await bot.catch_up.begin()
        transport = transport_of(settings, bot.app, bot.catch_up)
        async with Watch(bot.transactions, transport).on(settings.watch_host, settings.watch_port):
            await serve(bot, transport, stopping, started=started)
