"""From a member's message to Wardline's acknowledgement and card, beside a bare Bolt app that only echoes."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
from tests.databases import as_text
from workspace.server import Workspace

ECHO, SQLITE, POSTGRESQL = "bare Bolt echo", "Wardline, SQLite", "Wardline, PostgreSQL"
SEATS = 96
ONE, MANY = 48, 96  # messages a round, one at a time and many at once
AT_ONCE = 16
MANIFEST = json.loads((HOUSE / "manifest.json").read_text(encoding="utf-8"))


Play = Callable[[Traffic], Coroutine[Any, Any, Taken]]


@dataclass
class Contender:
    """A bot in a process of its own, and the workspace it is in."""

    name: str
    traffic: Traffic
    pid: int


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
        begin = stack.enter_context(working("answering", 2 + 3 * ROUNDS))
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
        rounds: dict[str, dict[str, list[Taken]]] = {}
        await _all(contenders, lambda one: one.answered(scene.turns, AT_ONCE))  # warm: everybody is known
        for number in range(ROUNDS):
            for level, play in _levels(scene).items():
                begin(f"{level}, round {number + 1} of {ROUNDS}")
                for name, taken in (await _all(contenders, play)).items():
                    rounds.setdefault(level, {}).setdefault(name, []).append(taken)
        for level, by in rounds.items():
            _rows(board, level, by)
        _memory(board, contenders)


def _levels(scene: Scene) -> dict[str, Play]:
    return {
        "1 in flight": lambda one: one.answered(scene.turns[:ONE], 1),
        f"{AT_ONCE} in flight": lambda one: one.answered(scene.turns[:MANY], AT_ONCE),
        f"burst, {AT_ONCE} unacknowledged": lambda one: one.acknowledged(scene.turns[:MANY], AT_ONCE),
    }


async def _all(contenders: Sequence[Contender], play: Play) -> dict[str, Taken]:
    """One after the other: while one is measured the rest only wait."""
    return {one.name: await play(one.traffic) for one in contenders}


@asynccontextmanager
async def _echo(scene: Scene) -> AsyncIterator[Contender]:
    async with _workspace(scene) as workspace:
        tokens = (f"{workspace.base_url}/api/", workspace.bot_token, workspace.app_token)
        command = (sys.executable, HOUSE / "benches" / "_echo.py", *tokens)
        async with (
            running(command, "ready", folder=scene.folder, settings=environment()) as process,
            _traffic(workspace, lambda _words: True) as traffic,
        ):
            yield Contender(ECHO, traffic, process.pid)


@asynccontextmanager
async def _wardline(name: str, database: str, scene: Scene) -> AsyncIterator[Contender]:
    async with _workspace(scene) as workspace:
        settings = slack_settings(workspace, database, scene.words)
        async with (
            running((WARDLINE, "run"), "is running", folder=scene.folder, settings=settings) as process,
            _traffic(workspace, lambda words: "SEF-" in words) as traffic,
        ):
            yield Contender(name, traffic, process.pid)


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


def _rows(board: Board, level: str, by: Mapping[str, Sequence[Taken]]) -> None:
    for what, unit, figure in FIGURES:
        board.row(
            f"{level}: {what}", unit, {name: [figure(one) for one in rounds] for name, rounds in by.items()}
        )
    board.section()


FIGURES: tuple[tuple[str, str, Callable[[Taken], float]], ...] = (
    ("acknowledged, p50", "ms", lambda taken: percentile(taken.acknowledged, 0.5)),
    ("acknowledged, p99", "ms", lambda taken: percentile(taken.acknowledged, 0.99)),
    ("card there, p50", "ms", lambda taken: percentile(taken.answered, 0.5)),
    ("card there, p99", "ms", lambda taken: percentile(taken.answered, 0.99)),
    ("messages answered", "/s", lambda taken: taken.rate),
)


def _memory(board: Board, contenders: Sequence[Contender]) -> None:
    messages = SEATS + ROUNDS * (ONE + 2 * MANY)
    what = f"resident memory after {messages} messages"
    board.row(what, "MB", {one.name: resident(one.pid) for one in contenders})


def _notes(board: Board, about: str) -> None:
    board.note(
        f"{ROUNDS} interleaved rounds, each with {ONE} messages one at a time and twice {MANY} with {AT_ONCE} at a "
        "time; a percentile is of one round. In flight: from writing until the first post in the message's thread; "
        "in a burst: until the acknowledgement, so that the cards queue."
    )
    board.note(
        "Wardline posts to one conversation about once a second, as Slack allows, and no setting changes that. So "
        f"each of the {SEATS} members writes once a round, with an area and a channel of their own, and no post waits "
        "for its turn. Each message opens one case: a card for the member, timed, and one for the channel, not timed."
    )
    board.note(
        "The echo keeps nothing and posts the words back. Each bot is a process; the workspaces share the bench's."
    )
    board.note(about)


if __name__ == "__main__":
    main()
