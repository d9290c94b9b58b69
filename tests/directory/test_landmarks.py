"""Which landmark a place names, and which are close to one another."""

import pytest

from directory.checks import check
from directory.council import Council, Landmark, Ward
from directory.landmarks import Landmarks

STRAND = Landmark(
    landmark="Strand shopping centre", aliases=("the Strand", "Bootle Strand"), ward="Linacre", easting=334_000,
    northing=395_000,
)  # fmt: skip
ROWS = (
    STRAND,
    Landmark(landmark="New Strand station", ward="Linacre", easting=334_240, northing=395_050),
    Landmark(landmark="Bootle Library", ward="Linacre", easting=334_260, northing=395_000),
    Landmark(landmark="Derby Park", ward="Derby"),
    Landmark(landmark="Switch Island", ward="Park", easting=337_000, northing=399_000),
    Landmark(landmark="Switch Island", ward="Molyneux", easting=337_400, northing=399_300),
    Landmark(landmark="M57 subway", ward="Molyneux", easting=337_500, northing=399_300),
)
KNOWN = Landmarks.of(ROWS)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("the Strand", "Strand shopping centre"),
        ("Strand", "Strand shopping centre"),
        ("Marsh Lane, bootle strand (Linacre)", "Strand shopping centre"),
        ("Derby Park", "Derby Park"),
        ("Derby Park Road", None),
        ("Linacre", None),
        ("", None),
    ],
)
def test_a_place_names_a_landmark_whole_or_not_at_all(place: str, found: str | None) -> None:
    assert KNOWN.named_in(place) == found


@pytest.mark.parametrize(
    ("landmark", "found"),
    [
        (
            "Strand shopping centre",
            ["New Strand station", "Strand shopping centre"],
        ),  # the library is 260 m away
        ("New Strand station", ["Bootle Library", "New Strand station", "Strand shopping centre"]),
        ("Derby Park", ["Derby Park"]),
        ("M57 subway", ["M57 subway", "Switch Island"]),
        ("No such place", ["No such place"]),
    ],
)
def test_within_250_metres_where_both_have_points(landmark: str, found: list[str]) -> None:
    assert KNOWN.near(landmark) == found


@pytest.mark.parametrize(
    ("easting", "northing", "problem"),
    [
        (334_000, None, "has no northing"),
        (None, 395_000, "has no easting"),
        (9_334_000, 395_000, "outside the British National Grid: easting 9334000"),
        (None, None, ""),
    ],
)
def test_a_point_is_both_numbers_and_on_the_grid(
    easting: int | None, northing: int | None, problem: str
) -> None:
    row = Landmark(landmark="Pier", ward="Linacre", easting=easting, northing=northing)
    found = check(Council(landmarks=(row,), wards=(Ward(code="1", name="Linacre", status="current"),)))

    said = " ".join(fault.problem for fault in found if fault.file == "landmarks.csv")
    assert problem in said
    assert bool(said) is bool(problem)
