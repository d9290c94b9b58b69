"""Messages a second with one, two and four processes on one PostgreSQL, under either engine, beside a bare Bolt echo; and
what the processes cost while nothing happens."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg
from _figures import percentile
from _house import ROUNDS
from _memory import resident
from _postgres import postgresql
from _scene import ECHO, SEATS, Scene, echo, in_workspace, introduce, load, played, scene_in, wardline
from _seats import Seat
from _table import Board, Step, working
from _traffic import Taken, Traffic, traffic_in

from bot import cluster
from storage import namespaces
from tests.databases import Server, as_text

AT_ONCE = 32
SECONDS, MOST, ALONE = 4.0, 200, 10  # of each round, whichever comes first
IDLE = 6.0  # seconds in which nothing is written
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Fleet:
    """So many processes of each kind, under one engine."""

    name: str
    verbs: tuple[str, ...]
    engine: str


FLEETS = tuple(
    Fleet(f"{len(verbs)}, {engine}", verbs, engine)
    for engine in ("embedded", "procrastinate")
    for verbs in (("run",), ("listen", "work"), ("listen", "listen", "work", "work"))
)


@dataclass
class Contender:
    """So many processes in one workspace, and what they took. CPU in cores, of all of them together."""

    traffic: Traffic
    turns: Iterator[tuple[Seat, str]]
    pids: Sequence[int]
    database: str | None = None
    alone: list[Taken] = field(default_factory=list)
    rounds: list[Taken] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)  # a message
    idle_cpu: float | None = None
    idle_transactions: float | None = None
    connections: float | None = None

    async def warm(self) -> None:
        await self.traffic.play(self.turns, AT_ONCE, SECONDS, AT_ONCE)

    async def play(self) -> None:
        self.alone.append(await self.traffic.play(self.turns, 1, SECONDS, ALONE))
        before = self._committed()
        async with _cores(self.pids, self.cpu):
            self.rounds.append(await self.traffic.play(self.turns, AT_ONCE, SECONDS, MOST))
        if self.database is not None:
            written = len(self.rounds[-1].answered)
            self.transactions.append((self._committed() - before) / written)

    def _committed(self) -> int:
        """Transactions that ended so far, the readers' too."""
        if self.database is None:
            return 0
        with psycopg.connect(self.database, autocommit=True) as connection:
            row = connection.execute(
                "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
            ).fetchone()
        assert row is not None
        return int(row[0])

    async def rest(self) -> None:
        """What it costs while nothing is written."""
        if self.database is None:
            return
        cpu: list[float] = []
        before = self._committed()
        async with _cores(self.pids, cpu):
            await asyncio.sleep(IDLE)
        self.idle_transactions = (self._committed() - before) / IDLE
        with psycopg.connect(self.database, autocommit=True) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchone()
        assert row is not None
        self.idle_cpu, self.connections = cpu[0], float(row[0])


def main() -> None:
    names = (ECHO, *(fleet.name for fleet in FLEETS))
    board = Board("Processes on one PostgreSQL (Socket Mode, local workspace)", names)
    with ExitStack() as stack:
        begin = stack.enter_context(working("scaling", 2 + len(names) * (ROUNDS + 1)))
        begin("compiling the words, starting PostgreSQL")
        server, about = stack.enter_context(postgresql())
        if server is None:
            print(about)
            return
        scene = scene_in(Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-"))))
        played(_measure(board, scene, server, begin))
    _notes(board, about)
    board.show()


async def _measure(board: Board, scene: Scene, server: Server, begin: Step) -> None:
    async with AsyncExitStack() as stack:
        begin("starting the bots")
        contenders = {ECHO: await stack.enter_async_context(_echo(scene))}
        for fleet in FLEETS:
            contenders[fleet.name] = await stack.enter_async_context(_fleet(fleet, scene, server))
        for each in contenders.values():
            await each.warm()
        for number in range(ROUNDS):
            for name, each in contenders.items():  # one after the other: the rest only wait
                begin(f"{name}, round {number + 1} of {ROUNDS}")
                await each.play()
        for name, each in contenders.items():
            begin(f"{name}, idle")
            await each.rest()
        _rows(board, contenders)


@asynccontextmanager
async def _echo(scene: Scene) -> AsyncIterator[Contender]:
    async with (
        in_workspace(scene) as workspace,
        echo(scene, workspace) as process,
        traffic_in(workspace, lambda _words: True) as traffic,
    ):
        yield Contender(traffic, cycle(scene.turns), [process.pid])


@asynccontextmanager
async def _fleet(fleet: Fleet, scene: Scene, server: Server) -> AsyncIterator[Contender]:
    url = server.clone()
    namespaces.apply(url, cluster.steps())
    load(as_text(url), scene.council)
    async with AsyncExitStack() as stack:
        workspace = await stack.enter_async_context(in_workspace(scene))
        introduce(workspace, as_text(url), scene.chosen)
        starts = [wardline(scene, workspace, as_text(url), verb, engine=fleet.engine) for verb in fleet.verbs]
        pids = [(await stack.enter_async_context(start)).pid for start in starts]
        traffic = await stack.enter_async_context(traffic_in(workspace, lambda words: "SEF-" in words))
        yield Contender(traffic, cycle(scene.turns), pids, as_text(url.set(drivername="postgresql")))


@asynccontextmanager
async def _cores(pids: Sequence[int], into: list[float]) -> AsyncIterator[None]:
    """How many cores these processes kept busy meanwhile."""
    before, began = _ticks(pids), perf_counter()
    yield
    into.append((_ticks(pids) - before) / TICKS / (perf_counter() - began))


def _ticks(pids: Sequence[int]) -> int:
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in fields)


def _rows(board: Board, found: dict[str, Contender]) -> None:
    def row(what: str, unit: str, figure: Callable[[Contender], Sequence[float] | float | None]) -> None:
        board.row(what, unit, {name: figure(each) for name, each in found.items()})

    row(
        "1 in flight: card there, p50",
        "ms",
        lambda each: [percentile(one.answered, 0.5) for one in each.alone],
    )
    board.section()
    row(f"{AT_ONCE} in flight: answered", "/s", lambda each: [one.rate for one in each.rounds])
    row("acknowledged, p50", "ms", lambda each: [percentile(one.acknowledged, 0.5) for one in each.rounds])
    row("acknowledged, p99", "ms", lambda each: _of_all([one.acknowledged for one in each.rounds]))
    row("card there, p50", "ms", lambda each: [percentile(one.answered, 0.5) for one in each.rounds])
    row("CPU of its processes", "cores", lambda each: each.cpu)
    row("transactions a message", "", lambda each: each.transactions)
    row("n", "", lambda each: float(sum(len(one.answered) for one in each.rounds)))
    board.section()
    row("idle: CPU of its processes", "cores", lambda each: each.idle_cpu)
    row("idle: transactions", "/s", lambda each: each.idle_transactions)
    row("connections", "", lambda each: each.connections)
    row("resident memory, all", "MB", lambda each: sum(map(resident, each.pids)))


def _of_all(rounds: Sequence[Sequence[float]]) -> float:
    return percentile(chain.from_iterable(rounds), 0.99)


def _notes(board: Board, about: str) -> None:
    board.note(
        f"{ROUNDS} interleaved rounds of {SECONDS:.0f} s or {MOST} messages each, in which {AT_ONCE} members at a time wait "
        f"for their card, and of up to {ALONE} messages one after the other. 1 process: `wardline run`. 2: `listen` and `work`. 4: two of each."
    )
    board.note(
        f"{SEATS} members take turns, each with an area and a channel of their own. Each message opens one case: two posts, of which the member's is timed. The "
        "members, their local workspace and PostgreSQL share this machine's cores with what is measured, so that more "
        "processes than cores cannot show what they would do on machines of their own."
    )
    board.note("Idle: the seconds after, with nothing written; the transactions are those of all processes.")
    board.note(about)


if __name__ == "__main__":
    main()
