"""`wardline directory`: check a council's folder, load it into the database, show what is there."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

from rich.console import Console
from rich.table import Table

from bot.commands import opening
from bot.commands.opening import NotReady
from bot.commands.screen import say, says, warn
from bot.commands.words import compiled
from bot.settings import SettingsFaults
from directory import loading
from directory.council import Council
from directory.faults import DirectoryFaults, Fault
from directory.files import read_council, survey

NOUNS = tuple(noun.name for noun in fields(Council))


def check(folder: Path) -> int:
    """Say everything that is wrong with the folder; 0 when it can be loaded."""
    council, faults = survey(folder)
    say_faults(faults)
    stops = sum(fault.stops for fault in faults)
    if stops:
        warn(f"{folder} cannot be loaded: {stops:,} {'fault' if stops == 1 else 'faults'}.")
        return 1
    say(f"{folder} can be loaded: {summary(council)}.")
    return 0


@says(SettingsFaults, NotReady)
def load(folder: Path) -> int:
    """Replace the database's council by the folder's, or change nothing where there is a fault."""
    council, faults = survey(folder)
    say_faults(faults)
    if any(fault.stops for fault in faults):
        warn("Nothing was loaded.")
        return 1
    settings = opening.settings(needs_slack=False)
    compiled(council, settings.directory)
    with opening.database(settings.database_url).write() as session:
        loading.load(session, council)
    say(f"Loaded {summary(council)}. A running bot takes it up when it is started again.")
    return 0


@says(SettingsFaults, NotReady, DirectoryFaults)
def show(noun: str | None, folder: Path | None) -> int:
    """Every file with its number of rows, or every row of one of them."""
    if noun is not None and noun not in NOUNS:
        warn(f"There is no “{noun}”. There are: {', '.join(NOUNS)}.")
        return 2
    council = read_council(folder) if folder else _in_database()
    if noun is None:
        _print(["file", "rows"], [[each, f"{len(getattr(council, each)):,}"] for each in NOUNS])
        return 0
    columns = [
        column.name for column in fields(get_args(get_type_hints(Council)[noun])[0]) if column.name != "line"
    ]
    _print(columns, [[_cell(getattr(row, column)) for column in columns] for row in getattr(council, noun)])
    return 0


def _in_database() -> Council:
    with opening.database(opening.settings(needs_slack=False).database_url).read() as session:
        return loading.read(session)


def say_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        warn(str(fault) if fault.stops else f"note: {fault}")


def summary(council: Council) -> str:
    counts = ("services", "phrases", "wards", "streets", "people")
    return ", ".join(f"{len(getattr(council, noun)):,} {noun}" for noun in counts)


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def _print(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person; tab-separated lines for a program or a file."""
    console = Console()
    if not console.is_terminal:
        for row in (columns, *rows):
            say("\t".join(row))
        return
    table = Table(*columns, header_style="bold", row_styles=["", "dim"])
    for row in rows:
        table.add_row(*row)
    console.print(table)
