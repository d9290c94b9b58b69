"""Matters as members pass them on: who told it, where they live and how it came change nothing of what it is."""

import pytest

from directory.matching.matcher import Matcher
from directory.matching.people import surnames
from directory.matching.text import tokens

FAULTS = [
    ("huge pothole by the chip shop", "highways-maintenance"),
    ("street light out", "street-lighting"),
    ("rats in the back entry", "pest-control"),
    ("graffiti on the subway", "graffiti"),
    ("dog mess all along the path", "dog-fouling"),
    ("no school place for her lad", "schools-admissions"),
    ("a burnt out car in the lay-by", "abandoned-vehicles"),
    ("her carers keep coming late", "adult-social-care"),
    ("the council tax bill is wrong", "benefits-council-tax"),
]
TOLD = [
    "{}, says Mrs Hartley of number 12",
    "{}, which Mrs Gill has mentioned twice",
    "{}, according to Mr Doyle",
    "{} - so Mrs Pye tells me",
    "{}. Mrs Rimmer rang me about this",
    "{}, Mr Singh has been on to me",
    "{} (from Mrs Doran)",
    "{} reckons Mr Foy at the end house",
    "{}, Mr Gill at 30 keeps ringing me",
    "Mrs Hartley, who lives at 12, says {}",
    "Mr Owens has been on to me about {}",
    "Mrs Byrne wants me to tell you {}",
    "Mr. Platt emailed me about {}",
    "according to the lady at number 9, {}",
    "got a call from Mrs Kenyon, {}",
    "one of my residents, Mrs Carr, rang to say {}",
    "been told by Mr Bush that {}",
    "Mr Nolan collared me after mass, {}",
]


@pytest.mark.parametrize("told", TOLD)
def test_who_told_of_a_fault_makes_no_question_of_it(matcher: Matcher, told: str) -> None:
    readings = [matcher.read(told.format(fault)) for fault, _ in FAULTS]

    assert [reading.kind for reading in readings] == ["enquiry"] * len(FAULTS)
    assert [[issue.services[0].key for issue in each.issues] for each in readings] == [
        [service] for _, service in FAULTS
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The grid, Mrs Platt tells me, has been blocked since August", "enquiry"),
        ("Pothole. Told me about it twice now, Mr Ellis has", "enquiry"),
        ("Mrs Owens rang me, who deals with blocked grids?", "query"),
        ("Mr Doyle emailed me, how long does a repair take", "query"),
        ("Mr Singh asked who is in charge of parks", "query"),
        ("Mrs Kenyon has been on to me again, any news?", "chase"),
        ("Mr Foy says nobody has got back to him", "chase"),
        ("Mrs Rimmer says thank you", "chatter"),
        ("Mr Platt told me you had a lovely holiday", "chatter"),
    ],
)
def test_what_was_told_decides_the_kind(matcher: Matcher, text: str, kind: str) -> None:
    assert matcher.read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mr. Owens and Mrs Bush rang", ["owens", "bush"]),
        ("mr and mrs parks", ["parks"]),
        ("Miss Waters rang", ["waters"]),
        ("they miss our bin", []),
        ("THEY MISS OUR BIN", []),
        ("ask Mr", []),
        ("Mrs 12", []),
        ("", []),
    ],
)
def test_a_title_tells_a_name(text: str, names: list[str]) -> None:
    found = tokens(text)

    assert [found[at].word for at in sorted(surnames(text, found))] == names


@pytest.mark.parametrize("name", ["Crosby", "Litherland", "Southport", "Church"])
def test_somebodys_name_is_no_place(matcher: Matcher, name: str) -> None:
    assert matcher.read(f"Mrs {name} says her street light is out").issues[0].place is None
    assert matcher.read(f"Mrs {name} of Marsh Lane says her street light is out").issues[0].place is not None


@pytest.mark.parametrize("name", ["Bush", "Parks", "Waters", "Branch", "Platt", "Graves", "Holes"])
def test_somebodys_name_is_no_matter(matcher: Matcher, name: str) -> None:
    assert matcher.read(f"Mr {name} has been in touch about rats").issues[0].services[0].key == "pest-control"
