"""Cells of a table that somebody may open in a spreadsheet: words stay words, and none is computed."""

import csv
import re
from collections.abc import Iterable
from typing import Any, TextIO

_BEGINS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # what makes a spreadsheet compute, also in full width
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?", re.ASCII)
_KEPT = re.compile(r"'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])")


def safe(cell: object) -> object:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula. Numbers are no words."""
    if isinstance(cell, str) and _BEGINS.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _on_its_row(cell: object) -> object:
    """Safe, and without the one line end that `csv` leaves bare: it would begin another row."""
    found = safe(cell)
    return found.replace("\r\n", "\n").replace("\r", "\n") if isinstance(found, str) else found


def as_written(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if _KEPT.match(cell) else cell


class SafeWriter:
    """Every CSV file and table that leaves the house is written by this."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\n")

    def writerow(self, row: Iterable[Any]) -> None:
        self._writer.writerow(map(_on_its_row, row))

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        for row in rows:
            self.writerow(row)
