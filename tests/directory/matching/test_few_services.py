"""A council of few services: most of what comes is about none of them, and little is known of how people speak."""

from dataclasses import replace
from pathlib import Path

import pytest

from directory.council import Council
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher
from tests.directory.matching.test_corrections import COUNCIL

ABOUT = [
    ("street light out", "lights"),
    ("huge pothole on Marsh Lane", "holes"),
    ("litter blowing all over", "litter"),
    ("rubbish all over the pavement outside the shops", "litter"),
]
# About none of the three.
STRANGE = [
    "library opening hours",
    "her carers never come",
    "hello",
    "the snickleway is clarted",
    "noisy parties next door",
    "council tax bill is wrong",
    "school place for my son",
    "rats in the kitchen",
]


def of(services: int, phrases: int) -> Council:
    """So many services of the three, with so many phrases each."""
    keys = [service.key for service in COUNCIL.services][:services]
    told = [[row for row in COUNCIL.phrases if row.service == key][:phrases] for key in keys]
    return replace(
        COUNCIL, services=COUNCIL.services[:services], phrases=tuple(row for some in told for row in some)
    )


@pytest.fixture(params=[10, 3, 1], ids=lambda many: f"{many} phrases a service")
def three(request: pytest.FixtureRequest, words_folder: Path) -> Matcher:
    return Matcher.load(compile_council(of(3, request.param), words_folder / "small"))


def stated(matcher: Matcher, text: str) -> float:
    return matcher.read(text).issues[0].services[0].score


@pytest.mark.parametrize(("text", "service"), ABOUT)
def test_what_is_about_a_service_goes_there(three: Matcher, text: str, service: str) -> None:
    issue = three.read(text).issues[0]

    assert issue.services[0].key == service
    assert issue.decision == "sure"


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_about_none_is_asked(three: Matcher, text: str) -> None:
    assert three.read(text).decision == "ask"
    assert stated(three, text) < 0.7


def test_nothing_is_stated_that_so_few_phrases_could_not_show(words_folder: Path) -> None:
    """Of one phrase and one name each, even where all were read rightly."""
    few, more = (Matcher.load(compile_council(of(3, phrases), words_folder / "small")) for phrases in (1, 10))

    assert 0.75 < stated(few, "street light out") < 0.9
    assert 0.9 < stated(more, "street light out") < 0.98


def test_one_service_alone_is_sure_of_its_own_phrases_only(words_folder: Path) -> None:
    alone = Matcher.load(compile_council(of(1, 10), words_folder / "small"))

    assert alone.read("litter blowing about").decision == "sure"
    assert [text for text in STRANGE if alone.read(text).decision != "ask"] == []
