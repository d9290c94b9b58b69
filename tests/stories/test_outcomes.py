"""How a case is honestly answered: each outcome with its facts, and the member's right of reply."""

from datetime import UTC, datetime

import pytest

from casework.ratings import ANSWERS
from tests.desk import Actor, Desk, Json, buttons_of, text_of

POTHOLE = "Huge pothole on Marsh Lane"


class Opened:
    """A case of the member's, and both ends of it."""

    def __init__(self, desk: Desk) -> None:
        self.member: Actor = desk.holder("member", "Linacre")
        self.coordinator: Actor = desk.holder("coordinator", "South Sefton")
        self.channel = desk.channel("area", "South Sefton")
        self.asked = self.member.says(POTHOLE)

    @property
    def card(self) -> Json:
        return self.coordinator.sees(self.channel)[0]

    def answer(self, kind: str, words: str, **facts: str) -> Json:
        """The co-ordinator gives an outcome; what the member reads."""
        self.coordinator.presses("Outcome", on=self.card)
        if kind != "done":
            self.coordinator.chooses(KINDS[kind], on=self.coordinator.form() or {})
        self.coordinator.fills_in(kind=kind, **{f"words__{kind}": words}, **facts)
        self.coordinator.fills_in()
        return self.told()

    def told(self) -> Json:
        return self.member.sees(thread=self.asked)[-1]


KINDS = {
    "scheduled": "Scheduled: a date that you confirm",
    "not_ours": "Not ours: another body accepted it",
    "no": "No, with the reason",
}


@pytest.fixture
def opened(desk: Desk) -> Opened:
    return Opened(desk)


def labels(message: Json) -> list[str]:
    """The buttons under an outcome, without those that ask how it was handled."""
    asked = {words for scores in ANSWERS.values() for words in scores.values()}
    return [label for button in buttons_of(message) if (label := button["text"]["text"]) not in asked]


def test_not_ours_names_the_body_and_its_reference(opened: Opened) -> None:
    said = opened.answer("not_ours", "The land is theirs.", body="Canal and River Trust", reference="CRT-77")

    assert "Canal and River Trust" in text_of(said)
    assert "CRT-77" in text_of(said)
    assert labels(said) == ["Sorted", "Not sorted"]


def test_not_ours_without_a_reference_or_whom_was_told_is_refused_in_the_form(opened: Opened) -> None:
    opened.coordinator.presses("Outcome", on=opened.card)
    opened.coordinator.chooses(KINDS["not_ours"], on=opened.coordinator.form() or {})
    refused = opened.coordinator.fills_in(
        kind="not_ours", words__not_ours="The land is not ours.", body="Canal and River Trust"
    )

    assert "Give their reference" in str(refused)
    assert "Answered" not in text_of(opened.card)


def test_no_gives_its_reason_and_can_be_objected_to(opened: Opened) -> None:
    said = opened.answer("no", "It is under 40 mm deep: below what we repair.")
    assert "below what we repair" in text_of(said)

    opened.member.presses("Not sorted", on=said)

    assert "re-opened" in text_of(opened.card)


def test_scheduled_stays_answered_and_becomes_done(desk: Desk, opened: Opened) -> None:
    said = opened.answer("scheduled", "It is on the list.", date="2026-12-04")
    assert "4 Dec" in text_of(said)
    assert "Sorted" not in labels(said)
    assert "Answered" in text_of(opened.card)

    desk.to(datetime(2026, 12, 3, 10, 0, tzinfo=UTC))
    said = opened.answer("done", "Filled this morning.")

    assert labels(said) == ["Sorted", "Not sorted"]


def test_thanks_neither_closes_nor_reopens(opened: Opened) -> None:
    opened.answer("done", "Filled this morning.")

    opened.member.says("Thank you very much", thread=opened.asked)

    assert "Answered" in text_of(opened.card)


def test_sorted_in_words_closes_and_not_sorted_in_words_reaches_a_person(opened: Opened) -> None:
    opened.answer("done", "Filled this morning.")
    opened.member.says("It is still there, nothing has been done", thread=opened.asked)
    assert "re-opened" in text_of(opened.card)

    opened.answer("done", "Filled for good.")
    opened.member.says("Sorted, thanks", thread=opened.asked)
    assert "Closed" in text_of(opened.card)


def test_a_reply_after_closing_offers_to_open_it_again(opened: Opened) -> None:
    opened.member.presses("Sorted", on=opened.answer("done", "Filled this morning."))

    opened.member.says("It has sunk again", thread=opened.asked)

    said = opened.told()
    assert labels(said) == ["Open it again", "Make it a new case"]
    opened.member.presses("Open it again", on=said)
    assert "New" in text_of(opened.card)
