"""What a bench shows: a bar while it works, where a person watches, and one table with ratios at its end."""

import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from _figures import Rounds, as_rounds, ratio, shown
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDEST = 150
Step = Callable[[str], None]


class Board:
    """One row a figure, one column a contender. The first contender is the baseline that the ratios refer to."""

    def __init__(self, title: str, contenders: Sequence[str]) -> None:
        self.contenders = tuple(contenders)
        self._notes: list[str] = []
        self._table = Table(
            title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
        )
        self._table.add_column("")
        self._table.add_column("unit")
        for name in self.contenders:
            heading = f"{name}\n(baseline)" if name == self.contenders[0] else name
            self._table.add_column(heading, justify="right")

    def row(self, what: str, unit: str, figures: Mapping[str, float | Rounds | None]) -> None:
        """`figures` by contender: one number, or one a round. A contender that has none shows a dash."""
        rounds = {name: as_rounds(figures.get(name)) for name in self.contenders}
        baseline = rounds[self.contenders[0]]
        cells = [
            shown(each)
            if name == self.contenders[0]
            else f"{shown(each)}  {ratio(each, baseline):<6}".rstrip()
            for name, each in rounds.items()
        ]
        self._table.add_row(what, unit, *cells)

    def section(self) -> None:
        self._table.add_section()

    def note(self, words: str) -> None:
        """A sentence under the table: how it was measured, or what is missing."""
        self._notes.append(words)

    def show(self) -> None:
        console = Console(width=None if sys.stdout.isatty() else WIDEST, highlight=False)
        console.print()
        console.print(self._table)
        for words in (*self._notes, _machine()):
            console.print(f"- {words}", markup=False)


def _machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"This machine: {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {load:.1f} at the end. "
        "Figures are medians of the rounds [lowest–highest]; compare only within one table."
    )


@contextmanager
def working(title: str, steps: int) -> Iterator[Step]:
    """A bar on standard error if a person is watching; call what is given with the name of each step as it begins."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=steps + 1)

        def begin(name: str) -> None:
            bar.update(task, advance=1, description=f"{title}: {name}")

        yield begin
