"""Importing a list of a million streets, with and without one broken line, beside Python's own csv.reader on the same
file; and reading a council's folder that has so many."""

import csv
import shutil
from collections.abc import Sequence
from itertools import cycle, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from _house import SAMPLE
from _importing import measured
from _streets import NUMBER, made_up
from _table import Board, working

from directory.files import read_council

MILLION = 1_000_000
READER, IMPORT, CHECK = "csv.reader", "import-streets", "directory check"


def main() -> None:
    wards = [ward.name for ward in read_council(SAMPLE).wards]
    board = Board("A council's streets", (READER, IMPORT, CHECK))
    with TemporaryDirectory() as there, working("Streets", 3) as step:
        for rows in (NUMBER, MILLION):
            step(f"{rows:,} rows")
            _whole(board, Path(there), rows, wards)
            board.section()
        step("one broken line")
        _broken(board, Path(there), wards)
    board.note(
        "Memory is the peak of a process of its own beyond what it held after its imports. import-streets checks every "
        "line, adds it to a streets.csv and replaces that; directory check then reads the whole folder into memory."
    )
    board.show()


def _whole(board: Board, there: Path, rows: int, wards: Sequence[str]) -> None:
    listed = _write(there / f"{rows}.csv", rows, wards)
    folder = Path(shutil.copytree(SAMPLE, there / f"council-{rows}"))
    found = {
        READER: measured("reader", folder, listed),
        IMPORT: measured("import", folder, listed),
        CHECK: measured("survey", folder, listed),
    }
    assert not any(fault for _, _, fault in found.values()), found
    _figures(board, f"{rows:,} rows", rows, {name: each[:2] for name, each in found.items()})


def _broken(board: Board, there: Path, wards: Sequence[str]) -> None:
    listed = _write(there / "broken.csv", MILLION, wards, broken_at=MILLION - 10)
    folder = Path(shutil.copytree(SAMPLE, there / "council-broken"))
    before = (folder / "streets.csv").read_bytes()
    seconds, megabytes, fault = measured("import", folder, listed)
    assert (folder / "streets.csv").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in SAMPLE.iterdir())
    assert f"broken.csv, line {MILLION - 10}:" in fault, fault
    _figures(board, "one line broken", MILLION, {IMPORT: (seconds, megabytes)})
    board.note(f"The broken line, and the folder is byte for byte as it was: {fault}")


def _figures(board: Board, what: str, rows: int, found: dict[str, tuple[float, float]]) -> None:
    board.row(what, "seconds", {name: seconds for name, (seconds, _) in found.items()})
    board.row(what, "rows a second", {name: rows / seconds for name, (seconds, _) in found.items()})
    board.row(what, "MB at the peak", {name: held for name, (_, held) in found.items()})


def _write(path: Path, rows: int, wards: Sequence[str], broken_at: int = 0) -> Path:
    """Line 1 is the header. The broken line has lost its ward."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("street", "ward", "locality"))
        names = made_up(min(rows, NUMBER))
        each = product(wards, names) if rows > len(names) else zip(cycle(wards), names, strict=False)
        for line, (ward, name) in enumerate(islice(each, rows), start=2):
            out.writerow((name,) if line == broken_at else (name, ward, "Bootle"))
    return path


if __name__ == "__main__":
    main()
