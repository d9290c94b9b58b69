"""What every engine keeps to, whoever calls the table of jobs: one contract, the same for all of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot import cluster
from bot.bells import BelledLoop
from bot.clock import OffsetClock, real_time
from bot.cluster import ProcrastinateEngine, cron_of
from bot.worker import EmbeddedLoop, Engine, Job
from storage import inbox, ticks
from storage.database import Database
from tests.bot.test_worker import NEVER, Work

EVERY = ("embedded, SQLite", "embedded, PostgreSQL", "procrastinate")
SEVERAL = EVERY[1:]  # those that may be several on one database
QUICKLY = 0.1  # seconds at most between tries of a job that fails


class Hall:
    """Where engines of one kind are started on one database; all are stopped at the end."""

    def __init__(self, kind: str, database: Database) -> None:
        self.kind = kind
        self.database = database
        self.engines: list[Engine] = []

    def start(self, *jobs: Job, works: bool = True) -> Engine:
        engine = self._make(jobs, works)
        self.engines.append(engine)
        engine.start()
        return engine

    def _make(self, jobs: Sequence[Job], works: bool) -> Engine:
        clock = OffsetClock()
        if self.kind == "procrastinate":
            return ProcrastinateEngine(jobs, clock, database=self.database, works=works, slowest=QUICKLY)
        if self.database.is_sqlite:
            return EmbeddedLoop(jobs, clock, slowest=QUICKLY)
        return BelledLoop(jobs, clock, database=self.database, works=works, slowest=QUICKLY)


Scene = Callable[[Hall], Awaitable[None]]
Play = Callable[[Scene], None]


@pytest.fixture
def play(request: pytest.FixtureRequest) -> Play:
    """Runs a scene with the engine that the test's parameter names."""
    kind = request.param
    given = {EVERY[0]: "sqlite_database", EVERY[1]: "postgresql_database", EVERY[2]: "clustered_database"}
    database: Database = request.getfixturevalue(given[kind])

    def run(scene: Scene) -> None:
        async def whole() -> None:
            hall = Hall(kind, database)
            try:
                async with asyncio.timeout(40):
                    await scene(hall)
            finally:
                await asyncio.gather(*(engine.stop(0.0) for engine in hall.engines))

        asyncio.run(whole())

    return run


each = pytest.mark.parametrize("play", EVERY, indirect=True)
each_of_several = pytest.mark.parametrize("play", SEVERAL, indirect=True)


async def until(check: Callable[[], Any]) -> None:
    while not check():  # noqa: ASYNC110 (what is awaited happens in a database, or on a thread)
        await asyncio.sleep(0.01)


@each
def test_what_is_due_is_done_at_the_start_and_when_a_commit_wakes_it(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work(due=5)
        work.open.set()
        engine = hall.start(Job("work", work.run_once, NEVER))
        await until(lambda: work.done == 5)
        work.due = 2
        engine.wake()
        await until(lambda: work.done == 7)
        assert all(abs(at - real_time()) < timedelta(minutes=1) for at in work.times)

    play(scene)


@each
def test_as_many_copies_as_there_is_work_and_no_more(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work(due=5)
        engine = hall.start(Job("work", work.run_once, NEVER, copies=3))
        for number in (1, 2, 3):
            engine.wake()
            await until(lambda: work.at_once >= number)  # noqa: B023
        engine.wake()
        work.open.set()
        await until(lambda: work.done == 5)
        assert work.most_at_once == 3

    play(scene)


@each
def test_what_comes_while_all_are_at_work_is_not_missed(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work(due=1)
        engine = hall.start(Job("work", work.run_once, NEVER))
        await until(lambda: work.at_once == 1)
        work.due = 1
        engine.wake()
        work.open.set()
        await until(lambda: work.done == 2)

    play(scene)


@each
def test_a_job_that_fails_stops_no_other_is_logged_without_words_and_comes_again(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(hall: Hall) -> None:
        work, tries = Work(due=3), []
        work.open.set()

        async def broken(now: datetime) -> int:
            tries.append(now)
            raise RuntimeError("my neighbour’s bins")

        engine = hall.start(Job("broken", broken, 0.5), Job("work", work.run_once, NEVER))
        await until(lambda: work.done == 3 and len(tries) >= 2)
        work.due = 1
        engine.wake()
        await until(lambda: work.done == 4)

    with caplog.at_level(logging.INFO):
        play(scene)
    said = [record for record in caplog.records if record.name.startswith("bot.")]
    assert "job failed: broken, RuntimeError at test_engines.py:" in said[0].getMessage()
    assert "neighbour" not in caplog.text


@each
def test_told_to_stop_it_lets_what_is_in_hand_finish_and_begins_nothing(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work(due=3)
        engine = hall.start(Job("work", work.run_once, NEVER))
        await until(lambda: work.at_once == 1)
        stopping = asyncio.create_task(engine.stop(20.0))
        await asyncio.sleep(0)
        work.open.set()
        await stopping
        engine.wake()
        assert (work.done, work.due) == (1, 2)

    play(scene)


@each
def test_what_does_not_finish_within_its_grace_is_cut_off(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work(due=1)
        engine = hall.start(Job("work", work.run_once, NEVER))
        await until(lambda: work.at_once == 1)
        await engine.stop(0.0)
        work.open.set()
        await asyncio.sleep(0)
        assert work.done == 0

    play(scene)


@each
def test_a_timed_job_runs_every_so_often_without_being_woken(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work()
        hall.start(Job("timed", work.run_once, 1.0, heeds_wakes=False))
        await until(lambda: len(work.times) >= 3)

    play(scene)


@each_of_several
def test_a_timed_run_is_once_per_tick_however_many_work(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        ran: list[str] = []

        def take(now: datetime) -> int:
            slot = f"{now:%H:%M:%S}"
            with hall.database.write() as session:
                if ticks.take(session, "timed", slot, now=now):
                    ran.append(slot)
            return 0

        async def timed(now: datetime) -> int:
            return await asyncio.to_thread(take, now)

        for _ in range(3):
            hall.start(Job("timed", timed, 1.0, heeds_wakes=False))
        await until(lambda: len(ran) >= 4)
        assert len(set(ran)) == len(ran)

    play(scene)


@each_of_several
def test_a_commit_of_one_that_only_listens_wakes_one_that_works(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        here, there, own = Work(), Work(), Work()
        for work in (here, there, own):
            work.open.set()
        hall.start(Job("work", there.run_once, NEVER))
        listener = hall.start(
            Job("work", here.run_once, NEVER), Job("own", own.run_once, NEVER, everywhere=True), works=False
        )
        await until(lambda: own.times)
        there.due = 1
        listener.wake()
        await until(lambda: there.done == 1)
        assert here.times == []

    play(scene)


@each_of_several
def test_rows_in_the_hands_of_one_that_is_gone_are_taken_over_within_their_lease(play: Play) -> None:
    lease = timedelta(seconds=1.5)

    async def scene(hall: Hall) -> None:
        with hall.database.write() as session:
            for conversation in ("D1", "D2"):
                inbox.keep(
                    session, {}, key=conversation, conversation=conversation, kind="x", now=real_time()
                )

        taken: dict[int, datetime] = {}
        again: dict[int, datetime] = {}

        def claim(into: dict[int, datetime], *, finish: bool) -> bool:
            real = real_time()
            with hall.database.write() as session:
                held = inbox.claim(session, real=real, lease=lease)
                if held is not None and finish:
                    inbox.finish(session, held, real=real)
            if held is not None:
                into[held.row_id] = real
            return held is not None

        async def never(_now: datetime) -> int:
            if await asyncio.to_thread(claim, taken, finish=False):
                await asyncio.Event().wait()
            return 0

        async def other(_now: datetime) -> int:
            return int(await asyncio.to_thread(claim, again, finish=True))

        first = hall.start(Job("inbox", never, 0.5, copies=2))
        await until(lambda: taken)
        first.wake()
        hall.start(Job("inbox", other, 0.5, copies=2))
        await first.stop(0.0)
        await until(lambda: len(again) == 2)
        waited = [again[row] - at for row, at in taken.items()]
        assert all(lease <= each < lease + timedelta(seconds=10) for each in waited)

    play(scene)


@each_of_several
def test_a_database_that_was_away_is_worked_on_again(play: Play) -> None:
    async def scene(hall: Hall) -> None:
        work = Work()
        work.open.set()
        engine = hall.start(Job("work", work.run_once, 0.5))
        await until(lambda: work.times)
        with hall.database.engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        work.due = 1
        engine.wake()
        await until(lambda: work.done == 1)

    play(scene)


def test_a_job_that_a_dead_worker_left_is_asked_for_again(clustered_database: Database) -> None:
    """The engine's own rows: what a killed process had in hand, with the same asked for already or not."""
    left = text(
        "INSERT INTO procrastinate.procrastinate_jobs (queue_name, task_name, queueing_lock, status) "
        "VALUES ('wardline', 'wardline.work', 'work', 'doing'), ('wardline', 'wardline.work', 'work', 'doing')"
    )
    with clustered_database.engine.begin() as connection:
        connection.execute(left)

    def rows() -> int:
        with clustered_database.engine.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM procrastinate.procrastinate_jobs")) or 0)

    async def scene() -> None:
        engine = ProcrastinateEngine(
            [Job("work", Work().run_once, NEVER)], OffsetClock(), database=clustered_database
        )
        engine.start()
        async with asyncio.timeout(40):
            await until(lambda: rows() == 0)
        await engine.stop()

    asyncio.run(scene())


def test_an_interval_as_cron_says_it() -> None:
    assert [cron_of(interval) for interval in (0.5, 2.0, 20.0, 60.0, 600.0, 3600.0, 7200.0)] == [
        "* * * * * */1",
        "* * * * * */2",
        "* * * * * */20",
        "*/1 * * * *",
        "*/10 * * * *",
        "0 */1 * * *",
        "0 */2 * * *",
    ]


@pytest.mark.parametrize("play", EVERY[2:], indirect=True)
def test_an_engine_whose_database_is_gone_does_not_wait_for_it_when_it_is_stopped(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """procrastinate waits half a minute for each connection that it wants."""
    monkeypatch.setattr(cluster, "FAREWELL", 0.2)

    async def scene(hall: Hall) -> None:
        work = Work()
        engine = hall.start(Job("work", work.run_once, 0.2))
        await until(lambda: work.times)
        in_vain = asyncio.Event()

        async def never(*_: object) -> None:
            in_vain.set()
            await asyncio.sleep(60)

        monkeypatch.setattr(engine._app.job_manager, "unregister_worker", never)  # type: ignore[attr-defined]
        async with asyncio.timeout(20):
            await engine.stop(0.0)
        assert in_vain.is_set()

    play(scene)
