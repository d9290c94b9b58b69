"""Lists of streets into a council's folder: every fault by its line, wards only where the council's own files say so,
and the file replaced whole or not at all."""

import csv
import os
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.council import Locality, PostcodeSector, Street
from directory.faults import DirectoryFaults
from directory.files import read_file
from directory.placing import NotPlaced, Placing
from directory.street_lists import MOST_FAULTS, OPEN_NAMES, NamedPlace
from directory.streets import FILE, Imported, WhichBorough, import_streets, write_unplaced
from tests.directory.test_sample import SAMPLE

NEEDED = ("wards.csv", "localities.csv", "postcodes.csv", FILE)


@pytest.fixture
def council(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    folder.mkdir()
    for name in NEEDED:
        shutil.copy(SAMPLE / name, folder)
    return folder


def a_list(folder: Path, *lines: str, name: str = "list.csv") -> Path:
    path = folder.parent / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def open_names(folder: Path, *rows: dict[str, Any], header: bool = False) -> Path:
    path = folder.parent / "SD20.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        if header:
            out.writerow(OPEN_NAMES)
        out.writerows([row.get(name, "") for name in OPEN_NAMES] for row in rows)
    return path


def road(name: str, x: int = 333_100, y: int = 417_200, **more: Any) -> dict[str, Any]:
    return {
        "NAME1": name, "TYPE": "transportNetwork", "LOCAL_TYPE": "Named Road", "GEOMETRY_X": x, "GEOMETRY_Y": y,
        "POSTCODE_DISTRICT": "PR8", "POPULATED_PLACE": "Southport", "DISTRICT_BOROUGH": "Sefton", **more,
    }  # fmt: skip


def postcode(name: str, x: int = 333_150, y: int = 417_250, **more: Any) -> dict[str, Any]:
    return road(name, x, y, **{"LOCAL_TYPE": "Postcode", "ID": name.replace(" ", ""), **more})


def added(folder: Path) -> list[tuple[str, str, str]]:
    """(street, ward, locality) of the rows that the sample has not."""
    rows = read_file(folder / FILE, Street, faults := [])
    old = read_file(SAMPLE / FILE, Street, [])
    assert faults == []
    assert rows is not None
    return [(row.street, row.ward, row.locality) for row in rows if row not in (old or ())]  # type: ignore[attr-defined]


# Plain lists


def test_a_plain_list_is_added_after_what_is_there(council: Path) -> None:
    done = import_streets(council, [a_list(council, "street,ward,locality", "Quince Lane,Linacre,Bootle")])

    assert (done.before, done.added, done.known) == (802, 1, 0)
    assert added(council) == [("Quince Lane", "Linacre", "Bootle")]


def test_columns_may_stand_in_any_order_and_others_are_not_read(council: Path) -> None:
    import_streets(council, [a_list(council, "usrn,Ward,Street", "12,Linacre,Quince Lane")])

    assert added(council) == [("Quince Lane", "Linacre", "")]


def test_a_second_time_adds_nothing_and_changes_no_byte(council: Path) -> None:
    listed = a_list(council, "street,ward", "Quince Lane,Linacre", "QUINCE LANE,Linacre")
    assert import_streets(council, [listed]).added == 1
    before = (council / FILE).read_bytes()

    assert import_streets(council, [listed]).added == 0
    assert (council / FILE).read_bytes() == before


def test_anew_means_in_place_of_what_is_there(council: Path) -> None:
    import_streets(council, [a_list(council, "street,ward", "Quince Lane,Linacre")], anew=True)

    assert (council / FILE).read_text(
        encoding="utf-8"
    ) == "street,ward,locality,source\nQuince Lane,Linacre,,\n"


def test_the_file_keeps_its_own_columns_and_who_may_read_it(council: Path) -> None:
    (council / FILE).write_text("ward,street,usrn,locality\nLinacre,Marsh Lane,7,Bootle\n", encoding="utf-8")
    (council / FILE).chmod(0o640)
    import_streets(council, [a_list(council, "street,ward", "Quince Lane,Linacre")])

    assert (council / FILE).read_text(encoding="utf-8").splitlines() == [
        "ward,street,usrn,locality",
        "Linacre,Marsh Lane,7,Bootle",
        "Linacre,Quince Lane,,",
    ]
    assert (council / FILE).stat().st_mode & 0o777 == 0o640


FAULTS = [
    (b"street,ward\nFoo Road,Lincare\n", 2, "ward “Lincare” is not in wards.csv"),
    (b"street,ward\nFoo Road\n", 2, "the line has 1 cells, and should have 2"),
    (b"street,ward\n,Linacre\n", 2, "“street” is empty"),
    (b'street,ward\n"=HYPERLINK(""http://example.org"")",Linacre\n', 2, "is a formula"),
    (b"street,ward\n@SUM(A1),Linacre\n", 2, "is a formula"),
    (
        b"street,ward\nFoo Road,Linacre\nCaf\xe9 Road,Linacre\n",
        3,
        "is not UTF-8; in Windows-1252 it is “é”",
    ),
    ("street,ward\nFoo Road,Linacre\n".encode("utf-16"), 1, "UTF-16"),
    (b'street,ward\n"Foo" Road,Linacre\n', 2, "the line is not good CSV"),
    (b"name,ward\nFoo Road,Linacre\n", 1, "there is no column “street”"),
    (b"", 1, "there is no column “street”"),
    (b"street,ward\n" + b"x" * 70_000 + b",Linacre\n", 2, "the line is longer than 65,536 bytes"),
]


@pytest.mark.parametrize(("content", "line", "problem"), FAULTS, ids=[each[2][:30] for each in FAULTS])
def test_a_fault_is_named_with_its_line_and_nothing_is_changed(
    council: Path, content: bytes, line: int, problem: str
) -> None:
    listed = council.parent / "list.csv"
    listed.write_bytes(content)
    refused(council, listed, line, problem)


def refused(council: Path, listed: Path, line: int, problem: str, **more: Any) -> None:
    before = (council / FILE).read_bytes()
    with pytest.raises(DirectoryFaults) as caught:
        import_streets(council, [listed], **more)

    assert [(fault.file, fault.line) for fault in caught.value.faults] == [(listed.name, line)]
    assert problem in caught.value.faults[0].problem
    assert caught.value.faults[0].mend
    assert (council / FILE).read_bytes() == before
    assert sorted(path.name for path in council.iterdir()) == sorted(NEEDED)


def test_faults_without_end_are_not_read_to_their_end(council: Path) -> None:
    with pytest.raises(DirectoryFaults) as caught:
        import_streets(council, [a_list(council, "street,ward", *["Foo Road"] * 500)])
    assert len(caught.value.faults) == MOST_FAULTS


def test_a_fault_in_the_councils_own_file_is_named_first(council: Path) -> None:
    (council / FILE).write_text("street,ward,locality,source\nMarsh Lane,Linarce,,\n", encoding="utf-8")
    with pytest.raises(DirectoryFaults) as caught:
        import_streets(council, [a_list(council, "street,ward", "Foo Road,Linacre")])
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [(FILE, 2)]


def test_a_disk_that_is_full_leaves_the_file_as_it_was(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = (council / FILE).read_bytes()
    with pytest.raises(OSError, match="No space"):
        import_streets(council, [a_list(council, "street,ward", "Foo Road,Linacre")])
    assert (council / FILE).read_bytes() == before
    assert sorted(path.name for path in council.iterdir()) == sorted(NEEDED)


WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
    lambda word: word[0] not in "=@"
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
ROWS = st.lists(
    st.tuples(NAMES, st.sampled_from(["Linacre", "Derby", "Church"]), st.one_of(st.just(""), NAMES))
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_was_written_reads_as_the_same_set(council: Path, rows: list[tuple[str, str, str]]) -> None:
    listed = council.parent / "list.csv"
    with listed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("street", "ward", "locality"), *rows])
    import_streets(council, [listed], anew=True)
    faults: list[Any] = []
    read = read_file(council / FILE, Street, faults) or []

    def as_set(found: Any) -> set[tuple[str, ...]]:
        return {tuple(normal(cell) for cell in row) for row in found}

    assert faults == []
    assert as_set((row.street, row.ward, row.locality) for row in read) == as_set(rows)  # type: ignore[attr-defined]


def normal(cell: str) -> str:

    return unicodedata.normalize("NFC", cell).casefold()


# OS Open Names


def imported(council: Path, *rows: dict[str, Any], **more: Any) -> Imported:
    return import_streets(council, [open_names(council, *rows, **more)], borough="Sefton")


def test_a_street_gets_the_ward_of_the_postcodes_beside_it(council: Path) -> None:
    imported(council, road("Quince Lane"), postcode("PR8 1AB"))

    assert added(council) == [("Quince Lane", "Dukes", "Southport")]


def test_a_street_on_the_edge_of_two_wards_stands_in_both(council: Path) -> None:
    done = imported(council, road("Quince Lane"), postcode("PR8 2AB"))

    assert added(council) == [("Quince Lane", "Ainsdale", "Southport"), ("Quince Lane", "Dukes", "Southport")]
    assert done.several == 1


def test_what_cannot_be_told_is_left_out_and_said_why(council: Path) -> None:
    done = imported(
        council,
        road("Quince Lane"),
        road("Medlar Lane", POPULATED_PLACE="Atlantis", POSTCODE_DISTRICT="ZZ9"),
        road("Damson Lane", POPULATED_PLACE="Formby", POSTCODE_DISTRICT="L20"),
        road("Sloe Lane", POPULATED_PLACE="", POSTCODE_DISTRICT=""),
    )

    assert added(council) == []
    assert [(each.street, each.line, each.why) for each in done.unplaced] == [
        ("Quince Lane", 1, "it may be in any of 5 wards"),
        (
            "Medlar Lane",
            2,
            "the place “Atlantis” is not in localities.csv and the postcode district ZZ9 is not in postcodes.csv",
        ),
        ("Damson Lane", 3, "the wards of Formby and of L20 are others"),
        ("Sloe Lane", 4, "it has neither a place nor a postcode district"),
    ]


def test_streets_left_out_can_be_filled_in_and_imported(council: Path) -> None:
    done = imported(council, road("Medlar Lane", POPULATED_PLACE="Atlantis", POSTCODE_DISTRICT="ZZ9"))
    left = council.parent / "left.csv"
    write_unplaced(left, done.unplaced)
    left.write_text(left.read_text(encoding="utf-8").replace("Lane,,", "Lane,Meols,"), encoding="utf-8")

    import_streets(council, [left])

    assert added(council) == [("Medlar Lane", "Meols", "Atlantis")]


def test_only_named_roads_of_the_borough_are_streets(council: Path) -> None:
    done = imported(
        council,
        postcode("PR8 1AB"),
        road("Quince Lane", LOCAL_TYPE="Section Of Named Road"),
        road("A565", LOCAL_TYPE="Numbered Road"),
        road("Southport", LOCAL_TYPE="Town"),
        road("Medlar Lane", DISTRICT_BOROUGH="West Lancashire"),
        road("Sloe Lane", DISTRICT_BOROUGH="", COUNTY_UNITARY="sefton"),
        header=True,
    )

    assert [street for street, _, _ in added(council)] == ["Quince Lane", "Sloe Lane"]
    assert (done.elsewhere, done.unplaced) == (1, [])


def test_a_street_with_two_names_is_found_by_each(council: Path) -> None:
    imported(council, postcode("PR8 1AB"), road("Quince Lane", NAME2="Lôn Cwins"))

    assert [street for street, _, _ in added(council)] == ["Quince Lane", "Lôn Cwins"]


def test_what_the_council_says_of_a_street_stands(council: Path) -> None:
    done = imported(council, road("Marsh Lane", POPULATED_PLACE="Bootle", POSTCODE_DISTRICT="L20"))

    assert added(council) == []
    assert done.known == 1


def test_sectors_that_the_council_has_not_are_named(council: Path) -> None:
    assert imported(council, road("Quince Lane"), postcode("L99 1AA")).unknown_sectors == ("L99 1",)


def test_without_a_borough_those_of_the_files_are_named(council: Path) -> None:
    listed = open_names(council, road("A Lane"), road("B Lane", DISTRICT_BOROUGH="Liverpool"), road("C Lane"))
    with pytest.raises(WhichBorough) as caught:
        import_streets(council, [listed])
    assert caught.value.streets == {"Sefton": 2, "Liverpool": 1}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (road(""), "“NAME1” is empty"),
        (road('=HYPERLINK("x")'), "is a formula"),
        (road("Quince Lane", "here"), "GEOMETRY_X and GEOMETRY_Y are no co-ordinates"),  # type: ignore[arg-type]
        (road("Quince Lane", "inf"), "GEOMETRY_X and GEOMETRY_Y are no co-ordinates"),  # type: ignore[arg-type]
    ],
    ids=["no name", "formula", "no number", "endless"],
)
def test_a_fault_of_open_names_is_named_with_its_line(
    council: Path, row: dict[str, Any], problem: str
) -> None:
    refused(council, open_names(council, road("A Lane"), row), 2, problem, borough="Sefton")


def test_a_short_line_of_open_names_is_a_fault(council: Path) -> None:
    listed = open_names(council, road("A Lane"))
    listed.write_text(listed.read_text() + "id,,Quince Lane\n")
    refused(council, listed, 2, "the line has 3 cells, and should have 34", borough="Sefton")


# Where a street may lie


def a_place(
    name: str, x: float, *, is_road: bool = True, place: str = "", district: str = "L20"
) -> NamedPlace:
    return NamedPlace("f.csv", 1, is_road, (name,), x, 400_000.0, district, place, ("Sefton",))


PLACES = [
    Locality(locality="Bootle", aliases=("Old Bootle",), ward="Linacre", share="primary"),
    Locality(locality="Bootle", ward="Derby", share="part"),
    *(Locality(locality="Everywhere", ward=ward, share="part") for ward in "ABCDE"),
]
SECTORS = [
    PostcodeSector(sector="L20 1", ward="Linacre", share=0.95),
    PostcodeSector(sector="L20 1", ward="Church", share=0.05),
    PostcodeSector(sector="L20 2", ward="Derby", share=0.6),
    PostcodeSector(sector="L20 2", ward="Ford", share=0.4),
]


@pytest.mark.parametrize(
    ("road", "wards"),
    [
        (a_place("near the first", 300_050), {"Linacre"}),
        (a_place("near the second", 301_000), {"Derby", "Ford"}),
        (a_place("near the second, in Bootle", 301_000, place="OLD BOOTLE"), {"Derby"}),
        (a_place("far from both, in Bootle", 350_000, place="Bootle"), {"Linacre", "Derby"}),
        (a_place("only a district", 350_000), {"Linacre", "Derby", "Ford"}),
        (a_place("only a place", 350_000, place="Bootle", district="ZZ9"), {"Linacre", "Derby"}),
        (a_place("place and postcodes differ", 300_050, place="Everywhere"), {"Linacre"}),
        (a_place("too many", 350_000, place="Everywhere", district=""), None),
    ],
    ids=lambda each: each.names[0] if isinstance(each, NamedPlace) else "",
)
def test_the_wards_of_a_street(road: NamedPlace, wards: set[str] | None) -> None:
    placing = Placing.of(PLACES, SECTORS)
    placing.learn(a_place("L20 1AA", 300_000, is_road=False))
    placing.learn(a_place("L202BB", 301_200, is_road=False))
    if wards is None:
        with pytest.raises(NotPlaced):
            placing.wards(road)
    else:
        assert placing.wards(road) == wards
