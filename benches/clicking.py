"""How soon a click is acknowledged while the bot has much to do: nothing else, a hundred slow jobs, ten thousand posts to
send; beside a bare Bolt app. And how fast those posts leave."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from _figures import percentile
from _postgres import postgresql
from _processes import DidNotStart
from _scene import (
    ECHO,
    POSTGRESQL,
    SEATS,
    SQLITE,
    Scene,
    databases,
    echo,
    in_workspace,
    introduce,
    played,
    scene_in,
    wardline,
)
from _seats import Seat
from _table import Board, Step, working

from casework.notifications import tell
from storage import outbox
from storage.database import Database
from workspace import acts
from workspace.server import Workspace

CLICKS = 100
BETWEEN = 0.05  # seconds from one click to the next: many people, not one in a hurry
JOBS, SLOW = 100, 2.0  # messages, and the seconds that Slack takes for each post of theirs
POSTS = 10_000
LATEST = 900.0  # seconds until something must be done

Json = dict[str, Any]


@dataclass
class Contender:
    """A bot in a process of its own. Milliseconds, by what it had to do meanwhile."""

    workspace: Workspace
    scene: Scene
    database: str | None = None
    targets: list[tuple[Seat, Json]] = field(default_factory=list)
    clicks: dict[str, list[float]] = field(default_factory=dict)
    answered: float | None = None  # seconds for all the jobs
    drained: float | None = None  # seconds for all the posts

    async def begin(self) -> None:
        """Each member writes, and has an answer that can be clicked."""
        seats = list(islice(cycle(self.scene.turns), SEATS))
        asked = [(seat, await self._say(seat, text)) for seat, text in seats]
        for seat, ts in asked:
            self.targets.append((seat, await self._until(partial(self._button, seat, ts))))

    async def click(self, meanwhile: str) -> None:
        """One after the other, each by somebody else."""
        for seat, button in islice(cycle(self.targets), CLICKS):
            began = perf_counter()
            await acts.click(self.workspace, seat.member, **button)
            self.clicks.setdefault(meanwhile, []).append((perf_counter() - began) * 1000)
            await asyncio.sleep(BETWEEN)

    async def with_slow_jobs(self) -> None:
        fault = await self.workspace.cause("delay", method="chat.postMessage", times=100_000, seconds=SLOW)
        began = perf_counter()
        asked = [(seat, await self._say(seat, text)) for seat, text in islice(cycle(self.scene.turns), JOBS)]
        await self.click("jobs")
        for seat, ts in asked:
            await self._until(partial(self._button, seat, ts))
        self.answered = perf_counter() - began
        self.workspace.mend(fault.id)

    async def with_posts(self) -> None:
        if self.database is None:
            return
        database = Database(self.database)
        await asyncio.to_thread(self._put_posts, database)
        began = perf_counter()
        await self.click("posts")
        async with asyncio.timeout(LATEST):
            while not await asyncio.to_thread(_is_empty, database):  # noqa: ASYNC110 (another process empties it)
                await asyncio.sleep(0.5)
        self.drained = perf_counter() - began
        database.dispose()

    def _put_posts(self, database: Database) -> None:
        with database.write() as session:
            for seat in islice(cycle(self.scene.chosen), POSTS):
                tell(session, "too_fast", f"user:{seat.member}", now=datetime.now(UTC))

    async def _say(self, seat: Seat, text: str) -> str:
        return await acts.say(self.workspace, seat.member, acts.dm(self.workspace, seat.member), text)

    def _button(self, seat: Seat, ts: str) -> Json | None:
        """The last button, or the first choice of a menu, of the first answer that has one."""
        channel = acts.dm(self.workspace, seat.member)
        for message in acts.messages(self.workspace, seat.member, channel, ts)[1:]:
            for block in reversed(message["blocks"] or ()):
                for element in (*block.get("elements", ()), block.get("accessory") or {}):
                    if element.get("type") in ("button", "overflow"):
                        return {
                            "channel": channel,
                            "message_ts": message["ts"],
                            "action_id": element["action_id"],
                            "block_id": block["block_id"],
                            "choice": element["options"][0]["value"] if "options" in element else None,
                        }
        return None

    async def _until(self, check: Callable[[], Any]) -> Any:
        began = perf_counter()
        while not (found := check()):
            if perf_counter() - began > LATEST:
                raise DidNotStart(f"Nothing more came for {LATEST:.0f} s.")
            await asyncio.sleep(0.1)
        return found


def _is_empty(database: Database) -> bool:
    with database.read() as session:
        counts = outbox.counts(session)
    return not any(counts.get(state) for state in outbox.PENDING)


def main() -> None:
    board = Board(
        "Clicks while there is much to do (Socket Mode, local workspace)", (ECHO, SQLITE, POSTGRESQL)
    )
    with ExitStack() as stack:
        begin = stack.enter_context(working("clicking", 13))
        begin("compiling the words, starting PostgreSQL")
        server, about = stack.enter_context(postgresql())
        scene = scene_in(Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-"))))
        found = played(_measure(scene, databases(scene, server), begin))
    _rows(board, found)
    board.note(
        f"{CLICKS} clicks each, one every {BETWEEN * 1000:.0f} ms after the last was acknowledged, by {SEATS} members on the "
        "cards of their own cases; from the press to the acknowledgement. Wardline's opens a form by then or soon after; "
        "the echo's does nothing."
    )
    board.note(
        f"Slow jobs: {JOBS} messages at once, while Slack takes {SLOW:.0f} s for each post. Posts: {POSTS:,} in the outbox, "
        f"to {SEATS} conversations; Slack allows each about one a second."
    )
    board.note(about)
    board.show()


async def _measure(scene: Scene, urls: Mapping[str, str], begin: Step) -> dict[str, Contender]:
    found: dict[str, Contender] = {}
    for name in (ECHO, *urls):  # one after the other: each has the machine to itself
        begin(f"{name}: starting, and its first cards")
        async with AsyncExitStack() as stack:
            each = found[name] = await stack.enter_async_context(_bot(scene, urls.get(name)))
            await each.begin()
            begin(f"{name}: clicks alone")
            await each.click("nothing")
            begin(f"{name}: clicks beside slow jobs")
            await each.with_slow_jobs()
            begin(f"{name}: clicks beside many posts")
            await each.with_posts()
    return found


@asynccontextmanager
async def _bot(scene: Scene, database: str | None) -> AsyncIterator[Contender]:
    async with in_workspace(scene) as workspace:
        if database is None:
            start = echo(scene, workspace)
        else:
            introduce(workspace, database, scene.chosen)
            start = wardline(scene, workspace, database)
        async with start:
            yield Contender(workspace, scene, database)


def _rows(board: Board, found: Mapping[str, Contender]) -> None:
    def row(what: str, unit: str, figure: Callable[[Contender], Sequence[float] | float | None]) -> None:
        board.row(what, unit, {name: figure(each) for name, each in found.items()})

    for meanwhile, words in (
        ("nothing", "alone"),
        ("jobs", f"beside {JOBS} slow jobs"),
        ("posts", f"beside {POSTS:,} posts"),
    ):
        for figure, share in (("p50", 0.5), ("p99", 0.99), ("slowest", 1.0)):
            row(
                f"{words}: acknowledged, {figure}",
                "ms",
                lambda each, meanwhile=meanwhile, share=share: (  # type: ignore[misc]
                    percentile(each.clicks[meanwhile], share) if meanwhile in each.clicks else None
                ),
            )
        board.section()
    row(f"all {JOBS} slow jobs answered", "s", lambda each: each.answered)
    row(f"all {POSTS:,} posts sent", "s", lambda each: each.drained)
    row("posts", "/s", lambda each: POSTS / each.drained if each.drained else None)


if __name__ == "__main__":
    main()
