"""The embedded loop: what is due is done, one failure stops nothing, and it ends when it is told to."""

import asyncio
from datetime import datetime

from bot.worker import EmbeddedLoop, Job
from tests.bot.conftest import HandClock

NEVER = 3600.0


class Work:
    """A job with so many things to do; each waits until it is let go."""

    def __init__(self, due: int = 0) -> None:
        self.due = due
        self.done = 0
        self.at_once = 0
        self.most_at_once = 0
        self.open = asyncio.Event()
        self.looked = asyncio.Semaphore(0)
        self.times: list[datetime] = []

    async def run_once(self, now: datetime) -> int:
        self.times.append(now)
        self.looked.release()
        if not self.due:
            return 0
        self.due -= 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        self.done += 1
        return 1


async def looks(work: Work, number: int) -> None:
    async with asyncio.timeout(10):
        for _ in range(number):
            await work.looked.acquire()


def test_what_is_due_is_done_without_waiting_for_the_interval() -> None:
    async def scene() -> None:
        work = Work(due=5)
        work.open.set()
        loop = EmbeddedLoop([Job("work", work.run_once, NEVER)], HandClock())
        loop.start()
        await looks(work, 6)
        assert work.done == 5
        assert work.times[0] == HandClock().now()
        await loop.stop()

    asyncio.run(scene())


def test_woken_it_looks_at_once_with_as_many_copies_as_there_is_work() -> None:
    async def scene() -> None:
        work = Work()
        loop = EmbeddedLoop([Job("work", work.run_once, NEVER, copies=3)], HandClock())
        loop.start()
        await looks(work, 3)
        for _ in range(2):
            work.due += 1
            loop.wake()
            await looks(work, 1)
        assert work.at_once == 2
        assert len(work.times) == 5  # one look for each wake, not one for each copy
        work.open.set()
        await loop.stop()
        assert work.done == 2

    asyncio.run(scene())


def test_a_wake_while_all_are_at_work_is_not_missed() -> None:
    async def scene() -> None:
        work = Work(due=1)
        loop = EmbeddedLoop([Job("work", work.run_once, NEVER)], HandClock())
        loop.start()
        await looks(work, 1)
        work.due = 1
        loop.wake()
        work.open.set()
        await looks(work, 2)
        assert work.done == 2
        await loop.stop()

    asyncio.run(scene())


def test_told_to_stop_it_lets_what_is_in_hand_finish_and_begins_nothing() -> None:
    async def scene() -> None:
        work = Work(due=2)
        loop = EmbeddedLoop([Job("work", work.run_once, NEVER)], HandClock())
        loop.start()
        await looks(work, 1)
        stopping = asyncio.create_task(loop.stop())
        await asyncio.sleep(0)
        work.open.set()
        await stopping
        assert (work.done, work.due) == (1, 1)

    asyncio.run(scene())


def test_what_does_not_finish_in_time_is_cut_off() -> None:
    async def scene() -> None:
        work = Work(due=1)
        loop = EmbeddedLoop([Job("work", work.run_once, NEVER)], HandClock())
        loop.start()
        await looks(work, 1)
        await loop.stop(grace=0.0)
        assert work.done == 0

    asyncio.run(scene())


def test_a_job_that_fails_is_tried_again_and_the_others_go_on() -> None:
    async def scene() -> None:
        work, tries = Work(due=3), []

        async def broken(now: datetime) -> int:
            tries.append(now)
            raise RuntimeError

        work.open.set()
        jobs = [Job("broken", broken, 0.001), Job("work", work.run_once, NEVER)]
        loop = EmbeddedLoop(jobs, HandClock(), slowest=0.002)
        loop.start()
        await looks(work, 4)
        async with asyncio.timeout(10):
            while len(tries) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        await loop.stop()
        assert work.done == 3

    asyncio.run(scene())
