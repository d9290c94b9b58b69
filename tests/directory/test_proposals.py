"""Another map from a day on: what each line of changes makes of the rows, and the way back from any of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.council import (
    Area,
    AreaWard,
    Council,
    Landmark,
    Locality,
    Post,
    PostcodeSector,
    Standard,
    Street,
    Ward,
)
from directory.differences import as_kept, differences
from directory.effects import new_holes, nowhere, ward_effects
from directory.faults import DirectoryFaults
from directory.map_changes import MapChange, read_map_changes
from directory.proposals import ChangedSince, from_kept, kept, propose, put_back
from directory.responsibility import Roster
from directory.rewinding import Rewound
from storage.directory_changes import DirectoryChange
from tests.directory.councils import a_post, in_area, the_roster

ON = date(2026, 12, 7)
BEFORE = ON - timedelta(days=1)
COMMITTEE = AreaWard(kind="committee", area="North", ward="Church")
ROSTER = the_roster()
COUNCIL = Council(
    services=tuple(ROSTER.services), wards=tuple(ROSTER.wards), people=tuple(ROSTER.people),
    areas=(*ROSTER.areas, Area(kind="committee", name="North"), Area(kind="committee", name="East")),
    area_wards=(*ROSTER.area_wards, COMMITTEE), covers=tuple(ROSTER.covers),
    posts=(*ROSTER.posts, a_post("member", "Church", "ray")),
    streets=(
        Street(street="Marine Terrace", ward="Church"), Street(street="Long Road", ward="Church"),
        Street(street="Long Road", ward="Derby"), Street(street="Quay", ward="Linacre", locality="Docks"),
    ),
    localities=(Locality(locality="Docks", ward="Linacre", share="primary"),),
    landmarks=(Landmark(landmark="Pier", ward="Church"),),
    postcodes=(
        PostcodeSector(sector="L20 1", ward="Church", share=0.3), PostcodeSector(sector="L20 1", ward="Derby", share=0.7),
    ),
    standards=tuple(
        Standard(name=name, value="1", unit="working_days") for name in ("acknowledge", "answer", "right_of_reply")
    ),
)  # fmt: skip


def line(change: Any, ward: str, to: str = "", **more: Any) -> MapChange:
    return MapChange(change=change, ward=ward, to=to, line=2, **more)


def rows_changed(*lines: MapChange) -> list[tuple[str, str, str]]:
    found = propose(COUNCIL, lines, ON)
    return [(c.what, c.noun, c.entry) for r in found.replaced for c in r.changes()]


def test_a_ward_is_in_the_old_area_until_the_day_before_and_in_the_new_one_from_the_day() -> None:
    found = propose(COUNCIL, [line("move", "Church", "South")], ON)

    roster = Roster.of(found.council)
    assert roster.partnerships_on("Church", BEFORE) == ["Crosby"]
    assert roster.partnerships_on("Church", ON) == ["South"]
    assert [row for row in found.council.area_wards if row.kind == "committee"] == [COMMITTEE]


@pytest.mark.parametrize(
    ("lines", "changed"),
    [
        (
            [line("move", "Church", "East", kind="committee")],
            [
                ("changed", "area_wards", "committee | North | Church | "),
                ("added", "area_wards", "committee | East | Church | 2026-12-07"),
            ],
        ),
        (
            [line("street", "Church", "Linacre", street="marine terrace")],
            [
                ("gone", "streets", "Marine Terrace | Church | "),
                ("added", "streets", "Marine Terrace | Linacre | "),
            ],
        ),
        # A street that is in the other ward as well is there once afterwards.
        (
            [line("street", "Church", "Derby", street="Long Road")],
            [("gone", "streets", "Long Road | Church | ")],
        ),
        (
            [line("new", "Marine", code="E9"), line("move", "Marine", "South")],
            [("added", "wards", "E9"), ("added", "area_wards", "partnership | South | Marine | 2026-12-07")],
        ),
        # Only the code is another one: whatever names the ward stays.
        (
            [line("rename", "Church", "Church", code="E9")],
            [("changed", "wards", "Church"), ("added", "wards", "E9")],
        ),
    ],
)
def test_the_rows_that_change_are_exactly_these(lines: Sequence[MapChange], changed: list[Any]) -> None:
    assert rows_changed(*lines) == changed


def test_a_renamed_ward_keeps_its_areas_its_member_and_its_places_under_the_new_name() -> None:
    found = propose(COUNCIL, [line("rename", "Church", "Seaforth", code="E9")], ON).council

    assert {row.area for row in found.area_wards if row.ward == "Seaforth" and row.holds_on(ON)} == {
        "Crosby",
        "North",
    }
    assert [p.scope for p in found.posts if p.role == "member" and p.holds_on(ON)] == ["Seaforth"]
    assert {row.ward for row in (*found.streets, *found.landmarks)} == {"Seaforth", "Derby", "Linacre"}
    assert [ward.variants for ward in found.wards if ward.name == "Seaforth"] == [("Church",)]


def test_a_ward_that_ends_in_another_leaves_it_its_places_and_their_shares() -> None:
    found = propose(COUNCIL, [line("retire", "Church", "Derby")], ON).council

    assert nowhere(found, ON) == []
    assert found.postcodes == (PostcodeSector(sector="L20 1", ward="Derby", share=1.0),)
    assert [row.street for row in found.streets if row.ward == "Derby"] == ["Marine Terrace", "Long Road"]
    assert not [ward for ward in found.wards if ward.name == "Church" and ward.holds_on(ON)]
    assert not [post for post in found.posts if post.role == "member" and post.holds_on(ON)]


def test_a_ward_that_ends_in_none_leaves_its_places_nowhere_and_they_are_named() -> None:
    found = propose(COUNCIL, [line("retire", "Church")], ON).council

    assert "street Marine Terrace: Church is no ward then" in nowhere(found, ON)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line("move", "Chruch", "South"), "there is no ward “Chruch” on 2026-12-07. Perhaps “Church” is meant"),
        (line("move", "Church", "Sout"), "there is no partnership “Sout” on 2026-12-07. Perhaps “South”"),
        (line("move", "Church", "Crosby"), "is in the partnership Crosby from ever already"),
        (line("street", "Church", "Derby", street="Marine Terace"), "Perhaps “Marine Terrace” is meant"),
        (line("street", "Church", "Church", street="Marine Terrace"), "is in that ward already"),
        (line("rename", "Church", "Derby", code="E9"), "Use “retire” with that ward in “to”"),
        (line("rename", "Church", "Seaforth", code="Derby"), "the code Derby is Derby ward's"),
        (line("new", "Church", code="E9"), "there is a ward “Church” already"),
        (line("new", "Marine", code="E9"), "Marine is a new ward in no partnership area"),
        (line("retire", "Church", "Church"), "a ward cannot come to itself"),
        (line("retire", "Church", "Nowhere"), "there is no ward “Nowhere”"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_named_with_what_to_do(bad: MapChange, said: str) -> None:
    with pytest.raises(DirectoryFaults) as refused:
        propose(COUNCIL, [bad], ON, "map.csv")

    assert str(refused.value).startswith("map.csv, line 2: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("change,ward\nfly,Church\n", "line 2: “change”: “fly” is not one of: move, street, rename, new, retire"),
        ("change,ward,to,kind\nmove,Church,Ince,parish\n", "line 2: “kind”: “parish” is not one of"),
        ("change,ward,to\nmove,Church,\n", "line 2: “move” needs “to”, and it is empty. Name the area"),
        ("change,ward,to\nstreet,Church,Derby\n", "line 2: “street” needs “street”"),
        ("change,ward,to\nrename,Church,Seaforth\n", "line 2: “rename” needs “code”"),
        ("change,ward,to\nmove,Church,=A1\n", "is a formula"),
        ("change,ward,to\nmove,Church,South\nmove,Church,Crosby\n", "line 3: change “move”, ward “church”"),
        ("change,ward,to,street\nmove,Church,South,Quay\n", "“move” has no “street”, but “Quay” stands there"),
        ("ward,to\nChurch,South\n", "line 1: the column “change” is missing"),
    ],
)  # fmt: skip
def test_faults_of_the_file_are_named_by_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "map.csv"
    path.write_text(text)

    with pytest.raises(DirectoryFaults) as refused:
        read_map_changes(path)

    assert said in str(refused.value)


def test_a_spreadsheets_own_letters_are_named_and_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_bytes("change,ward,to\r\nmove,St Oswald’s,South\r\n".encode("cp1252"))

    with pytest.raises(DirectoryFaults, match="in Windows-1252 it is “’”"):
        read_map_changes(path)


def test_a_hole_is_new_only_where_it_was_not_there_ward_by_ward() -> None:
    vacant = replace(
        COUNCIL,
        posts=tuple(post for post in COUNCIL.posts if post.scope != "South"),
        covers=(),
    )
    found = propose(vacant, [line("move", "Church", "South")], ON).council

    holes = [hole for hole in new_holes(vacant, found, ON) if hole.rule == "no coordinator"]

    assert [hole.wards for hole in holes] == [("Church",)]
    assert new_holes(vacant, vacant, ON) == []


def test_what_becomes_of_a_ward_is_told_once_under_its_old_name() -> None:
    lines = [
        line("rename", "Church", "Seaforth", code="E9"),
        line("street", "Linacre", "Church", street="Quay"),
    ]
    found = propose(COUNCIL, lines, ON)

    effects = ward_effects(COUNCIL, found.council, found.redrawn, ON)

    assert [(e.ward, e.called, e.came, e.went) for e in effects] == [
        ("Linacre", "Linacre", (), ("Quay",)),
        ("Church", "Seaforth", ("Quay",), ()),
    ]
    assert found.redrawn.wards_of(["Linacre"], "Quay", "Quay, Docks") == ["Seaforth"]
    assert found.redrawn.back().wards_of(["Seaforth"], "Quay", "Quay, Docks") == ["Linacre"]
    assert found.redrawn.back().wards_of(["Seaforth"], None, "Seaforth") == ["Church"]


# Whatever the lines are

WARDS = st.sampled_from(["Church", "Derby", "Linacre"])
LINES = st.lists(
    st.one_of(
        st.builds(line, st.just("move"), WARDS, st.sampled_from(["South", "Crosby"])),
        st.builds(line, st.just("move"), WARDS, st.sampled_from(["North", "East"]), kind=st.just("committee")),
        st.builds(line, st.just("street"), WARDS, WARDS, street=st.sampled_from(["Long Road", "Quay"])),
        st.builds(line, st.just("rename"), WARDS, st.sampled_from(["Seaforth", "Church"]), code=st.just("E8")),
        st.builds(line, st.just("retire"), WARDS, st.one_of(WARDS, st.just(""))),
        st.builds(line, st.just("new"), st.just("Marine"), code=st.just("E9")),
        st.just(line("move", "Marine", "South")),
    ),
    max_size=5,
)  # fmt: skip


@given(LINES)
def test_whatever_the_lines_the_way_back_is_exact_and_the_day_before_is_as_it_was(
    lines: list[MapChange],
) -> None:
    try:
        found = propose(COUNCIL, lines, ON)
    except DirectoryFaults:
        return
    replaced, redrawn = from_kept(kept(found))

    assert put_back(found.council, replaced) == COUNCIL
    assert redrawn == found.redrawn
    before, after = Roster.of(COUNCIL), Roster.of(found.council)
    for ward in ("Church", "Derby", "Linacre"):
        assert after.partnerships_on(ward, BEFORE) == before.partnerships_on(ward, BEFORE)


def test_a_row_that_is_another_one_since_is_not_put_back() -> None:
    found = propose(COUNCIL, [line("move", "Church", "South")], ON)
    rows = tuple(
        replace(row, source="a load") if row.starts_on == ON else row for row in found.council.area_wards
    )

    with pytest.raises(ChangedSince) as refused:
        put_back(replace(found.council, area_wards=rows), found.replaced)

    assert refused.value.rows == ("area_wards partnership | South | Church | 2026-12-07",)


def test_a_new_row_where_an_old_one_was_is_not_doubled() -> None:
    found = propose(COUNCIL, [line("street", "Church", "Linacre", street="Marine Terrace")], ON)
    again = replace(
        found.council, streets=(*found.council.streets, Street(street="Marine Terrace", ward="Church"))
    )

    with pytest.raises(ChangedSince):
        put_back(again, found.replaced)


# The directory as it stood at a moment

WARD_ROWS = st.lists(st.sampled_from("abcd"), unique=True).map(
    lambda names: tuple(Ward(code=name, name=name, status="current") for name in names)
)
POST_ROWS = st.lists(st.sampled_from("abcd"), unique=True).map(
    lambda names: tuple(Post(role="duty", person=name) for name in names)
)
AREA_ROWS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy")), unique=True).map(
    lambda pairs: tuple(in_area(area, ward) for area, ward in pairs)
)
COUNCILS = st.builds(Council, wards=WARD_ROWS, posts=POST_ROWS, area_wards=AREA_ROWS)


@given(st.lists(COUNCILS, min_size=1, max_size=5))
def test_the_directory_is_taken_back_to_what_it_was_at_any_moment(councils: list[Council]) -> None:
    start = datetime(2026, 11, 23, 10)  # noqa: DTZ001 (a clock of its own)
    moments = [start + timedelta(hours=n) for n in range(len(councils))]
    written = [
        DirectoryChange(noun=c.noun, entry=c.entry, before=as_kept(c.before), after=as_kept(c.after), at=at)
        for old, new, at in zip(councils, councils[1:], moments[1:], strict=False)
        for c in differences(old, new).changes
    ]
    rewound = Rewound(Roster.of(councils[-1]), reversed(written))

    for council, moment in reversed(list(zip(councils, moments, strict=True))):
        found = rewound.at(moment)
        for noun in ("wards", "posts", "area_wards"):
            assert set(getattr(found, noun)) == set(getattr(council, noun))
