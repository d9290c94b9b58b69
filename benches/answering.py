"""From a member's message to Wardline's acknowledgement and card, beside a bare Bolt app that only echoes."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import chain, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from _figures import percentile
from _house import ROUNDS
from _memory import resident
from _postgres import postgresql
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
from _traffic import Taken, Traffic, traffic_in

AT_ONCE = 16
SECONDS, MOST = 2.5, 100  # of each round, whichever comes first


@dataclass
class Contender:
    """A bot in a process of its own, and the workspace it is in."""

    name: str
    traffic: Traffic
    pid: int
    turns: Iterator[tuple[Seat, str]]
    messages: int = 0

    async def play(self, at_once: int, seconds: float = SECONDS, most: int = MOST) -> Taken:
        taken = await self.traffic.play(self.turns, at_once, seconds, most)
        self.messages += len(taken.answered)
        return taken


def main() -> None:
    board = Board("From a message to its card (Socket Mode, local workspace)", (ECHO, SQLITE, POSTGRESQL))
    with ExitStack() as stack:
        begin = stack.enter_context(working("answering", 2 + 6 * ROUNDS))
        begin("compiling the words, starting PostgreSQL")
        server, about = stack.enter_context(postgresql())
        scene = scene_in(Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-"))))
        played(_measure(board, scene, databases(scene, server), begin))
    _notes(board, about)
    board.show()


async def _measure(board: Board, scene: Scene, urls: Mapping[str, str], begin: Step) -> None:
    async with AsyncExitStack() as stack:
        begin("starting the bots")
        contenders = [
            await stack.enter_async_context(_bot(name, urls.get(name), scene)) for name in (ECHO, *urls)
        ]
        for one in contenders:
            await one.play(AT_ONCE, most=AT_ONCE)  # warm
        rounds: dict[int, dict[str, list[Taken]]] = {1: {}, AT_ONCE: {}}
        for number in range(ROUNDS):
            for at_once, by in rounds.items():
                for one in contenders:  # one after the other: the rest only wait
                    begin(f"{one.name}, {at_once} in flight, round {number + 1} of {ROUNDS}")
                    by.setdefault(one.name, []).append(await one.play(at_once))
        for at_once, by in rounds.items():
            _rows(board, at_once, by)
        _memory(board, contenders)


@asynccontextmanager
async def _bot(name: str, database: str | None, scene: Scene) -> AsyncIterator[Contender]:
    async with in_workspace(scene) as workspace:
        if database is None:
            start, is_answer = echo(scene, workspace), lambda _words: True
        else:
            introduce(workspace, database, scene.chosen)
            start, is_answer = wardline(scene, workspace, database), lambda words: "SEF-" in words
        async with start as process, traffic_in(workspace, is_answer) as traffic:
            yield Contender(name, traffic, process.pid, cycle(scene.turns))


def _rows(board: Board, at_once: int, by: Mapping[str, Sequence[Taken]]) -> None:
    def row(what: str, unit: str, figure: Callable[[Sequence[Taken]], list[float] | float]) -> None:
        board.row(f"{at_once} in flight: {what}", unit, {name: figure(rounds) for name, rounds in by.items()})

    row("acknowledged, p50", "ms", lambda rounds: [percentile(one.acknowledged, 0.5) for one in rounds])
    row("acknowledged, p99", "ms", lambda rounds: _of_all([one.acknowledged for one in rounds]))
    row("card there, p50", "ms", lambda rounds: [percentile(one.answered, 0.5) for one in rounds])
    row("card there, p99", "ms", lambda rounds: _of_all([one.answered for one in rounds]))
    row("messages answered", "/s", lambda rounds: [one.rate for one in rounds])
    row("n", "", lambda rounds: float(sum(len(one.answered) for one in rounds)))
    board.section()


def _of_all(rounds: Sequence[Sequence[float]]) -> float:
    """The slowest hundredth of all rounds together: one round has too few messages for it."""
    return percentile(chain.from_iterable(rounds), 0.99)


def _memory(board: Board, contenders: Sequence[Contender]) -> None:
    board.row("resident memory at the end", "MB", {one.name: resident(one.pid) for one in contenders})
    board.row("messages by then", "", {one.name: float(one.messages) for one in contenders})


def _notes(board: Board, about: str) -> None:
    board.note(
        f"{ROUNDS} interleaved rounds of {SECONDS} s or {MOST} messages each; p50 by round, p99 of all rounds together. "
        "In flight: from writing until the first post in the message's thread. Acknowledged: from the envelope's "
        "sending; Wardline has committed the message by then, the echo has not begun."
    )
    board.note(
        "Wardline posts to one conversation about once a second, as Slack allows, and no setting changes that. So "
        f"{SEATS} members take turns, each with an area and a channel of their own, and no post waits for its turn. "
        "Each message opens one case: a card for the member, timed, and one for the channel, not timed."
    )
    board.note(
        "The echo posts the words back. Each bot is a process; their workspaces are in the bench's own."
    )
    board.note(about)


if __name__ == "__main__":
    main()
