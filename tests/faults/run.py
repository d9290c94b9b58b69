"""One run: a day of messages and clicks on one database, with processes killed and Slack misbehaving, and its verdict."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bot.cli import SAMPLE
from bot.commands import cast
from directory import loading
from directory.files import read_council
from storage.database import Database
from tests.databases import as_text
from tests.desk import MANIFEST, MONDAY
from tests.faults.day import Day
from tests.faults.ground import Gate, Ground
from tests.faults.processes import Plan, Seat, fleet
from tests.faults.trouble import Trouble
from tests.faults.verdict import Verdict, judge, unfinished
from workspace.server import Workspace

RETRIES = (0.0, *[0.2] * 100)  # Slack gives up after three; here everything that was sent must come in
QUIET = 90.0  # seconds after the day in which all must have been done, besides the leases of the dead
ONE = ("run",)
MANY = ("listen", "listen", "work", "work")


@dataclass(frozen=True)
class Scale:
    """`size`: messages and clicks, about. `lease`, `patience`: seconds. `pace`: as in bot/delivery."""

    size: int
    kills: int
    lease: float
    pace: tuple[float, float, float]
    patience: float = 120.0


@dataclass(frozen=True)
class Outcome:
    seed: int
    engine: str
    verdict: Verdict
    events: int
    clicks: int
    unanswered: int
    missed: list[str]
    waited: list[float]  # seconds, for each answer
    kills: Counter[str]
    faults: Counter[str]
    seconds: float
    log: str

    @property
    def is_good(self) -> bool:
        return not self.verdict.differences and not self.missed

    def figures(self) -> dict[str, object]:
        counts = self.verdict.counts
        return {
            "events": self.events,
            "clicks": self.clicks,
            "made again": self.unanswered,
            "kills": f"{self.kills.total()} ({_listed(self.kills)})",
            "faults": f"{self.faults.total()} ({_listed(self.faults)})",
            "lost": counts["lost"],
            "doubled": counts["doubled"],
            "out of order": counts["out of order"],
            "wrong": counts["wrong"],
            "waited for in vain": len(self.missed),
            "answered within": f"{self.waited[len(self.waited) // 2]:.1f} s (median), {self.waited[-1]:.1f} s (all)"
            if self.waited
            else "never",
            "seconds": f"{self.seconds:.1f}",
            "seed": self.seed,
        }

    def __str__(self) -> str:
        return "; ".join(f"{name} {value}" for name, value in self.figures().items())


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


Watch = Callable[[Ground], None]


def play(
    database: Database,
    engine: str,
    words: Path,
    folder: Path,
    seed: int,
    scale: Scale,
    watch: Watch | None = None,
) -> Outcome:
    """`folder` must be empty and its own; the database migrated and empty. `engine`: embedded or procrastinate.
    `watch` is shown how far the day is, now and then."""
    council = read_council(SAMPLE)
    with database.write() as session:
        loading.load(session, council)
    return asyncio.run(_play(database, engine, words, folder, seed, scale, watch))


async def _play(
    database: Database,
    engine: str,
    words: Path,
    folder: Path,
    seed: int,
    scale: Scale,
    watch: Watch | None,
) -> Outcome:
    council = read_council(SAMPLE)
    workspace = Workspace(
        MANIFEST, cast.people(council), cast.channels(council, MONDAY.date()),
        clock_file=folder / "clock", retry_delays=RETRIES,
    )  # fmt: skip
    ground = Ground(database, council, workspace, Gate(scale.size, scale.kills), seed, scale.patience)
    base = await workspace.start()
    ground.start_day()
    plan = Plan(
        ONE if database.is_sqlite else MANY,
        _settings(ground, base, engine, words),
        folder,
        scale.lease,
        scale.pace,
    )
    begun = monotonic()
    seats: list[Seat] = []
    try:
        async with fleet(plan) as seats:
            watching = asyncio.create_task(_show(ground, watch))
            try:
                await _day(ground, seats, scale)
            finally:
                watching.cancel()
            await _quiet(ground, scale)
        verdict = await asyncio.to_thread(judge, ground)
    finally:
        await workspace.stop()
    deeds = ground.deeds
    return Outcome(
        seed, engine, verdict, deeds.events, deeds.clicks, deeds.unanswered, deeds.missed,
        ground.waited(), ground.kills, ground.faults,
        monotonic() - begun, "".join(f"{seat.verb}: {line}" for seat in seats for line in seat.said),
    )  # fmt: skip


def _settings(ground: Ground, base: str, engine: str, words: Path) -> dict[str, str]:
    workspace = ground.workspace
    return {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "WARDLINE_SLACK_URL": f"{base}/api/",
        "WARDLINE_DATABASE_URL": as_text(ground.database.url),
        "WARDLINE_DIRECTORY": str(words),
        "WARDLINE_ENGINE": engine,
        "WARDLINE_CLOCK_FILE": str(workspace.clock.path),
        "WARDLINE_LOG_LEVEL": "WARNING",
        "WARDLINE_A_MINUTE": "999999",  # a few people do a whole day in a minute
    }


async def _show(ground: Ground, watch: Watch | None) -> None:
    while watch is not None:
        watch(ground)
        await asyncio.sleep(1.0)


async def _day(ground: Ground, seats: list[Seat], scale: Scale) -> None:
    trouble = Trouble(ground, seats)
    faults = asyncio.create_task(trouble.faults())
    kills = asyncio.create_task(trouble.kills())
    try:
        await Day(ground, scale.size).go()
        await kills
    finally:
        for task in (faults, kills):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    ground.workspace.mend()


async def _quiet(ground: Ground, scale: Scale) -> None:
    """Everything that was acknowledged is worked on, everything that is due posted. What is not, the verdict finds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(QUIET + scale.lease):
            await ground.workspace.settled()
            while await asyncio.to_thread(_left, ground):  # noqa: ASYNC110 (it happens in other processes)
                await asyncio.sleep(0.1)


def _left(ground: Ground) -> int:
    with ground.database.read() as session:
        return unfinished(session, ground)
