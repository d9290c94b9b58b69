"""What the benches of the whole bot stand on: a council with a seat for each who writes, workspaces, and the bots in them,
each a process of its own. The bare Bolt app is the baseline."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from _house import HOUSE, WARDLINE
from _processes import DidNotStart, environment, running, slack_settings
from _seats import Seat, channels, people, seated, seats
from _words import compiled, plain_enquiries, sample

from bot.commands import opening
from directory import loading
from directory.council import Council
from directory.matching.matcher import Matcher
from storage import outbox
from storage.database import Database
from tests.databases import Server, as_text
from workspace import acts
from workspace.server import Workspace

T = TypeVar("T")
Running = AbstractAsyncContextManager[asyncio.subprocess.Process]

ECHO, SQLITE, POSTGRESQL = "bare Bolt echo", "Wardline, SQLite", "Wardline, PostgreSQL"
SEATS = 120
MANIFEST = json.loads((HOUSE / "manifest.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Scene:
    """What every contender is given."""

    council: Council
    chosen: Sequence[Seat]
    turns: Sequence[tuple[Seat, str]]
    words: Path
    folder: Path


def scene_in(folder: Path) -> Scene:
    chosen = seats(SEATS)
    council = seated(sample(), chosen)
    words = folder / "words"
    texts = plain_enquiries(council, Matcher.load(compiled(council, words)), SEATS)
    return Scene(council, chosen, list(zip(chosen, texts, strict=True)), words, folder)


def databases(scene: Scene, server: Server | None) -> dict[str, str]:
    """One of each kind that is here, by contender, with the council in it."""
    found = {SQLITE: f"sqlite:///{scene.folder / 'wardline.db'}"}
    if server is not None:
        found[POSTGRESQL] = as_text(server.clone())
    for url in found.values():
        load(url, scene.council)
    return found


def load(url: str, council: Council) -> None:
    database = opening.database(url, may_make=True)
    with database.write() as session:
        loading.load(session, council)
    database.dispose()


@asynccontextmanager
async def in_workspace(scene: Scene) -> AsyncIterator[Workspace]:
    workspace = Workspace(MANIFEST, people(scene.chosen), channels(scene.chosen))
    await workspace.start()
    try:
        yield workspace
    finally:
        await workspace.stop()


def introduce(workspace: Workspace, url: str, chosen: Sequence[Seat]) -> None:
    """The bot has written to everybody before: it knows their conversations, as after its first day."""
    database = Database(url)
    with database.write() as session:
        for seat in chosen:
            outbox.remember_conversation(session, seat.member, acts.dm(workspace, seat.member))
    database.dispose()


def echo(scene: Scene, workspace: Workspace) -> Running:
    tokens = (f"{workspace.base_url}/api/", workspace.bot_token, workspace.app_token)
    command = (sys.executable, HOUSE / "benches" / "_echo.py", *tokens)
    return running(command, "ready", folder=scene.folder, settings=environment())


def wardline(
    scene: Scene, workspace: Workspace, database: str, verb: str = "run", *, engine: str = "embedded"
) -> Running:
    settings = {
        **slack_settings(workspace, database, scene.words),
        "WARDLINE_ENGINE": engine,
        "PYTHONPATH": str(HOUSE),  # this house's, wherever the command was installed from
    }
    return running((WARDLINE, verb), "ing. Ctrl-C", folder=scene.folder, settings=settings)


def played(measuring: Coroutine[Any, Any, T]) -> T:
    """What it found; or the end of the bench, with what a bot said that did not start."""
    try:
        return asyncio.run(measuring)
    except DidNotStart as fault:
        print(f"The bench could not go on: a bot did not start. It said:\n{fault}", file=sys.stderr)
        raise SystemExit(1) from None
