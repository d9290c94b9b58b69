"""What runs in the background: a table of jobs, and the embedded loop that calls them. No work of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock

log = logging.getLogger(__name__)

RunOnce = Callable[[datetime], Awaitable[int | None]]


@dataclass(frozen=True)
class Job:
    """`run_once(now)` does what is due and says how much that was; 0 or None: nothing.

    `interval`: seconds between two looks when nothing woke it. `copies` may run at the same time, in one process or
    in many: the work is claimed, not locked. Any engine can call this table; the embedded loop is one.
    """

    name: str
    run_once: RunOnce
    interval: float
    copies: int = 1


class EmbeddedLoop:
    """Calls every job in this process's event loop until it is stopped."""

    def __init__(self, jobs: Sequence[Job], clock: Clock, *, slowest: float = 30.0) -> None:
        self.jobs = jobs
        self.clock = clock
        self.slowest = (
            slowest  # seconds between tries of a job that keeps failing, and looks of an extra copy
        )
        self._stopping = False
        self._woken: list[asyncio.Event] = []
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        for job in self.jobs:
            for copy in range(job.copies):
                woken = asyncio.Event()
                self._woken.append(woken)
                interval = job.interval if copy == 0 else self.slowest
                self._tasks.append(
                    asyncio.create_task(self._run(job, woken, interval), name=f"{job.name}-{copy}")
                )

    def wake(self) -> None:
        """Something was committed: every job looks again now. Call it from the event loop."""
        for woken in self._woken:
            woken.set()

    async def stop(self, grace: float = 10.0) -> None:
        """Lets what is in hand finish for `grace` seconds. What is cut off is taken up again after its lease."""
        self._stopping = True
        self.wake()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _run(self, job: Job, woken: asyncio.Event, interval: float) -> None:
        failures = 0
        while not self._stopping:
            woken.clear()
            try:
                if await job.run_once(self.clock.now()):
                    failures = 0
                    continue
                failures = 0
            except Exception:
                failures += 1
                log.exception("job failed", extra={"job": job.name, "failures": failures})
            pause = min(interval * 2.0**failures, max(self.slowest, interval)) if failures else interval
            await self._rest(woken, pause, failed=bool(failures))

    async def _rest(self, woken: asyncio.Event, pause: float, *, failed: bool) -> None:
        """Until woken. A job that failed rests all the same: others waking it would make it spin."""
        if failed and not self._stopping:
            woken = asyncio.Event()
        try:
            async with asyncio.timeout(pause):
                await woken.wait()
        except TimeoutError:
            pass
