"""Questions that their form tells, the day they are about, and the body that they name; and what is none of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.matching.bodies import named
from directory.matching.days import day_of
from directory.matching.questions import asked_by_form
from directory.matching.text import tokens

TODAY = date(2026, 11, 23)
SAID = [
    "who",
    "what",
    "which",
    "when",
    "how",
    "is",
    "the",
    "next",
    "sits",
    "on",
    "of",
    "for",
    "chairs",
    "committee",
    "partnership",
    "meet",
    "meeting",
    "cabinet",
    "member",
    "portfolio",
    "funds",
    "pays",
    "covers",
    "body",
    "parish",
    "in",
    "bootle",
    "please",
    "can",
    "you",
    "tell",
    "me",
    "3",
    "may",
    "on",
]


@pytest.mark.parametrize(
    ("text", "question", "about"),
    [
        ("who sits on South Sefton Area Committee", "sits", "south sefton area committee"),
        ("Who's on the Linacre & Derby committee?", "sits", "linacre and derby committee"),
        ("can you tell me who chairs the Crosby partnership", "sits", "the crosby partnership"),
        ("who was the vice chair of Formby Parish Council", "sits", "formby parish council"),
        ("who are the councillors on Southport Area Committee", "sits", "southport area committee"),
        ("who's on the formby area cttee", "sits", "formby area cttee"),
        ("which councillor holds the Transport portfolio", "portfolio", "the transport"),
        ("cabinet member for libraries", "portfolio", "libraries"),
        ("what's the budget for street cleansing in Bootle", "funds", "street cleansing in bootle"),
        ("which partner handles housing repairs", "body", "housing repairs"),
        ("membership of the Crosby partnership", "sits", "crosby partnership"),
        ("when does Crosby Area Partnership meet", "meets", "crosby area partnership"),
        ("when is the next Crosby Area Partnership meeting", "meets", "crosby area partnership meeting"),
        ("when's the next meeting of Maghull Town Council", "meets", "maghull town council"),
        ("which partnership covers Netherton", "body", "netherton"),
        ("which body deals with anti-social behaviour in Bootle", "body", "anti social behaviour in bootle"),
        ("what parish is Lydiate in", "body", "lydiate in"),
        ("which Cabinet Member has street cleansing", "portfolio", "street cleansing"),
        ("who is the cabinet member for environment?", "portfolio", "environment"),
        ("whose portfolio is libraries in", "portfolio", "libraries"),
        ("who holds the transport portfolio", "portfolio", "the transport"),
        ("what pays for the youth club in Netherton", "funds", "the youth club in netherton"),
        ("what funds grass cutting in Crosby", "funds", "grass cutting in crosby"),
        ("who pays for street cleansing in Bootle", "funds", "street cleansing in bootle"),
        ("how is the youth service funded", "funds", "the youth service"),
        ("when does the grant for youth clubs run out", "funds", "youth clubs"),
        ("how much is spent on gullies", "funds", "gullies"),
    ],
)
def test_a_question_is_told_by_its_form(text: str, question: str, about: str) -> None:
    found = tokens(text)
    asked = asked_by_form(found)

    assert asked is not None
    start, end = asked.words
    assert (asked.question, " ".join(token.word for token in found[start:end])) == (question, about)


@pytest.mark.parametrize(
    "text",
    [
        "bins overflowing on Stanley Road in Bootle",
        "the committee room at the library is freezing",
        "kids who sit on the wall outside the shop all night",
        "when is somebody going to answer",
        "where are the council kennels",
        "when does the council tax bill come out",
        "when does it go to planning committee",
        "what funds are there for a youth project",
        "who pays for a funeral if there's no money",
        "who pays for the care home",
        "who paid for his stairlift",
        "the partnership that covers Netherton was going to plant trees",
        "cabinet member for transport promised a crossing on Moor Lane",
        "who is the coordinator for Formby",
        "who handles graffiti in Crosby",
        "",
    ],
)
def test_what_only_sounds_like_one_is_left_to_the_words(text: str) -> None:
    assert asked_by_form(tokens(text)) is None


@given(st.text(max_size=400) | st.lists(st.sampled_from(SAID), max_size=30).map(" ".join))
def test_whatever_is_written_the_words_it_is_about_are_among_its_own(text: str) -> None:
    found = tokens(text)
    asked = asked_by_form(found)

    assert asked is None or 0 <= asked.words[0] <= asked.words[1] <= len(found)
    assert day_of(text, TODAY) is None or any(letter.isdigit() for letter in text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("who sits on the committee on 3 May", date(2027, 5, 3)),
        ("who sat on the committee on 3 May", date(2026, 5, 3)),
        ("who covers Linacre on the 3rd of December", date(2026, 12, 3)),
        ("who covered Linacre on Friday 3rd December", date(2025, 12, 3)),
        ("who sits on it as at 1 April 2028", date(2028, 4, 1)),
        ("who sits on it as of 2027-04-01", date(2027, 4, 1)),
        ("who sits on it on 23 Nov", TODAY),
        ("who sits on it on 29 February", date(2028, 2, 29)),
        ("who sits on it on 31 June 2027", None),
        ("who sits on it on 2027-13-01", None),
        ("who can mend the light at 3 may street", None),
        ("flat 3 may I ask who handles damp", None),
        ("who handles potholes", None),
    ],
)
def test_the_day_that_is_asked_about(text: str, day: date | None) -> None:
    assert day_of(text, TODAY) == day


NAMES = [
    "South Sefton Area Partnership", "South Sefton Community Safety Area Partnership", "Crosby Area Partnership",
    "Sefton East Parishes Area Partnership", "Crosby Area Committee", "Linacre and Derby Area Committee",
    "Sefton East Parishes Area Committee", "Formby Parish Council", "Sefton Parish Council",
    "Merseyside Police (Sefton neighbourhood teams)", "Safer Streets",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("south sefton area partnership", ["South Sefton Area Partnership"]),
        ("South Sefton", ["South Sefton Area Partnership"]),
        ("south sefton community safety partnership", ["South Sefton Community Safety Area Partnership"]),
        ("Crosby partnership", ["Crosby Area Partnership"]),
        ("crosby", ["Crosby Area Partnership", "Crosby Area Committee"]),
        ("linacre & derby", ["Linacre and Derby Area Committee"]),
        ("the Linacre and Darby committee", ["Linacre and Derby Area Committee"]),
        ("Sefton East committee", ["Sefton East Parishes Area Committee"]),
        ("formby council", ["Formby Parish Council"]),
        ("merseyside police", ["Merseyside Police (Sefton neighbourhood teams)"]),
        ("safer streets board", ["Safer Streets"]),
    ],
)
def test_a_body_is_known_as_people_say_it(text: str, meant: list[str]) -> None:
    found = named(text, NAMES)

    assert found is not None
    assert [NAMES[at] for at in found.numbers] == meant


@pytest.mark.parametrize("text", ["the planning committee", "full council", "it", "the bench in Derby Park"])
def test_what_names_no_body_finds_none(text: str) -> None:
    assert named(text, NAMES) is None


def test_another_kind_of_body_is_only_near() -> None:
    found = named("South Sefton Area Committee", NAMES)

    assert found is not None
    assert (NAMES[found.numbers[0]], found.is_exact) == ("South Sefton Area Partnership", False)
