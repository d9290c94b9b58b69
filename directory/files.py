"""Reading a council's folder of CSV files. Every fault is found and named with its file and line; a folder with
a fault that matters gives nothing at all. What rows say about each other is in checks.py."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from io import StringIO
from math import inf
from pathlib import Path
from typing import Any

from directory.checks import check
from directory.columns import Column, columns_of, row_class_of, value_of
from directory.council import NO_SERVICE, Council, Row
from directory.decoding import decode
from directory.faults import DirectoryFaults, Fault
from directory.phrases import read_phrases
from directory.spreadsheets import as_written

__all__ = ["DirectoryFaults", "Fault", "read_council", "survey"]


def read_council(folder: Path) -> Council:
    """The council that the folder's CSV files describe.

    Raises DirectoryFaults with every fault when one of them stops it.
    """
    council, faults = survey(folder)
    if any(fault.stops for fault in faults):
        raise DirectoryFaults(faults)
    return council


def survey(folder: Path) -> tuple[Council, list[Fault]]:
    """Whatever could be read, and everything that is wrong with it (also what does not stop a load)."""
    faults: list[Fault] = []
    nouns: dict[str, tuple[Any, ...]] = {}
    unread: set[str] = set()
    for noun, row_class in _files():
        path = folder / f"{noun}.csv"
        if noun == "phrases" and (folder / noun).is_dir():
            services = (
                None if "services" in unread else NO_SERVICE | {service.key for service in nouns["services"]}
            )
            nouns[noun] = tuple(read_phrases(folder / noun, services, faults))
            if not path.exists():
                continue
        rows = read_file(path, row_class, faults)
        if rows is None:
            unread.add(noun)
        nouns[noun] = (*nouns.get(noun, ()), *(rows or ()))
    council = Council(**nouns)
    faults += check(council, unread=unread)
    return council, sorted(faults, key=lambda fault: (fault.file, fault.line))


def _files() -> Iterator[tuple[str, type[Row]]]:
    for noun in fields(Council):
        yield noun.name, row_class_of(noun.name)


# One file


def read_file(path: Path, row_class: type[Row], faults: list[Fault]) -> list[Row] | None:
    """The file's good rows; None when the file is not there or has not the columns."""
    columns = columns_of(row_class)
    if not path.exists() and row_class.OPTIONAL:
        return []
    if not path.is_file():
        faults.append(Fault(path.name, 0, "the file is missing", f"Add it. {_header_mend(columns)}"))
        return None
    text = decode(path, path.name, faults)
    if text is None:
        return None
    tidied = ((line, tidy(cells)) for line, cells in records(path.name, StringIO(text, newline=""), faults))
    filled = ((line, cells) for line, cells in tidied if any(cells))
    header = next(filled, None)
    if header is None or not _has_columns(path.name, header[1], columns, faults):
        if header is None:
            faults.append(Fault(path.name, 1, "the file is empty", _header_mend(columns)))
        return None
    return _rows(path.name, row_class, columns, header[1], filled, faults)


def records(
    file: str, lines: Iterable[str], faults: list[Fault], *, most: float = inf
) -> Iterator[tuple[int, list[str]]]:
    """(line where the record starts, cells as they stand); no more once there are `most` faults."""
    reader = csv.reader(lines, strict=True)
    while len(faults) < most:
        starts = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            mend = "Look for a quotation mark that is not closed or not doubled, here or just above"
            faults.append(Fault(file, starts, f"the line is not good CSV ({error})", mend))
            continue
        yield starts, cells


def tidy(cells: Iterable[str]) -> list[str]:
    """Cells as they should be written."""
    return [as_written(unicodedata.normalize("NFC", cell.strip())) for cell in cells]


# Columns and rows


def _has_columns(file: str, header: Sequence[str], columns: Sequence[Column], faults: list[Fault]) -> bool:
    known = {column.name for column in columns} | {"source"}
    for name in header:
        if name not in known:
            problem = (
                f"there is no column “{name}”; it is not read"
                if name
                else "a column has no name; it is not read"
            )
            faults.append(Fault(file, 1, problem, _header_mend(columns), stops=False))
    twice = {name for name in header if name in known and header.count(name) > 1}
    for name in sorted(twice):
        faults.append(Fault(file, 1, f"the column “{name}” is there twice", "Keep one of them"))
    missing = [column for column in columns if column.name not in header and not column.may_be_missing]
    for column in missing:
        faults.append(Fault(file, 1, f"the column “{column.name}” is missing", _header_mend(columns)))
    return not missing and not twice


def _header_mend(columns: Sequence[Column]) -> str:
    return f"The header is: {','.join(column.name for column in columns)}"


def _rows(
    file: str,
    row_class: type[Row],
    columns: Sequence[Column],
    header: Sequence[str],
    records: Iterator[tuple[int, list[str]]],
    faults: list[Fault],
) -> list[Row]:
    places = [(header.index(column.name), column) for column in columns if column.name in header]
    seen: dict[tuple[str, ...], int] = {}
    rows: list[Row] = []
    for line, cells in records:
        if len(cells) != len(header):
            problem = f"the line has {len(cells)} cells, the header {len(header)}"
            mend = "Put a cell that holds a comma in quotation marks, and give an empty cell its comma"
            faults.append(Fault(file, line, problem, mend))
            continue
        row = _row(file, line, row_class, places, cells, faults)
        if row is not None and _is_first(file, row, seen, faults):
            rows.append(row)
    return rows


def _row(
    file: str,
    line: int,
    row_class: type[Row],
    places: Sequence[tuple[int, Column]],
    cells: Sequence[str],
    faults: list[Fault],
) -> Row | None:
    values: dict[str, Any] = {"line": line}
    good = True
    for place, column in places:
        cell = cells[place]
        try:
            values[column.field] = value_of(column, cell)
        except ValueError as error:
            subject = f"“{column.name}”" + (f": “{cell[:60]}”" if cell else "")
            mend = f"Correct “{column.name}” in this line"
            if column.choices and not cell:
                mend = f"Write one of these there: {', '.join(column.choices)}"
            faults.append(Fault(file, line, f"{subject} {error}", mend))
            good = False
    return row_class(**values) if good else None


def _is_first(file: str, row: Row, seen: dict[tuple[str, ...], int], faults: list[Fault]) -> bool:
    key = tuple(str(getattr(row, name) or "").casefold() for name in row.KEY)
    first = seen.setdefault(key, row.line)
    if first == row.line:
        return True
    said = ", ".join(f"{name} “{part}”" for name, part in zip(row.KEY, key, strict=True) if part)
    faults.append(Fault(file, row.line, f"{said} is already in line {first}", "Keep one of the two lines"))
    return False
