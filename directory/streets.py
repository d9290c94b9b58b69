"""A council's streets.csv made longer by the lists that others publish: what is there stays, the file is replaced whole
or not at all, and however long the lists are they are never all in memory. Reading the lists is in street_lists.py."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TextIO, cast

from directory.council import Locality, PostcodeSector, Row, Ward
from directory.decoding import decoded_lines
from directory.faults import DirectoryFaults, Fault
from directory.files import read_file
from directory.placing import NotPlaced, Placing
from directory.spreadsheets import SafeWriter
from directory.street_lists import (
    ListedStreet,
    NamedPlace,
    Read,
    is_open_names,
    read_open_names,
    read_plain,
)

FILE = "streets.csv"
COLUMNS = ("street", "ward", "locality", "source")
OPEN_NAMES_SOURCE = "OS Open Names (Ordnance Survey OpenData, Open Government Licence v3); ward by the postcodes beside it and its place"
NAMED_UNPLACED = 50_000  # streets without a ward that are kept by name; the rest are counted


class WhichBorough(Exception):
    """Files of OS Open Names reach beyond one council, and nobody has said which is meant. `streets` by borough."""

    def __init__(self, streets: dict[str, int]) -> None:
        super().__init__("which borough?")
        self.streets = streets


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A street that got no ward, and why."""

    street: str
    locality: str
    file: str
    line: int
    why: str


@dataclass(slots=True)
class Imported:
    """What an import did: rows of streets.csv before, rows added, and what was left out."""

    before: int = 0
    added: int = 0
    several: int = 0  # streets of OS Open Names that were given more than one ward
    known: int = 0
    elsewhere: int = 0
    unplaced: list[Unplaced] = field(default_factory=list)
    unplaced_more: int = 0
    unknown_sectors: tuple[str, ...] = ()


def import_streets(
    folder: Path, lists: Sequence[Path], *, borough: str = "", anew: bool = False, read: Read = lambda _: None
) -> Imported:
    """Add the lists' streets to the folder's streets.csv; `anew`: in place of what is there.

    Raises DirectoryFaults, with the file untouched, where a line of any of them is wrong, and WhichBorough.
    """
    faults: list[Fault] = []
    wards = {ward.name for ward in _rows(folder, "wards", Ward, faults)}
    names = [path for path in lists if is_open_names(path)]
    placing = Placing.of(
        _rows(folder, "localities", Locality, faults) if names else (),
        _rows(folder, "postcodes", PostcodeSector, faults) if names else (),
    )
    _stop_at(faults)
    if names:
        _learn_postcodes(placing, names, borough, read)
    work = _Import(folder / FILE, wards, placing, borough.casefold(), faults, read)
    with _replacing(folder / FILE) as file:
        work.write(SafeWriter(cast(TextIO, file)), lists, names, anew=anew)
        _stop_at(faults)
    return work.done


def _rows(folder: Path, noun: str, row_class: type[Row], faults: list[Fault]) -> list[Any]:
    return read_file(folder / f"{noun}.csv", row_class, faults) or []


def _stop_at(faults: list[Fault]) -> None:
    """Notes stop nothing."""
    if any(fault.stops for fault in faults):
        raise DirectoryFaults(faults)


def _learn_postcodes(placing: Placing, lists: Sequence[Path], borough: str, read: Read) -> None:
    """A first reading: streets come before the postcodes beside them. Its faults are named in the second."""
    streets: dict[str, int] = {}
    for place in (place for path in lists for place in read_open_names(path, [], read)):
        if borough and not place.is_road and _is_in(place, borough.casefold()):
            placing.learn(place)
        elif place.is_road and place.boroughs:
            streets[place.boroughs[0]] = streets.get(place.boroughs[0], 0) + 1
    if not borough and streets:
        raise WhichBorough(streets)


def _is_in(place: NamedPlace, borough: str) -> bool:
    return borough in (name.casefold() for name in place.boroughs)


@dataclass(slots=True)
class _Import:
    path: Path
    wards: set[str]
    placing: Placing
    borough: str
    faults: list[Fault]
    read: Read
    done: Imported = field(default_factory=Imported)
    # Rows by a few bytes each: a million names in full would take a multiple of the memory.
    _rows: set[bytes] = field(default_factory=set)
    _theirs: set[bytes] = field(default_factory=set)  # street and ward, as the council's file had them
    _placed: set[bytes] = field(default_factory=set)

    def write(self, out: Any, lists: Sequence[Path], names: Sequence[Path], *, anew: bool) -> None:
        header = self._keep(out, anew=anew)
        for path in lists:
            found = self._from_open_names(path) if path in names else self._from_plain(path)
            for row in found:
                if self._is_new(row):
                    cells = {each: getattr(row, each) for each in COLUMNS}
                    out.writerow([cells.get(name, "") for name in header])
                    self.done.added += 1
                else:
                    self.done.known += 1
        self.done.unplaced = [
            each for each in self.done.unplaced if _mark(each.street, each.locality) not in self._placed
        ]
        self.done.unknown_sectors = tuple(sorted(self.placing.unknown_sectors))

    def _keep(self, out: Any, *, anew: bool) -> Sequence[str]:
        """The rows that are there, as they are; the header that the new ones follow."""
        if anew or not self.path.exists():
            out.writerow(COLUMNS)
            return COLUMNS
        header = next(csv.reader(decoded_lines(self.path, FILE, [])), [])
        out.writerow(header)
        for row in read_plain(self.path, self.wards, self.faults, self.read):
            self._rows.add(_mark(row.street, row.ward, row.locality))
            self._theirs.add(_mark(row.street, row.ward))
        _stop_at(self.faults)
        # A second time, for whatever columns the file has besides.
        kept = csv.reader(decoded_lines(self.path, FILE, []))
        next(kept, None)
        for cells in kept:
            if any(cells):
                out.writerow(cells)
                self.done.before += 1
        return [name.strip().casefold() for name in header]

    def _from_plain(self, path: Path) -> Iterator[ListedStreet]:
        return read_plain(path, self.wards, self.faults, self.read)

    def _from_open_names(self, path: Path) -> Iterator[ListedStreet]:
        for place in read_open_names(path, self.faults, self.read):
            if not place.is_road:
                continue
            if not _is_in(place, self.borough):
                self.done.elsewhere += 1
                continue
            for name in place.names:
                yield from self._placed_rows(place, name)

    def _placed_rows(self, place: NamedPlace, name: str) -> Iterator[ListedStreet]:
        try:
            wards = self.placing.wards(place)
        except NotPlaced as why:
            self._leave(Unplaced(name, place.place, place.file, place.line, str(why)))
            return
        mark = _mark(name, place.place)
        is_first = mark not in self._placed
        self._placed.add(mark)
        if any(_mark(name, ward) in self._theirs for ward in wards):
            self.done.known += 1  # the council knows it, and better
            return
        self.done.several += is_first and len(wards) > 1
        for ward in sorted(wards):
            yield ListedStreet(place.file, place.line, name, ward, place.place, OPEN_NAMES_SOURCE)

    def _leave(self, street: Unplaced) -> None:
        mark = _mark(street.street, street.locality, street.why)
        if mark in self._rows:
            return
        self._rows.add(mark)
        if len(self.done.unplaced) < NAMED_UNPLACED:
            self.done.unplaced.append(street)
        else:
            self.done.unplaced_more += 1

    def _is_new(self, row: ListedStreet) -> bool:
        mark = _mark(row.street, row.ward, row.locality)
        if mark in self._rows:
            return False
        self._rows.add(mark)
        return True


def _mark(*cells: str) -> bytes:
    """Twelve bytes that stand for a row: two of a million rows share theirs once in 10^17 imports."""
    return blake2b("\x1f".join(cells).casefold().encode(), digest_size=12).digest()


@contextmanager
def _replacing(path: Path) -> Iterator[Any]:
    """A new file that takes the path's place once it is whole; on any fault the old one stays as it was."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            file.close()
            Path(file.name).chmod(mode)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def write_unplaced(path: Path, streets: Sequence[Unplaced]) -> None:
    """As a plain list without wards, to be filled in and imported."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = SafeWriter(file)
        out.writerow(("street", "ward", "locality", "why"))
        out.writerows((each.street, "", each.locality, each.why) for each in streets)
