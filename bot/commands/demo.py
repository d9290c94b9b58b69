"""`wardline demo`: the real bot against a local workspace in the browser, with the sample council. Nothing but the
tokens and the base URL differs from a real Slack; everything is kept in one folder."""

import asyncio
import errno
import json
import os
import socket
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from bot import logs, watching
from bot.commands import cast, opening, words
from bot.commands.run import run_bot
from bot.commands.screen import say
from bot.learning import Lesson, lesson
from bot.lock import AlreadyRunning, only_process
from bot.serve import stop_on_signals
from bot.settings import Settings, clear_proxies, demo_settings, read
from directory import loading
from directory.faults import DirectoryFaults
from directory.files import read_council
from directory.matching.compile import CompileFailed
from directory.matching.matcher import Matcher
from storage.database import Database
from workspace.server import Workspace

HOUSE = Path(__file__).parent.parent.parent
SAMPLE = HOUSE / "directory" / "sample"


class BusyPort(Exception):
    """The port of the local workspace is taken."""


@opening.says(BusyPort, watching.BusyPort, AlreadyRunning, DirectoryFaults, CompileFailed)
def demo(kept: Path) -> int:
    """`kept` is the folder in which everything stays from one start to the next."""
    clear_proxies(os.environ)
    chosen = demo_settings(os.environ)
    logs.set_up(chosen.log_level, chosen.log_format)
    _insist_on(chosen.port)
    file = kept.absolute() / "wardline.db"
    with ExitStack() as stack:
        stack.enter_context(only_process(file))
        stack.enter_context(opening.plainly(f"sqlite:///{file}"))
        database = opening.database(f"sqlite:///{file}", may_make=True)
        stack.callback(database.dispose)
        taught = _lesson(database)
        matcher = words.matcher(taught.council, kept / "words", corrections=taught.corrections)
        asyncio.run(_play(chosen, kept, database, taught, matcher))
    say(f"Wardline has stopped. What was written is kept in {kept}; the next start goes on from there.")
    return 0


def _lesson(database: Database) -> Lesson:
    """Of the sample the first time, then of whatever became of it."""
    with database.write() as session:
        found = lesson(session)
        if not found.council.services:
            loading.load(session, read_council(SAMPLE))
            found = lesson(session)
    return found


async def _play(chosen: Settings, kept: Path, database: Database, taught: Lesson, matcher: Matcher) -> None:
    stopping, council = asyncio.Event(), taught.council
    stop_on_signals(stopping)
    workspace = Workspace(
        json.loads((HOUSE / "manifest.json").read_text()),
        cast.people(council),
        cast.channels(council, date.today()),  # noqa: DTZ011 (posts are of the council's own day)
        state_file=kept / "workspace.json",
        clock_file=kept / "clock",
    )
    address = await workspace.start(port=chosen.port)
    try:
        settings = _settings(workspace, address, database, kept, chosen)
        await run_bot(settings, database, matcher, taught.mark, stopping, lambda: _welcome(address))
    finally:
        await workspace.stop()


def _insist_on(port: int) -> None:
    """Before the seconds of the first start are spent: the port must be free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as fault:
            if fault.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise BusyPort(
                f"Port {port} is busy: another program, or another make run, listens there. Stop it, or choose "
                f"another port with the setting WARDLINE_PORT: WARDLINE_PORT={port + 1} make run"
            ) from None


def _settings(
    workspace: Workspace, address: str, database: Database, kept: Path, chosen: Settings
) -> Settings:
    """The same settings as with a real Slack, with the workspace's tokens and address, and what was `chosen`."""
    return read(
        {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_SIGNING_SECRET": workspace.signing_secret,
            "WARDLINE_SLACK_URL": f"{address}/api/",
            "WARDLINE_CLOCK_FILE": str(kept / "clock"),
            "WARDLINE_DATABASE_URL": str(database.url),
            "WARDLINE_DIRECTORY": str(kept / "words"),
            "WARDLINE_WATCH_HOST": chosen.watch_host,
            "WARDLINE_WATCH_PORT": str(chosen.watch_port or ""),
        }
    )


def _welcome(address: str) -> None:
    say(
        f"\n  Wardline is running: {address}\n\n"
        "  Open it in a browser, be a councillor, and write to Wardline. Everybody there is fictional.\n"
        "  Ctrl-C stops it; what was written is kept.\n"
    )
