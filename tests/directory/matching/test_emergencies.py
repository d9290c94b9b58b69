"""Danger is found wherever it is written, and what only sounds like it is left alone."""

import pytest

from directory.matching.matcher import Matcher
from tests.directory.matching.conftest import phrases_of, rows_of

WAYS = ("{}", "there is {} near the school", "Resident says: {}, please help!", "{} now")


def found(matcher: Matcher, text: str) -> set[str]:
    return {issue.emergency.kind for issue in matcher.read(text).issues if issue.emergency}


@pytest.mark.parametrize("way", WAYS)
def test_every_word_of_the_list_is_found(matcher: Matcher, way: str) -> None:
    texts = [way.format(row["words"]) for row in rows_of("emergencies.csv")]
    assert [text for text in texts if matcher.read(text).decision != "emergency"] == []


def test_every_word_of_the_list_is_found_in_capitals(matcher: Matcher) -> None:
    texts = [f"THERE IS {row['words'].upper()} HERE" for row in rows_of("emergencies.csv")]
    assert [text for text in texts if matcher.read(text).decision != "emergency"] == []


@pytest.mark.parametrize("way", ["{}", "resident asking about {} please"])
def test_no_near_miss_is_taken_for_danger(matcher: Matcher, way: str) -> None:
    texts = [way.format(phrase) for phrase in phrases_of("_near_misses")]
    assert [text for text in texts if found(matcher, text)] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("there's a really strong smell of gas on Marsh Lane", "gas"),
        ("smelling gas in the hall since this morning", "gas"),
        ("gas leaks reported by three houses", "gas"),
        ("live wires hanging from the lamp post", "electricity"),
        ("the bin is on fire outside the flats", "fire"),
        ("an old man has collapsed and is not breathing", "injury"),
        ("a child is being beaten on Marsh Lane", "child"),
        ("two kids left alone in the house all night", "child"),
        ("he is threatening to kill himself", "adult"),
        ("the gable wall is about to collapse on the path", "structure"),
        ("a lad has been stabbed by the shops", "crime"),
    ],
)
def test_danger_in_the_words_people_use(matcher: Matcher, text: str, kind: str) -> None:
    assert kind in found(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "her gas bill has doubled and she can't pay",
        "live music till 2am at the pub",
        "dead tree on the verge",
        "an explosion of weeds along the pavement",
        "Everton were on fire last night",
        "fire door propped open in the flats",
        "nearly got run over at the crossing",
        "collapsed drain outside number nine",
    ],
)
def test_what_only_sounds_like_danger(matcher: Matcher, text: str) -> None:
    assert found(matcher, text) == set()


def test_danger_stands_beside_a_near_miss(matcher: Matcher) -> None:
    assert found(matcher, "ringing about the gas bill and now there is a smell of gas") == {"gas"}


def test_somebody_at_risk_comes_first_and_is_marked(matcher: Matcher) -> None:
    reading = matcher.read("a child at risk is in the house by the park")
    first = reading.issues[0].emergency
    assert first is not None
    assert first.sensitive
    assert first.words == "child at risk"
