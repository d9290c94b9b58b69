"""How long Wardline takes to start, and what it holds once it runs, beside importing Slack's library."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from _house import HOUSE, SAMPLE, WARDLINE
from _memory import resident
from _processes import DidNotStart, a_free_port, environment, running, slack_settings
from _table import Board, working
from _words import compiled, sample

from bot.commands import cast, opening
from directory import loading
from workspace.server import Workspace

IMPORT, OURS = "import slack_bolt", "Wardline"
ROUNDS = 5
MANIFEST = json.loads((HOUSE / "manifest.json").read_text(encoding="utf-8"))
LINE = b'{"id": "1", "text": "Bins overflowing on Stanley Road in Bootle"}\n'
# The same child says how much it holds, so that nothing of ours is counted.
BARE = "import slack_bolt, _memory; print(_memory.resident(), flush=True)"


@dataclass(frozen=True)
class Started:
    """Seconds from the start of the process until it was ready, and the megabytes it then held (0: it has ended)."""

    seconds: float
    megabytes: float = 0.0


Start = Callable[[], Awaitable[Started]]


@dataclass(frozen=True)
class Place:
    """A folder with everything a start finds there: a database with the council, and words compiled."""

    folder: Path
    words: Path
    workspace: Workspace

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'wardline.db'}"

    # What is started

    async def bare(self) -> Started:
        settings = environment(PYTHONPATH=str(HOUSE / "benches"))
        began = perf_counter()
        await _output([sys.executable, "-c", "import slack_bolt"], settings, self.folder)
        seconds = perf_counter() - began
        said = await _output([sys.executable, "-c", BARE], settings, self.folder)
        return Started(seconds, float(said))

    async def help(self) -> Started:
        began = perf_counter()
        await _output([WARDLINE, "--help"], environment(), self.folder)
        return Started(perf_counter() - began)

    async def match(self) -> Started:
        """Until the answer to the first line; the process then waits for the next."""
        command = [WARDLINE, "match", "--directory", SAMPLE, "--keep-in", self.words]
        began = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *map(str, command), stdin=PIPE, stdout=PIPE, env=environment(), cwd=self.folder
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(LINE)
        answer = await process.stdout.readline()
        seconds = perf_counter() - began
        megabytes = resident(process.pid)
        process.stdin.close()  # which ends it
        await process.wait()
        if b"litter-bins" not in answer:
            raise DidNotStart(answer.decode(errors="replace"))
        return Started(seconds, megabytes)

    async def run(self) -> Started:
        return await self._until_ready(
            (WARDLINE, "run"), slack_settings(self.workspace, self.database, self.words)
        )

    async def demo(self) -> Started:
        """The bot and the local workspace in one process, as `make run` starts them."""
        settings = environment(WARDLINE_PORT=str(a_free_port()))
        return await self._until_ready((WARDLINE, "demo", "--keep-in", self.folder / "demo"), settings)

    async def _until_ready(self, command: Sequence[str | Path], settings: dict[str, str]) -> Started:
        began = perf_counter()
        async with running(command, "is running", folder=self.folder, settings=settings) as process:
            return Started(perf_counter() - began, resident(process.pid))


def main() -> None:
    board = Board("Starting", (IMPORT, OURS))
    try:
        with TemporaryDirectory(prefix="wardline-bench-") as folder:
            asyncio.run(_measure(board, Path(folder)))
    except DidNotStart as fault:
        print(f"The bench could not begin: a program did not start. It said:\n{fault}", file=sys.stderr)
        raise SystemExit(1) from None
    board.note(
        f"{ROUNDS} interleaved rounds, one process each, files warm. Until ready: until it says that it is running, "
        "connected to a local workspace by Socket Mode, on an existing SQLite database with the sample council and "
        "its words compiled. Memory: resident size at that moment."
    )
    board.show()


async def _measure(board: Board, folder: Path) -> None:
    with working("start", 1 + ROUNDS) as begin:
        begin("compiling the words")
        async with _place(folder) as place:
            await place.demo()  # the first start makes its database
            starts = _starts(place)
            taken: dict[str, list[Started]] = {what: [] for what in starts}
            for number in range(ROUNDS):
                begin(f"round {number + 1} of {ROUNDS}")
                for what, start in starts.items():
                    taken[what].append(await start())
    _rows(board, taken)


def _starts(place: Place) -> dict[str, Start]:
    return {
        IMPORT: place.bare,
        "wardline --help": place.help,
        "wardline match, first answer": place.match,
        "wardline run, until ready": place.run,
        "wardline demo, until ready": place.demo,
    }


def _rows(board: Board, taken: dict[str, list[Started]]) -> None:
    bare = taken.pop(IMPORT)
    for what, rounds in taken.items():
        seconds = {IMPORT: [one.seconds for one in bare], OURS: [one.seconds for one in rounds]}
        board.row(what, "s", seconds)
    board.section()
    for what, rounds in taken.items():
        if all(one.megabytes for one in rounds):
            held = {IMPORT: [one.megabytes for one in bare], OURS: [one.megabytes for one in rounds]}
            board.row(f"memory, {what}", "MB", held)


@asynccontextmanager
async def _place(folder: Path) -> AsyncIterator[Place]:
    council = sample()
    words = folder / "words"
    compiled(council, words)
    shutil.copytree(words, folder / "demo" / "words")
    database = opening.database(f"sqlite:///{folder / 'wardline.db'}", may_make=True)
    with database.write() as session:
        loading.load(session, council)
    database.dispose()
    workspace = Workspace(MANIFEST, cast.people(council), [])
    await workspace.start()
    try:
        yield Place(folder, words, workspace)
    finally:
        await workspace.stop()


async def _output(command: Sequence[str | Path], settings: dict[str, str], folder: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        *map(str, command), env=settings, cwd=folder, stdout=PIPE, stderr=STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise DidNotStart(said.decode(errors="replace"))
    return said.decode()


if __name__ == "__main__":
    main()
