"""Work on the database from the event loop: one transaction at a time on a thread, then the ledger is woken."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Protocol, TypeVar

from bot import figures
from bot.clock import Clock
from casework.noted import Noted, taken
from storage import Session, inbox
from storage.database import Database

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Session], T]

READERS = 4
WRITERS = 8  # on PostgreSQL; SQLite has one writer, and a queue in front of it is faster than a fight


class Transact(Protocol):
    def __call__(self, work: Work[T]) -> Awaitable[T]: ...


class TakenOver(Exception):
    """Somebody else has this event now: what was done for it here is undone."""


class Transactions:
    """`transact` and `read` run `work(session)` on a thread and return what it returns: plain values only."""

    def __init__(self, database: Database, clock: Clock, *, woken: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self.clock = clock
        self.woken = woken
        self._writers = ThreadPoolExecutor(1 if database.is_sqlite else WRITERS, "wardline-write")
        self._readers = ThreadPoolExecutor(READERS, "wardline-read")

    async def transact(self, work: Work[T], *, quiet: bool = False) -> T:
        """One transaction that may write. `quiet`: nobody needs waking for it."""
        loop = asyncio.get_running_loop()
        run = copy_context().run  # what a line of the log is about goes along to the thread
        done = loop.run_in_executor(self._writers, run, self.database.transact, _with_notes(work))
        try:
            # Whoever waits may be cancelled; the transaction is not.
            result, noted = await asyncio.shield(done)
        finally:
            if not quiet:
                self.woken()
        _tell(noted)
        return result

    async def read(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, copy_context().run, self._read, work)

    def _read(self, work: Work[T]) -> T:
        with self.database.read() as session:
            return work(session)

    def for_event(self, held: inbox.Held) -> "EventTransact":
        return EventTransact(self, held)

    def close(self) -> None:
        """Waits for what is running."""
        self._writers.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)


class EventTransact:
    """`transact` for the listeners of one kept event: the first transaction that commits also finishes the event."""

    def __init__(self, transactions: Transactions, held: inbox.Held) -> None:
        self._transactions = transactions
        self._held = held
        self.finished = False

    async def __call__(self, work: Work[T]) -> T:
        if self.finished:
            return await self._transactions.transact(work)
        result = await self._transactions.transact(self._with_finish(work))
        self.finished = True
        return result

    def _with_finish(self, work: Work[T]) -> Work[T]:
        def both(session: Session) -> T:
            result = work(session)
            if not inbox.finish(session, self._held, real=self._transactions.clock.real()):
                raise TakenOver
            return result

        return both


def _with_notes(work: Work[T]) -> Work[tuple[T, list[Noted]]]:
    def both(session: Session) -> tuple[T, list[Noted]]:
        result = work(session)
        return result, taken(session)

    return both


def _tell(noted: list[Noted]) -> None:
    """What was committed, in the log and in the figures."""
    for kind, name, reference in noted:
        if kind == "decision":
            figures.decisions.labels(name).inc()
            continue
        figures.happenings.labels(name).inc()
        log.info("recorded: %s", name, extra={"case": reference} if reference else {})


def nothing(session: Session) -> None:
    """The work of a listener that has none: `await transact(nothing)` finishes its event."""
