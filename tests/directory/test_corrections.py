"""corrections.csv: written so that no spreadsheet computes it, read with its faults, replayed on the words."""

from datetime import date
from pathlib import Path

import pytest

from directory.corrections import CorrectionRow, read_corrections, replayed, write_corrections
from directory.council import Council, Phrase, Service
from directory.faults import Fault
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher

COUNCIL = Council(
    services=tuple(
        Service(key=key, name=name, theme="Street Scene", mode="dedicated", what="work")
        for key, name in (("lights", "Street lighting"), ("holes", "Potholes"))
    ),
    phrases=tuple(
        Phrase(service=key, phrase=f"{text} {more}".strip())
        for key, texts in (("lights", ("street light out", "lamp post broken")), ("holes", ("huge pothole", "hole in the road")))
        for text in texts
        for more in ("", "again", "for weeks", "near the shops", "please")
    ),
)  # fmt: skip


def a_row(service: str, text: str) -> CorrectionRow:
    return CorrectionRow(service=service, text=text, approved_by="kenji", approved_on=date(2026, 11, 24))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rows = [a_row("holes", "road like the moon, at [place]"), a_row("lights", 'the "big" lamp')]
    faults: list[Fault] = []

    write_corrections(tmp_path, rows)

    assert read_corrections(tmp_path, COUNCIL, faults) == rows
    assert faults == []


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+44 bins", "@all lamps", " -- lamps", "\tlamps"])
def test_no_cell_begins_as_a_formula(tmp_path: Path, text: str) -> None:
    write_corrections(tmp_path, [a_row("holes", text)])

    cell = (tmp_path / "corrections.csv").read_text().splitlines()[1].split(",")[1]
    assert cell[0].isalnum()


def test_a_service_that_is_not_there_is_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_text(
        "service,text,approved_by,approved_on\ngone,bins,,\nholes,dip,,\n"
    )
    faults: list[Fault] = []

    rows = read_corrections(tmp_path, COUNCIL, faults)

    assert [row.text for row in rows] == ["dip"]
    assert [str(fault) for fault in faults] == [
        "corrections.csv, line 2: there is no service “gone”. Name a key of services.csv, or take the line out"
    ]


def test_without_the_file_there_is_nothing_to_replay(tmp_path: Path) -> None:
    assert read_corrections(tmp_path, COUNCIL, []) == []


def test_what_is_answered_otherwise_is_named_with_its_line(words_folder: Path) -> None:
    rows = [
        a_row("holes", "huge pothole"),
        CorrectionRow(service="lights", text="huge pothole again", line=3),
    ]
    taught = [(row.service, row.text) for row in rows]

    notes = replayed(rows, Matcher.load(compile_council(COUNCIL, words_folder / "two", taught)))

    assert [(note.line, note.stops) for note in notes] == [(3, False)]
    assert "“huge pothole again” is answered as holes, not lights" in notes[0].problem
