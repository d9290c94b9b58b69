"""The table of jobs under procrastinate, for many processes on one PostgreSQL. The only module that knows procrastinate.

The work stays claimed in our own tables: an engine's job only says "look at the inbox now", so the engine may forget
everything and nothing is lost. Without a `lock`, which a dead worker would hold; with a `queueing_lock`, outside our
transactions, so that a hundred commits ask for one look. docs/decisions/ledger.md says why."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job as Asked
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from bot.clock import Clock
from bot.worker import Bench, EmbeddedLoop, Job, note_failure, rest_after
from storage.database import SERVERS_PATIENCE, Database, patience
from storage.namespaces import Steps

log = logging.getLogger(__name__)

NAMESPACE = "procrastinate"  # its tables stand in a schema of their own, in our database
QUEUE = "wardline"
POLL = 0.5  # seconds: what is asked for later than now wakes nobody
SWEEP = 2.0  # seconds between two looks that nobody asked for, whatever a job's interval
LINGER = (
    2.0  # seconds in which a job goes on looking after it had work: a conversation is free again after one
)
HEARTBEAT, SILENT = 5.0, 20.0  # seconds: a worker says that it lives, and is held for dead
AGAIN = 2.0  # seconds until a worker that ended by itself, as when the database is away, begins anew
TOGETHER = 0.02  # seconds in which what is asked for is asked for once
HELP = 0.25  # seconds between two calls for help from others, while all hands here are busy
FAREWELL = 5.0  # seconds for noting that this worker is gone
CONNECTIONS = 4


class ProcrastinateEngine:
    """`works` is false for a process that only listens to Slack: it does what each does for itself, and asks others."""

    def __init__(
        self,
        jobs: Sequence[Job],
        clock: Clock,
        *,
        database: Database,
        works: bool = True,
        slowest: float = 30.0,
    ) -> None:
        self._works = works
        self._own = EmbeddedLoop([job for job in jobs if job.everywhere], clock, slowest=slowest)
        shared = [job for job in jobs if not job.everywhere]
        self._app = App(connector=_connector(database))
        self._turns = [Turns(job, clock, self.wake, self._ask_soon, slowest) for job in shared]
        self._tasks = {turns.job.name: self._register(turns) for turns in self._turns}
        self._register_stalled()
        self._wanted: set[str] = set()
        self._asking = asyncio.Event()
        self._stopping = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._own.start()
        if self._works:
            self.wake()  # what is due is not left until the first sweep
        self._running = [asyncio.create_task(self._run())]

    def wake(self) -> None:
        self._own.wake()
        for turns in self._turns:
            if turns.job.heeds_wakes and not (self._works and turns.heeds_wake()):
                self._ask_soon(turns.job)

    async def stop(self, grace: float = 10.0) -> None:
        self._stopping.set()
        for task in self._running:
            task.cancel()  # procrastinate then takes nothing new, and waits for what is in hand
        await asyncio.gather(self._own.stop(grace), *(turns.stop(grace) for turns in self._turns))
        if self._running:
            # What procrastinate still notes it waits a minute for, where the database is away; others find it out anyway.
            _done, late = await asyncio.wait(self._running, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    # What runs

    async def _run(self) -> None:
        """The worker, begun anew whenever it ends by itself."""
        while not self._stopping.is_set():
            try:
                async with self._app.open_async():
                    await self._work()
            except Exception as error:
                log.warning("the engine stopped: %s; again in %.0f s", type(error).__name__, AGAIN)
            await asyncio.sleep(AGAIN)

    async def _work(self) -> None:
        asking = asyncio.create_task(self._ask())
        try:
            if not self._works:
                await asking
            await self._app.run_worker_async(
                queues=[QUEUE],
                concurrency=sum(turns.job.copies for turns in self._turns) + 1,
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENT,
                delete_jobs="always",
                install_signal_handlers=False,
            )
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def _register(self, turns: "Turns") -> Any:
        async def turn(**_slot: object) -> None:
            await turns.take()

        job = turns.job
        task: Any = self._app.task(name=f"wardline.{job.name}", queue=QUEUE)(turn)
        if job.heeds_wakes:
            self._app.periodic(cron=cron_of(max(job.interval, SWEEP)), queueing_lock=job.name)(task)
        else:
            self._app.periodic(cron=cron_of(job.interval))(task)
        return task

    def _register_stalled(self) -> None:
        """A worker that died leaves its jobs in hand for ever unless somebody asks for them again."""

        async def stalled(**_slot: object) -> None:
            manager = self._app.job_manager
            for asked in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT):
                await self._ask_again(asked)
            await manager.prune_stalled_workers(SILENT)

        self._app.periodic(cron=cron_of(10.0))(self._app.task(name="wardline.stalled", queue=QUEUE)(stalled))

    async def _ask_again(self, asked: Asked) -> None:
        try:
            await self._app.job_manager.retry_job(asked)
        except UniqueViolation:  # the same is asked for already
            await self._app.job_manager.finish_job(asked, status=Status.FAILED, delete_job=True)

    # What is asked for

    def _ask_soon(self, job: Job) -> None:
        self._wanted.add(job.name)
        self._asking.set()

    async def _ask(self) -> None:
        while True:
            await self._asking.wait()
            self._asking.clear()
            wanted, self._wanted = self._wanted, set()
            for name in sorted(wanted):
                try:
                    await self._ask_for(name)
                except Exception as error:  # the next sweep finds what is due
                    log.warning("others could not be asked: %s", type(error).__name__)
            await asyncio.sleep(TOGETHER)

    async def _ask_for(self, name: str) -> None:
        found = await self._app.connector.execute_query_one_async(_IS_ASKED_FOR, name=name)
        if not found["asked"]:
            with suppress(AlreadyEnqueued):
                await self._tasks[name].configure(queueing_lock=name).defer_async()


_IS_ASKED_FOR = """
SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %(name)s AND status = 'todo') AS asked
"""


class Turns:
    """One job of the table in this process: at most its copies at the same time, each until nothing is due."""

    def __init__(
        self,
        job: Job,
        clock: Clock,
        wake: Callable[[], None],
        ask: Callable[[Job], None],
        slowest: float,
    ) -> None:
        self.job = job
        self.bench = Bench()
        self._clock = clock
        self._wake = wake
        self._ask = ask
        self._slowest = slowest
        self._stopped = False
        self._taken = 0
        self._in_hand: set[asyncio.Task[int | None]] = set()
        self._failures = 0
        self._rests_until = 0.0
        self._help_at = 0.0

    @property
    def _is_full(self) -> bool:
        return self._taken >= self.job.copies

    def heeds_wake(self) -> bool:
        """Whether this process sees to it by itself: one that rests here looks; where all are busy they look once more
        before they rest, and others are called for help now and then."""
        if self.bench.is_empty and not (self._is_full and time.monotonic() < self._help_at):
            self._help_at = time.monotonic() + HELP
            return False
        self.bench.wake_one()
        return True

    async def take(self) -> None:
        if self._is_full:
            self.bench.wake_one()
            return
        self._taken += 1
        try:
            await self._look_until_idle()
        finally:
            self._taken -= 1

    async def stop(self, grace: float) -> None:
        self._stopped = True
        self.bench.wake_all()
        if self._in_hand:
            _done, late = await asyncio.wait(self._in_hand, timeout=grace)
            for task in late:
                task.cancel()

    async def _look_until_idle(self) -> None:
        ever, idle_since = False, time.monotonic()
        while not self._stopped and (busy := await self._look()) is not None:
            if busy:
                ever, idle_since = True, time.monotonic()
                self._more()
            elif self.bench.was_missed():
                continue
            elif not self._lingers(idle_since):
                break
            else:
                await self.bench.rest(min(self.job.interval, LINGER))
        if ever and not self.job.heeds_wakes:
            self._wake()  # timed work is committed quietly, and brings posts

    def _lingers(self, since: float) -> bool:
        return self.job.heeds_wakes and time.monotonic() - since < LINGER

    def _more(self) -> None:
        """Where there was one thing to do there may be more: for a copy that rests here, or for anybody."""
        if self.job.copies > 1 and not self.heeds_wake():
            self._ask(self.job)

    async def _look(self) -> bool | None:
        """Whether there was work. None: it failed or was cut off."""
        if time.monotonic() < self._rests_until:
            return None
        looking: asyncio.Task[int | None] = asyncio.ensure_future(self._run_once())
        self._in_hand.add(looking)
        try:
            busy = bool(await looking)
        except asyncio.CancelledError:
            if self._stopped:
                return None
            raise
        except Exception as error:
            self._failures += 1
            note_failure(self.job, self._failures, error)
            rest = rest_after(self._failures, self.job.interval, self._slowest)
            self._rests_until = time.monotonic() + rest
            return None
        finally:
            self._in_hand.discard(looking)
        self._failures = 0
        return busy

    def _run_once(self) -> Awaitable[int | None]:
        return self.job.run_once(self._clock.now())


def cron_of(interval: float) -> str:
    """Every so many seconds or minutes as procrastinate writes it: the seconds stand last."""
    seconds = max(round(interval), 1)
    if seconds < 60:
        return f"* * * * * */{seconds}"
    minutes = seconds // 60
    return f"*/{minutes} * * * *" if minutes < 60 else f"0 */{minutes // 60} * * *"


def _connector(database: Database) -> PsycopgConnector:
    async def into_our_namespace(connection: Any) -> None:
        await connection.execute(f"{SERVERS_PATIENCE}; SET search_path TO {NAMESPACE}")
        await connection.commit()

    patient = database.url.update_query_dict(patience(database.url))
    url = patient.set(drivername="postgresql").render_as_string(hide_password=False)
    return PsycopgConnector(
        conninfo=url, min_size=1, max_size=CONNECTIONS, configure=into_our_namespace, name="wardline-engine"
    )


def steps() -> Steps:
    """procrastinate's tables as its own files make them: all at once, or what came since a step."""
    folder = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return Steps(
        name=NAMESPACE,
        whole=SchemaManager.get_schema(),
        later={path.stem: path.read_text(encoding="utf-8") for path in folder},
    )
