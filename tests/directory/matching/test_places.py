"""Where a message is about: streets, places, wards and postcodes as people write them, and what is none."""

import pytest

from directory.matching.matcher import Matcher
from directory.matching.places import Place


def place(matcher: Matcher, text: str) -> Place | None:
    return matcher.read(text).issues[0].place


@pytest.mark.parametrize(
    ("text", "wards", "areas"),
    [
        ("pothole on Knowsley Road, Bootle", {"Linacre"}, {"South Sefton"}),
        ("pothole on knowsley rd southport", {"Cambridge"}, {"Southport"}),
        ("POTHOLE ON STRAND ROAD", {"Derby"}, {"South Sefton"}),
        ("litter on St Georges Road, Formby", {"Harington"}, {"Formby"}),
        ("litter on Saint George's Rd in Formby", {"Harington"}, {"Formby"}),
        ("grid blocked on Marsh Ln in Bootle", {"Derby", "Linacre"}, {"South Sefton"}),
        ("graffiti in Crosby", {"Blundellsands", "Manor", "Victoria"}, {"Crosby"}),
        ("potholes in Church ward", {"Church"}, {"Crosby"}),
        ("weeds in Park ward", {"Park"}, {"Sefton East Parishes"}),
        ("fly-tipping at L20 6AB", {"Litherland", "Netherton and Orrell"}, {"South Sefton"}),
        ("fly-tipping in L20 6", {"Litherland", "Netherton and Orrell"}, {"South Sefton"}),
        ("bins missed in Maghull and Lydiate", {"Park", "Sudell"}, {"Sefton East Parishes"}),
        ("pothole on Hulme Street and Nelson Street", {"Dukes"}, {"Southport"}),
        ("light out by Crosby Library", {"Victoria"}, {"Crosby"}),
        ("graffiti on Weld Road", {"Blundellsands", "Dukes"}, {"Crosby", "Southport"}),
        ("graffiti on the beach at Weld Rd", {"Birkdale", "Dukes"}, {"Southport"}),
        ("the lights at the station on Oriel Road are out", {"Linacre"}, {"South Sefton"}),
    ],
)
def test_a_place_is_found_as_people_write_it(
    matcher: Matcher, text: str, wards: set[str], areas: set[str]
) -> None:
    found = place(matcher, text)
    assert found is not None
    assert (set(found.wards), set(found.areas), found.outside) == (wards, areas, False)


@pytest.mark.parametrize(
    "text",
    ["potholes by the church", "weeds in the park", "dumped by the victoria sponge stall", "a long road"],
)
def test_an_ordinary_word_is_no_place(matcher: Matcher, text: str) -> None:
    assert place(matcher, text) is None


@pytest.mark.parametrize(
    "text", ["potholes on Church Road in Liverpool", "noise in Kirkby", "Sefton Park is full of weeds"]
)
def test_a_place_outside_is_named_as_such_and_gives_no_ward(matcher: Matcher, text: str) -> None:
    found = place(matcher, text)
    assert found is not None
    assert (found.outside, found.wards, found.areas) == (True, (), ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("pothole on Knowsley Rd, Bootle", "Knowsley Road, Bootle, is in Linacre (South Sefton)"),
        ("pothole on Marsh Lane in Bootle", "Marsh Lane, Bootle, is in Derby and Linacre, both South Sefton"),
        ("graffiti in Crosby", "Crosby is in Blundellsands, Manor and Victoria, all Crosby"),
        ("potholes in Church ward", "Church ward is in Crosby"),
        (
            "bins missed in Maghull and Lydiate",
            "Maghull and Lydiate are in Park and Sudell, both Sefton East Parishes",
        ),
        (
            "pothole on Hulme Street and Nelson Street",
            "Hulme Street and Nelson Street are in Dukes (Southport)",
        ),
        ("noise in Kirkby", "Kirkby is outside the council"),
    ],
)
def test_the_reason_is_a_sentence(matcher: Matcher, text: str, why: str) -> None:
    found = place(matcher, text)
    assert found is not None
    assert found.why == why
