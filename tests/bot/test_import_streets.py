"""`wardline directory import-streets`: what it says, and its exit statuses."""

from pathlib import Path

import pytest

from directory.street_lists import MOST_FAULTS
from tests.bot.test_command_line import council, wardline
from tests.directory.test_streets import a_list, open_names, postcode, road

__all__ = ["council"]

IMPORT = ("directory", "import-streets")


def test_it_says_what_was_added_and_what_comes_next(council: Path) -> None:
    status, said, faults = wardline(
        *IMPORT, a_list(council, "street,ward", "Quince Lane,Linacre"), "--into", council
    )

    assert (status, faults) == (0, "")
    assert "803 rows" in said
    assert "802 were there, 1 are new" in said
    assert f"Next: wardline directory check {council}" in said
    assert wardline("directory", "check", council)[0] == 0


def test_a_broken_line_is_named_and_nothing_is_imported(council: Path) -> None:
    before = (council / "streets.csv").read_bytes()
    listed = a_list(council, "street,ward", *["Quince Lane,Linacre"] * 5_000, "Medlar Lane")

    status, said, faults = wardline(*IMPORT, listed, "--into", council)

    assert (status, said) == (1, "")
    assert faults.startswith("list.csv, line 5002: the line has 1 cells, and should have 2. Put a cell")
    assert faults.endswith(f"Nothing was imported: {council / 'streets.csv'} is as it was.\n")
    assert (council / "streets.csv").read_bytes() == before


def test_very_many_faults_are_not_all_named(council: Path) -> None:
    listed = a_list(council, "street,ward", *["Quince Lane"] * 300)

    assert (
        f"Only the first {MOST_FAULTS} faults are named." in wardline(*IMPORT, listed, "--into", council)[2]
    )


def test_open_names_asks_for_the_borough_and_names_what_it_left_out(council: Path, tmp_path: Path) -> None:
    listed = open_names(council, road("Quince Lane"), road("Sloe Lane", POPULATED_PLACE="Atlantis", x=1),
                        postcode("PR8 1AB"), postcode("L99 1AA"))  # fmt: skip
    status, _, asked = wardline(*IMPORT, listed, "--into", council)
    assert status == 2
    assert "--borough NAME. The files have Sefton (roads: 2)." in asked

    left = tmp_path / "left.csv"
    borough = ("--into", council, "--borough", "sefton")
    status, said, notes = wardline(*IMPORT, listed, *borough)
    assert status == 0
    assert "1 are new" in said
    assert "note: SD20.csv, line 2: Sloe Lane (Atlantis) has no ward: it may be in any of 5 wards." in notes
    assert "not in postcodes.csv: L99 1." in notes
    wardline(*IMPORT, listed, *borough, "--unplaced", left)
    assert left.read_text().splitlines()[1] == "Sloe Lane,,Atlantis,it may be in any of 5 wards"


def test_a_folder_that_cannot_be_written_is_said(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(council))

    monkeypatch.setattr("directory.streets.NamedTemporaryFile", refuse)
    listed = a_list(council, "street,ward", "Quince Lane,Linacre")

    status, _, said = wardline(*IMPORT, listed, "--into", council)

    assert status == 1
    assert f"Nothing was imported: {council} cannot be used (Permission denied)." in said


def test_a_folder_that_is_no_council_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    listed = a_list(tmp_path / "empty", "street,ward", "Quince Lane,Linacre")

    status, _, said = wardline(*IMPORT, listed, "--into", tmp_path / "empty")

    assert status == 1
    assert "wards.csv: the file is missing" in said
