"""The words in force: read by every listener, and made anew while the bot runs when the directory changes or an
administrator approves what people put right. What is learned is decided in casework, and how in directory/matching."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncBoltContext

from bot.transactions import Transactions
from casework import corrections
from directory import loading
from directory.council import Council
from directory.matching.compile import compile_council, forget_others
from directory.matching.corrections import Correction
from directory.matching.matcher import Matcher
from directory.matching.questions import prefixes_of
from storage import Session
from storage.corrections import mark
from storage.council import token

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds between two looks: a change is taken up within a minute, compiling included


@dataclass(frozen=True)
class Lesson:
    """What words are made of, as the database has it: its council, and what people put right. `mark` is another one when
    any of it has changed."""

    mark: str
    council: Council
    corrections: list[Correction]


def lesson(session: Session) -> Lesson:
    mark = _mark(session)  # first: what changes while the rest is read is then found by the next look
    return Lesson(mark, loading.read(session), corrections.taught(session))


class WordsInForce:
    """`matcher` is always a whole one: the next takes its place in one step.

    `folder` holds the compiled words of every process on this machine: one makes them, the others find them there.
    `mark` is the lesson's that the first matcher was made of.
    """

    def __init__(
        self, matcher: Matcher, transactions: Transactions, folder: Path | None, mark: str = ""
    ) -> None:
        self.matcher = matcher
        self._transactions = transactions
        self._folder = folder
        self._mark = mark
        self._are_others_forgotten = False

    async def give(self, context: AsyncBoltContext, next_: Callable[[], Awaitable[Any]]) -> Any:
        """Middleware: each request is read by the words in force when it comes."""
        context["matcher"] = self.matcher
        return await next_()

    async def run_once(self, _now: datetime) -> int:
        """1 where other words came into force. Raises CompileFailed, or FileNotFoundError where another process has
        forgotten them already: the words in force stay, and the next time tries again."""
        if self._folder is None:
            return 0
        before = self.matcher
        if await self._transactions.read(_mark) != self._mark:
            await self._take_up(await self._transactions.read(lesson), self._folder)
        if not self._are_others_forgotten:
            await asyncio.to_thread(forget_others, self.matcher.words.ready)
            self._are_others_forgotten = True
        return int(self.matcher is not before)

    async def _take_up(self, found: Lesson, folder: Path) -> None:
        """Most changes of a directory change no words: then nothing is read anew."""
        if found.council.services:
            ready = await asyncio.to_thread(compile_council, found.council, folder, found.corrections)
            if ready != self.matcher.words.ready:
                prefixes = prefixes_of(found.council)
                self.matcher = await asyncio.to_thread(Matcher.load, ready, prefixes=prefixes)
                self._are_others_forgotten = False
                told = {"version": ready.version, "corrections": len(found.corrections)}
                log.info("other words are in force", extra=told)
        self._mark = found.mark


def _mark(session: Session) -> str:
    """Another one when the directory has changed, or what is approved, or after an erasure."""
    return f"{token(session)} {mark(session)}"
