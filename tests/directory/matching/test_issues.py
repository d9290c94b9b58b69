"""Several matters in one message, and one matter told with "and": written for this, each with the services that are
right. What is split wrongly here is mostly what people would split as well (trees and hedges)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from directory.matching.reading import Reading

HERE = Path(__file__).parent
Read = Callable[[str], Reading]


def messages(name: str) -> list[tuple[str, set[str]]]:
    """(message, its services)."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.rsplit(" | ", 1) for line in lines]
    return [(text, set(services.split("; "))) for text, services in parts]


def services(reading: Reading) -> list[str]:
    return [issue.services[0].key for issue in reading.issues if issue.services]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Potholes and dog mess in Stanley Road", ["Potholes", "dog mess in Stanley Road"]),
        ("overhanging branches as well as nettles along the path", ["overhanging branches", "nettles along the path"]),
        ("litter, graffiti & fly tipping", ["litter", "graffiti", "fly tipping"]),
        ("two things: grid blocked at the corner, street light out", ["two things: grid blocked at the corner", "street light out"]),
        ("there's needles in the entry and someone has dumped a fridge", ["there's needles in the entry", "someone has dumped a fridge"]),
        ("flytipping with rats", ["flytipping", "rats"]),
    ],
)  # fmt: skip
def test_several_matters_are_told_apart(read: Read, text: str, parts: list[str]) -> None:
    assert [issue.text for issue in read(text).issues] == parts


@pytest.mark.parametrize(
    "text",
    [
        "long grass and weeds on the verge",
        "gang of lads with a dog, intimidating people",
        "van parked on the corner, nobody can see round it",
        "bins missed again, third week running, whole street affected",
        "Stanley Road and Knowsley Road are full of litter",
        "park and ride",
    ],
)
def test_one_matter_stays_one(read: Read, text: str) -> None:
    assert len(read(text).issues) == 1


def test_what_is_told_apart_differs(read: Read) -> None:
    for text, _ in (*messages("several"), *messages("single")):
        found = services(read(text))
        assert len(found) == len(set(found)), text


def test_most_messages_of_several_matters_are_read_as_several_and_few_others(read: Read) -> None:
    right = wrong = missed = 0
    for text, wanted in messages("several"):
        found = set(services(read(text)))
        right, wrong, missed = (
            right + len(found & wanted),
            wrong + len(found - wanted),
            missed + len(wanted - found),
        )
    split = sum(len(read(text).issues) > 1 for text, _ in messages("single"))

    assert 200 * right / (2 * right + wrong + missed) >= 90
    assert split <= 16
