"""Ways of holding rows against each other that several checks share: a name that must exist elsewhere, and what may
hold only once on any day. Which rows are held against which is in checks.py and body_checks.py."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import combinations
from typing import TypeVar

from directory.council import Dated, Row
from directory.faults import Fault

R = TypeVar("R", bound=Dated)


def unknown(
    noun: str, rows: Sequence[Row], column: str, known: Collection[str], where: str
) -> Iterator[Fault]:
    for row in rows:
        name = getattr(row, column)
        if name not in known:
            yield Fault(
                f"{noun}.csv",
                row.line,
                f"{column} “{name}” is not in {where}.csv",
                nearest(name, known, where),
            )


def nearest(name: str, known: Collection[str], where: str) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.75)
    return f"Perhaps “{close[0]}” is meant" if close else f"Correct it, or add it to {where}.csv"


def overlap(one: Dated, other: Dated) -> bool:
    return (one.starts_on or date.min) <= (other.ends_on or date.max) and (other.starts_on or date.min) <= (
        one.ends_on or date.max
    )


def clashes(
    noun: str, rows: Iterable[R], key: Callable[[R], str], says: Callable[[R], str]
) -> Iterator[Fault]:
    groups: dict[str, list[R]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if overlap(one, other):
                problem = f"{says(other)} is also in line {one.line} for some of the same days"
                yield Fault(
                    f"{noun}.csv", other.line, problem, "Give the earlier line its last day in “until”"
                )
