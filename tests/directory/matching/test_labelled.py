"""The matcher on labelled messages of real people, which it has never learned from. They are no part of the project:
`WARDLINE_LABELLED` names their folder."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from directory.matching.matcher import Matcher
from directory.matching.reading import Issue, Reading
from tests.directory.matching.conftest import SAMPLE

Row = dict[str, Any]
Read = tuple[Row, Reading]


@pytest.fixture(scope="session")
def rows(labelled: Path) -> list[Row]:
    lines = (labelled / "enquiries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="session")
def readings(rows: list[Row], matcher_with_all_streets: Matcher) -> list[Read]:
    return [(row, matcher_with_all_streets.read(row["text"])) for row in rows]


@pytest.fixture(scope="session")
def single(readings: list[Read]) -> list[Read]:
    """Enquiries and queries about one service."""
    return [(r, x) for r, x in readings if r["kind"] in ("enquiry", "query") and r["services"]]


def percent(those: Iterable[Read], holds: Callable[[Row, Reading], bool]) -> float:
    found = [holds(row, reading) for row, reading in those]
    return 100 * sum(found) / len(found)


def first(reading: Reading) -> Issue | None:
    return reading.issues[0] if reading.issues else None


def ranked(reading: Reading) -> list[str]:
    issue = first(reading)
    return [service.key for service in issue.services] if issue else []


def is_right(row: Row, reading: Reading) -> bool:
    return bool(ranked(reading)) and ranked(reading)[0] in row["services"]


def test_the_service_is_found(single: list[Read]) -> None:
    assert percent(single, lambda row, x: ranked(x)[:1] == row["services"][:1]) >= 84
    assert percent(single, is_right) >= 90
    assert percent(single, lambda row, x: row["services"][0] in ranked(x)[:3]) >= 93


def test_what_is_sent_is_right_and_little_is_asked(single: list[Read]) -> None:
    sent = [(row, x) for row, x in single if x.decision in ("sure", "emergency")]
    assert percent(sent, is_right) >= 97
    assert len(sent) >= 0.7 * len(single)


def test_hardly_an_enquiry_is_taken_for_chatter_or_for_an_emergency(single: list[Read]) -> None:
    assert percent(single, lambda _, x: x.decision == "chatter") <= 1
    assert percent(single, lambda _, x: x.decision == "emergency") <= 3


def test_the_kind_is_right(readings: list[Read]) -> None:
    plain = [(row, x) for row, x in readings if row["kind"] in ("enquiry", "query", "chatter")]
    assert percent(plain, lambda row, x: x.kind == row["kind"]) >= 94


def test_chatter_opens_no_case(readings: list[Read]) -> None:
    chatter = [(row, x) for row, x in readings if row["kind"] == "chatter"]
    assert percent(chatter, lambda _, x: x.decision in ("sure", "emergency")) <= 9
    assert percent(chatter, lambda _, x: x.decision == "ask") <= 15


def test_the_area_is_right_and_none_is_made_up(readings: list[Read]) -> None:
    def areas(reading: Reading) -> set[str]:
        issue = first(reading)
        return set(issue.place.areas) if issue and issue.place else set()

    placed = [(row, x) for row, x in readings if row["wards"] and row["kind"] != "multi"]
    nowhere = [(row, x) for row, x in readings if not row["wards"]]
    assert percent(placed, lambda row, x: areas(x) == set(row["areas"])) >= 95
    assert percent(placed, lambda row, x: bool(areas(x)) and not areas(x) & set(row["areas"])) <= 1
    assert percent(nowhere, lambda _, x: any(i.place and i.place.areas for i in x.issues)) <= 1


def test_no_labelled_message_is_among_the_phrases(rows: list[Row]) -> None:
    """Near-duplicates too: the figures above would mean nothing."""
    said = {
        plain(line)
        for path in (SAMPLE / "phrases").glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    }
    # Words that anybody says ("thanks") are nobody's message.
    assert [row["text"] for row in rows if plain(row["text"]) in said and len(row["text"].split()) > 3] == []


def plain(text: str) -> str:
    """A text without capitals, signs and the smallest words."""
    words = re.findall(r"[a-z0-9]+", text.casefold().replace("'", "").replace("’", ""))
    return " ".join(
        word for word in words if word not in ("a", "an", "the", "is", "are", "of", "on", "in", "at")
    )
