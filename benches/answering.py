"""From a member's message to Wardline's acknowledgement and card, beside a bare Bolt app that only echoes."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import chain, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from _figures import percentile
from _house import HOUSE, ROUNDS, WARDLINE
from _memory import resident
from _postgres import postgresql
from _processes import DidNotStart, environment, running, slack_settings
from _seats import Seat, channels, people, seated, seats
from _table import Board, Step, working
from _traffic import Taken, Traffic
from _words import compiled, plain_enquiries, sample

from bot.commands import opening
from directory import loading
from directory.council import Council
from directory.matching.matcher import Matcher
from storage import outbox
from storage.database import Database
from tests.databases import as_text
from workspace import acts
from workspace.server import Workspace

ECHO, SQLITE, POSTGRESQL = "bare Bolt echo", "Wardline, SQLite", "Wardline, PostgreSQL"
SEATS = 120
AT_ONCE = 16
SECONDS, MOST = 2.5, 100  # of each round, whichever comes first
MANIFEST = json.loads((HOUSE / "manifest.json").read_text(encoding="utf-8"))


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


@dataclass(frozen=True)
class Scene:
    """What every contender is given."""

    council: Council
    chosen: Sequence[Seat]
    turns: Sequence[tuple[Seat, str]]
    words: Path
    folder: Path


def main() -> None:
    board = Board("From a message to its card (Socket Mode, local workspace)", (ECHO, SQLITE, POSTGRESQL))
    with ExitStack() as stack:
        begin = stack.enter_context(working("answering", 2 + 6 * ROUNDS))
        begin("compiling the words, starting PostgreSQL")
        server, about = stack.enter_context(postgresql())
        scene = _scene(Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-"))))
        databases = {SQLITE: f"sqlite:///{scene.folder / 'wardline.db'}"}
        if server is not None:
            databases[POSTGRESQL] = as_text(server.clone())
        for url in databases.values():
            _load(url, scene.council)
        try:
            asyncio.run(_measure(board, scene, databases, begin))
        except DidNotStart as fault:
            print(f"The bench could not begin: a bot did not start. It said:\n{fault}", file=sys.stderr)
            raise SystemExit(1) from None
    _notes(board, about)
    board.show()


def _scene(folder: Path) -> Scene:
    chosen = seats(SEATS)
    council = seated(sample(), chosen)
    words = folder / "words"
    texts = plain_enquiries(council, Matcher.load(compiled(council, words)), SEATS)
    return Scene(council, chosen, list(zip(chosen, texts, strict=True)), words, folder)


def _load(url: str, council: Council) -> None:
    database = opening.database(url)
    with database.write() as session:
        loading.load(session, council)
    database.dispose()


async def _measure(board: Board, scene: Scene, databases: Mapping[str, str], begin: Step) -> None:
    async with AsyncExitStack() as stack:
        begin("starting the bots")
        contenders = [await stack.enter_async_context(_echo(scene))]
        for name, url in databases.items():
            contenders.append(await stack.enter_async_context(_wardline(name, url, scene)))
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
async def _echo(scene: Scene) -> AsyncIterator[Contender]:
    async with _workspace(scene) as workspace:
        tokens = (f"{workspace.base_url}/api/", workspace.bot_token, workspace.app_token)
        command = (sys.executable, HOUSE / "benches" / "_echo.py", *tokens)
        async with (
            running(command, "ready", folder=scene.folder, settings=environment()) as process,
            _traffic(workspace, lambda _words: True) as traffic,
        ):
            yield Contender(ECHO, traffic, process.pid, cycle(scene.turns))


@asynccontextmanager
async def _wardline(name: str, database: str, scene: Scene) -> AsyncIterator[Contender]:
    async with _workspace(scene) as workspace:
        _introduce(workspace, database, scene.chosen)
        settings = slack_settings(workspace, database, scene.words)
        async with (
            running((WARDLINE, "run"), "is running", folder=scene.folder, settings=settings) as process,
            _traffic(workspace, lambda words: "SEF-" in words) as traffic,
        ):
            yield Contender(name, traffic, process.pid, cycle(scene.turns))


@asynccontextmanager
async def _workspace(scene: Scene) -> AsyncIterator[Workspace]:
    workspace = Workspace(MANIFEST, people(scene.chosen), channels(scene.chosen))
    await workspace.start()
    try:
        yield workspace
    finally:
        await workspace.stop()


@asynccontextmanager
async def _traffic(workspace: Workspace, is_answer: Callable[[str], bool]) -> AsyncIterator[Traffic]:
    traffic = Traffic(workspace, is_answer)
    try:
        yield traffic
    finally:
        await traffic.close()


def _introduce(workspace: Workspace, url: str, chosen: Sequence[Seat]) -> None:
    """The bot has written to everybody before: it knows their conversations, as after its first day."""
    database = Database(url)
    with database.write() as session:
        for seat in chosen:
            outbox.remember_conversation(session, seat.member, acts.dm(workspace, seat.member))
    database.dispose()


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
