"""`wardline directory`: check a council's folder, load it into the database, show what is there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.commands.screen import say, warn
from directory.council import Council, Row
from directory.faults import DirectoryFaults, Fault
from directory.files import survey

NOUNS = tuple(noun.name for noun in fields(Council))


def check(folder: Path) -> bool:
    """Say everything that is wrong with the folder; True when it can be loaded."""
    council, faults = survey(folder)
    say_faults(faults)
    stops = sum(fault.stops for fault in faults)
    if stops:
        warn(f"{folder} cannot be loaded: {counted(stops, 'fault')}.")
        return False
    say(f"{folder} can be loaded: {summary(council)}.")
    return True


def usable(folder: Path) -> Council:
    """The folder's council; raises DirectoryFaults when there is a fault that stops it, warns of the others."""
    council, faults = survey(folder)
    if any(fault.stops for fault in faults):
        raise DirectoryFaults(faults)
    say_faults(faults)
    return council


def say_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        warn(str(fault) if fault.stops else f"note: {fault}")


def summary(council: Council) -> str:
    counts = ("services", "phrases", "wards", "streets", "people")
    return ", ".join(f"{len(getattr(council, noun)):,} {noun}" for noun in counts)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show(council: Council, noun: str | None) -> None:
    """Every file with its number of rows, or every row of one of them."""
    if noun is None:
        sizes = Counter({each: len(getattr(council, each)) for each in NOUNS})
        _print(["file", "rows"], [[each, f"{size:,}"] for each, size in sizes.items()])
        return
    rows: Sequence[Row] = getattr(council, noun)
    columns = [column.name for column in fields(rows[0]) if column.name != "line"] if rows else ["nothing"]
    _print(columns, [[_cell(getattr(row, column)) for column in columns] for row in rows])


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
