"""The words in force: read by every listener, and made anew while the bot runs when the directory changes or an
administrator approves what people put right. What is learned is decided in casework, and how in directory/matching."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncBoltContext

from bot.transactions import Transactions
from casework import corrections
from directory import loading
from directory.council import Council
from directory.matching.compile import compile_council, forget_others
from directory.matching.compiled import Ready
from directory.matching.corrections import Correction, places_of
from directory.matching.matcher import Matcher
from directory.matching.questions import prefixes_of
from storage import Session
from storage.corrections import mark
from storage.council import token

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds between two looks: a change is taken up within a minute, compiling included


class WordsInForce:
    """`matcher` is always a whole one: the next takes its place in one step.

    `folder` holds the compiled words of every process on this machine: one makes them, the others find them there.
    """

    def __init__(self, matcher: Matcher, transactions: Transactions, folder: Path | None) -> None:
        self.matcher = matcher
        self._transactions = transactions
        self._folder = folder
        self._seen = ""
        self._ready: Ready | None = None

    async def give(self, context: AsyncBoltContext, next_: Callable[[], Awaitable[Any]]) -> Any:
        """Middleware: each request is read by the words in force when it comes."""
        context["matcher"] = self.matcher
        return await next_()

    async def run_once(self, _now: datetime) -> int:
        """1 where other words came into force. Raises CompileFailed, or FileNotFoundError where another process has
        forgotten them already: the words in force stay, and the next time tries again."""
        if self._folder is None:
            return 0
        seen = await self._transactions.read(_mark)
        if seen == self._seen:
            return 0
        council, taught = await self._transactions.read(_learned)
        ready = self._ready
        if council.services:
            ready = await asyncio.to_thread(compile_council, council, self._folder, taught)
        if ready is None or ready == self._ready:
            self._seen = seen
            return 0
        self.matcher = await asyncio.to_thread(Matcher.load, ready, prefixes=prefixes_of(council))
        self._seen, self._ready = seen, ready
        await asyncio.to_thread(forget_others, ready)
        log.info("other words are in force", extra={"version": ready.version, "corrections": len(taught)})
        return 1


def learned(session: Session, council: Council) -> list[Correction]:
    """What this council's words learn besides its phrases."""
    return corrections.taught(session, places_of(council))


def _mark(session: Session) -> str:
    """Another one when the directory has changed, or what is approved."""
    return f"{token(session)} {mark(session)}"


def _learned(session: Session) -> tuple[Council, list[Correction]]:
    """The database's own council, with its places as they are remembered: whoever looks at what waits, within Slack's
    three seconds, finds them there."""
    return loading.read(session), corrections.taught(session)
