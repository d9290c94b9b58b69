"""Messages in voices that no phrase has: rambling letters, residents' own words, a thumb on a telephone, Scouse. They
were written before they were read; the services that are right stand behind each."""

from collections.abc import Callable

import pytest

from directory.matching.reading import Reading
from tests.directory.matching.test_issues import messages

Read = Callable[[str], Reading]


@pytest.fixture(scope="module")
def told(read: Read) -> list[tuple[str, set[str], Reading]]:
    return [(text, wanted, read(text)) for text, wanted in messages("unseen")]


def _first(reading: Reading) -> str:
    return reading.issues[0].services[0].key if reading.issues and reading.issues[0].services else ""


def test_the_service_is_found(told: list[tuple[str, set[str], Reading]]) -> None:
    wrong = [text for text, wanted, reading in told if _first(reading) not in wanted]

    assert len(told) == 100
    assert len(wrong) <= 5, wrong


def test_what_is_not_known_is_asked_and_not_sent(told: list[tuple[str, set[str], Reading]]) -> None:
    sent = [(text, wanted, reading) for text, wanted, reading in told if reading.decision == "sure"]

    assert [text for text, wanted, reading in sent if _first(reading) not in wanted] == []
    assert len(sent) >= 0.6 * len(told)


def test_nobody_is_taken_for_chatter(told: list[tuple[str, set[str], Reading]]) -> None:
    assert [text for text, _, reading in told if reading.kind == "chatter"] == []
