"""How soon everything goes on: after the process was killed and started again, after the link broke, after it went silent,
and after one of several workers died with messages in hand. Beside a bare Bolt app."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from _house import ROUNDS
from _postgres import postgresql
from _scene import (
    ECHO,
    POSTGRESQL,
    SQLITE,
    Running,
    Scene,
    echo,
    in_workspace,
    introduce,
    load,
    played,
    scene_in,
    wardline,
)
from _seats import Seat
from _table import Board, Step, working

from bot import cluster
from storage import namespaces
from tests.databases import Server, as_text
from workspace import acts
from workspace.server import Workspace

KILLED = "killed, started again"
FLEET = "two listeners, two workers"
IN_HAND = 20  # messages that were written when the process was killed
AFTER = 0.15  # seconds from the first of them to the kill: some are kept, some worked on, some posted
LATEST = 75.0  # seconds; then it never comes

Start = Callable[[str], Running]  # a process of this verb


@dataclass
class Contender:
    """A bot in processes of its own. Seconds, one a round."""

    workspace: Workspace
    scene: Scene
    start: Start
    verbs: tuple[str, ...] = ("run",)
    found: dict[str, list[float]] = field(default_factory=dict)

    async def play(self) -> None:
        self._turns = cycle(self.scene.turns)
        async with AsyncExitStack() as stack:
            processes = [await stack.enter_async_context(self.start(verb)) for verb in self.verbs]
            for _ in range(ROUNDS):
                await self._answers([await self._say()], "nothing amiss", perf_counter())
                await self._loses("drop_link", "link broken")
                await self._loses("stop_pongs", "link silent")
            asked = await self._many()
            processes[-1].kill()
            killed = perf_counter()
            await processes[-1].wait()
            await stack.enter_async_context(self.start(self.verbs[-1]))
            await self._until(lambda: self.workspace.sockets.online, killed)
            self._note(f"{KILLED}: hears", perf_counter() - killed)
            await self._answers(asked, KILLED, killed)

    async def _loses(self, fault: str, what: str) -> None:
        """Until a message that was written since is answered."""
        caused = await self.workspace.cause(fault)
        began = perf_counter()
        await self._answers([await self._say()], what, began)
        self.workspace.mend(caused.id)

    async def _many(self) -> list[tuple[Seat, str]]:
        began = perf_counter()
        asked = [await self._say() for _ in range(IN_HAND)]
        await asyncio.sleep(max(0.0, AFTER - (perf_counter() - began)))
        return asked

    async def _answers(self, asked: Sequence[tuple[Seat, str]], what: str, since: float) -> None:
        answered = 0
        for seat, ts in asked:
            answered += await self._until(partial(self._is_answered, seat, ts), since)
        if answered == len(asked):
            self._note(f"{what}: all answered", perf_counter() - since)
        self._note(f"{what}: answered, of {len(asked)}", answered)

    async def _say(self) -> tuple[Seat, str]:
        seat, text = next(self._turns)
        return seat, await acts.say(self.workspace, seat.member, acts.dm(self.workspace, seat.member), text)

    def _is_answered(self, seat: Seat, ts: str) -> bool:
        return len(acts.messages(self.workspace, seat.member, acts.dm(self.workspace, seat.member), ts)) > 1

    async def _until(self, check: Callable[[], bool], since: float) -> bool:
        while not check():
            if perf_counter() - since > LATEST:
                return False
            await asyncio.sleep(0.01)
        return True

    def _note(self, what: str, figure: float) -> None:
        self.found.setdefault(what, []).append(figure)


def main() -> None:
    names = (ECHO, SQLITE, POSTGRESQL, FLEET)
    board = Board("How soon it goes on (Socket Mode, local workspace)", names)
    with ExitStack() as stack:
        begin = stack.enter_context(working("recovering", 1 + len(names)))
        begin("compiling the words, starting PostgreSQL")
        server, about = stack.enter_context(postgresql())
        scene = scene_in(Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-"))))
        found = played(_measure(scene, server, begin))
    for what in next(iter(found.values())):
        unit = "" if "answered, of" in what else "s"
        board.row(what, unit, {name: each.get(what) for name, each in found.items()})
        if unit == "":
            board.section()
    board.note(
        f"{ROUNDS} rounds in which a message is written the moment a link breaks or falls silent. Then once {IN_HAND} are "
        f"written, and after {AFTER * 1000:.0f} ms the process is killed and started again. Of several it is a worker. The "
        f"time is until the first post in every message's thread; after {LATEST:.0f} s it never comes."
    )
    board.note(
        "Slack repeats what nobody acknowledged after 0, 60 and 300 s. What a dead worker had in hand is another's after its "
        "lease, 60 s; a process that has SQLite to itself knows at its start that nobody else holds anything."
    )
    board.note(about)
    board.show()


async def _measure(scene: Scene, server: Server | None, begin: Step) -> dict[str, dict[str, list[float]]]:
    found = {}
    contenders: dict[str, tuple[str, ...]] = {ECHO: (), SQLITE: ("run",)}
    if server is not None:
        contenders |= {POSTGRESQL: ("run",), FLEET: ("listen", "listen", "work", "work")}
    for name, verbs in contenders.items():
        begin(name)
        async with in_workspace(scene) as workspace:
            if verbs:
                url = f"sqlite:///{scene.folder / 'wardline.db'}" if name == SQLITE else _new(server)
                load(url, scene.council)
                introduce(workspace, url, scene.chosen)
                engine = "procrastinate" if name == FLEET else "embedded"
                start = partial(wardline, scene, workspace, url, engine=engine)
            else:
                start = lambda _verb, workspace=workspace: echo(scene, workspace)  # noqa: E731
            each = Contender(workspace, scene, start, verbs or ("run",))
            await each.play()
            found[name] = each.found
    return found


def _new(server: Server | None) -> str:
    assert server is not None
    url = server.clone()
    namespaces.apply(url, cluster.steps())
    return as_text(url)


if __name__ == "__main__":
    main()
