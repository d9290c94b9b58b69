"""What the command line shows a person: plain words, tables, and a progress bar on work that takes longer than a
second. A program that reads along gets tab-separated lines."""

import errno
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from threading import Timer
from typing import ParamSpec

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from directory.spreadsheets import safe

P = ParamSpec("P")

# How far the work is, of how much; None while nobody can say.
Report = Callable[[int, int | None], None]

PATIENCE = 1.0  # seconds before a bar appears


def say(words: str) -> None:
    """To whoever reads the output, a person or a file."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def warn(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def is_watched() -> bool:
    """Whether a person reads the output, not a program or a file."""
    return Console().is_terminal


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person; tab-separated lines for a program or a file."""
    console = Console()
    if not console.is_terminal:
        for row in (columns, *rows):
            say("\t".join(str(safe(" ".join(cell.split()))) for cell in row))
        return
    shown = Table(*columns, header_style="bold", row_styles=["", "dim"])
    for row in rows:
        shown.add_row(*map(Text, row))
    console.print(shown)


class _Share(ProgressColumn):
    """How much of the work is done, once anybody can say how much it is."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.percentage:.0f}%" if task.total else "")


@contextmanager
def progress(title: str, console: Console | None = None, patience: float = PATIENCE) -> Iterator[Report]:
    """A bar on standard error once the work has taken a second, if a person is watching; else nothing at all."""
    console = console or Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), _Share(), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task(title, total=None)
    later = Timer(patience, bar.start)
    later.daemon = True
    if console.is_terminal:
        later.start()
    try:
        yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        later.cancel()
        bar.stop()


class CannotWrite(Exception):
    """What was to be written could not be; the text says where, why and what to do."""


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """What is done inside writes to this file or folder, and reads nothing that may be at fault. Raises CannotWrite."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotWrite(f"No room in {place}. Make some, or name another place.") from None
        verb = "may not" if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else "cannot"
        why = fault.strerror or str(fault)
        raise CannotWrite(f"{place} {verb} be written ({why}). Name another place.") from None


def says(*faults: type[Exception]) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """A verb whose faults of these kinds are said in their own words, with exit status 1, and what the system refuses in one
    line; others are our mistakes."""

    said: tuple[type[Exception], ...] = (*faults, CannotWrite)

    def around(verb: Callable[P, int]) -> Callable[P, int]:
        @wraps(verb)
        def saying(*args: P.args, **kwargs: P.kwargs) -> int:
            try:
                return verb(*args, **kwargs)
            except said as fault:
                warn(str(fault))
            except OSError as fault:
                if fault.errno is None or isinstance(fault, BrokenPipeError):
                    raise  # none of the system's; or whoever read has enough
                warn(f"{fault.filename}: {fault.strerror}." if fault.filename else f"{fault.strerror}.")
            return 1

        return saying

    return around
