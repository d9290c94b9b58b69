"""The embedded loop in several processes on one PostgreSQL: a commit in one of them wakes the others, too."""

import asyncio
import logging
import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from bot.clock import Clock
from bot.worker import EmbeddedLoop, Job
from storage import bells
from storage.database import Database

log = logging.getLogger(__name__)

AGAIN = 5.0  # seconds until listening is tried again


class BelledLoop(EmbeddedLoop):
    """`works` is false for a process that only listens to Slack: it does what each does for itself, and wakes others."""

    def __init__(
        self,
        jobs: Sequence[Job],
        clock: Clock,
        *,
        database: Database,
        works: bool = True,
        slowest: float = 30.0,
    ) -> None:
        super().__init__([job for job in jobs if works or job.everywhere], clock, slowest=slowest)
        self._database = database
        self._ringer = uuid.uuid4().hex
        self._committed = asyncio.Event()
        self._ended = threading.Event()
        self._threads = ThreadPoolExecutor(2, "wardline-bell")  # one rings, one listens
        self._bells: list[asyncio.Task[None]] = []

    def start(self) -> None:
        super().start()
        self._bells = [asyncio.create_task(self._ring()), asyncio.create_task(self._listen())]

    def wake(self) -> None:
        super().wake()
        self._committed.set()

    async def stop(self, grace: float = 10.0) -> None:
        await super().stop(grace)
        self._ended.set()
        for task in self._bells:
            task.cancel()
        await asyncio.gather(*self._bells, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)

    async def _ring(self) -> None:
        """Commits that come while it rings are rung as one."""
        loop = asyncio.get_running_loop()
        ring = partial(bells.ring, self._database, ringer=self._ringer)
        while True:
            await self._committed.wait()
            self._committed.clear()
            try:
                await loop.run_in_executor(self._threads, ring)
            except Exception as error:  # a hint was lost; everybody looks again before long
                log.warning("others could not be woken: %s", type(error).__name__)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()

        def heard() -> None:
            with suppress(RuntimeError):  # the event loop has ended meanwhile
                loop.call_soon_threadsafe(super(BelledLoop, self).wake)

        def listen() -> None:
            bells.listen(self._database, ringer=self._ringer, heard=heard, ended=self._ended)

        while not self._ended.is_set():
            try:
                await loop.run_in_executor(self._threads, listen)
            except Exception as error:
                log.warning("not woken by others for a while: %s", type(error).__name__)
                await asyncio.sleep(AGAIN)
