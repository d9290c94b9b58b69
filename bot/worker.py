"""What runs in the background: a table of jobs, the port of the engines that call it, and the embedded loop, which is
one of them. No work of its own."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import Clock

log = logging.getLogger(__name__)

RunOnce = Callable[[datetime], Awaitable[int | None]]


@dataclass(frozen=True)
class Job:
    """`run_once(now)` does what is due and says how much that was; 0 or None: nothing.

    `interval`: seconds between two looks when nothing woke it. `copies` may run at the same time, in one process or
    in many: the work is claimed, not locked. `heeds_wakes`: a commit may have given it work. `everywhere`: each process
    does it for itself, also one that only listens; the rest is shared by all that work.
    """

    name: str
    run_once: RunOnce
    interval: float
    copies: int = 1
    heeds_wakes: bool = True
    everywhere: bool = False


class Engine(Protocol):
    """Calls a table of jobs: looks at each every so often, and at once when woken. tests/bot/test_engines.py is what
    every engine keeps to."""

    def start(self) -> None: ...
    def wake(self) -> None:
        """Something was committed: whoever heeds it looks again now, in whatever process. Call it from the event loop."""

    async def stop(self, grace: float = 10.0) -> None:
        """Lets what is in hand finish for `grace` seconds. What is cut off is taken up again after its lease."""


MakeEngine = Callable[[Sequence[Job], Clock], Engine]


class EmbeddedLoop:
    """Calls every job in this process's event loop until it is stopped."""

    def __init__(self, jobs: Sequence[Job], clock: Clock, *, slowest: float = 30.0) -> None:
        self.jobs = jobs
        self.clock = clock
        self.slowest = (
            slowest  # seconds between tries of a job that keeps failing, and looks of an extra copy
        )
        self._stopping = asyncio.Event()
        self._benches = [Bench() for _ in jobs]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        for job, bench in zip(self.jobs, self._benches, strict=True):
            for copy in range(job.copies):
                interval = job.interval if copy == 0 else self.slowest
                self._tasks.append(
                    asyncio.create_task(self._run(job, bench, interval), name=f"{job.name}-{copy}")
                )

    def wake(self) -> None:
        """Something was committed: every job that heeds it looks again now. Call it from the event loop."""
        for job, bench in zip(self.jobs, self._benches, strict=True):
            if job.heeds_wakes:
                bench.wake_one()

    async def stop(self, grace: float = 10.0) -> None:
        """Lets what is in hand finish for `grace` seconds. What is cut off is taken up again after its lease."""
        self._stopping.set()
        for bench in self._benches:
            bench.wake_all()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _run(self, job: Job, bench: "Bench", interval: float) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                busy = bool(await job.run_once(self.clock.now()))
                failures = 0
            except Exception as error:
                failures += 1
                note_failure(job, failures, error)
                # Others wake it all the time: without a rest of its own it would spin.
                await _pause(self._stopping, rest_after(failures, interval, self.slowest))
                continue
            if busy:
                bench.wake_one()  # where there was one thing to do there may be more
            elif not self._stopping.is_set():
                await bench.rest(interval)


def note_failure(job: Job, failures: int, error: Exception) -> None:
    """Which job, what kind of error and where. Not what it says: that may be somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "nowhere"
    log.error(
        "job failed: %s, %s at %s", job.name, type(error).__name__, where,
        extra={"job": job.name, "failures": failures},
    )  # fmt: skip


def rest_after(failures: int, interval: float, slowest: float) -> float:
    """Seconds until a job that failed so many times in a row is tried again."""
    return min(interval * 2.0 ** min(failures, 20), max(slowest, interval))


class Bench:
    """Where the copies of one job rest. One commit wakes one of them, not all."""

    def __init__(self) -> None:
        self._resting: list[asyncio.Event] = []
        self._missed = False  # woken while all were at work: whoever wants to rest next looks once more

    @property
    def is_empty(self) -> bool:
        return not self._resting

    def wake_one(self) -> None:
        if self._resting:
            self._resting.pop(0).set()
        else:
            self._missed = True

    def wake_all(self) -> None:
        while self._resting:
            self._resting.pop().set()

    def was_missed(self) -> bool:
        """Whether somebody was woken while all were at work; asked once, it is forgotten."""
        missed, self._missed = self._missed, False
        return missed

    async def rest(self, seconds: float) -> None:
        if self.was_missed():
            return
        woken = asyncio.Event()
        self._resting.append(woken)
        await _pause(woken, seconds)
        if woken in self._resting:
            self._resting.remove(woken)


async def _pause(woken: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        pass
