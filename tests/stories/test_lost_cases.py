"""Buttons and forms that have lost what they were about: each answers in words that say what to do, and does nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.apology import WORDS as APOLOGY
from directory.council import Council
from directory.matching.matcher import Matcher
from handlers.routes import ACTIONS, FORMS
from storage.database import Database
from tests.desk import Actor, Desk, text_of
from tests.stories.test_guessed_ids import FILLED, FORM, names
from workspace import acts, interact, modals

# Those of a form never stand in a message; "Don't send" has nothing to lose; leave is one's own.
IN_A_FORM = frozenset(
    {
        "correction.approve",
        "correction.reject",
        "correction.next",
        "measures.by",
        "offer.kind",
        "outcome.kind",
        "prepared_text.start",
        "task.service",
    }
)
NOTHING_TO_LOSE = frozenset({"reply.discard", "absence.mark"})
GONE = '{"case": 999999, "entry": 999999, "words": 999999, "state": "new", "kind": "done", "date": "", "body": "", "reference": "", "told": "", "task": 999999, "offer": 999999, "notice": 999999, "view": 999999}'


@pytest.fixture
def desk(council_on_sqlite: Database, matcher: Matcher, council: Council, tmp_path: Path) -> Iterator[Desk]:
    with Desk(council_on_sqlite, matcher, council, transport="socket", folder=tmp_path).open() as opened:
        yield opened


def test_each_button_and_each_form_says_so(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    member.says("Huge pothole on Marsh Lane")
    card = coordinator.sees(desk.channel("area", "South Sefton"))[0]

    said = {
        (action, value): pressed(coordinator, action, value, card)
        for action in sorted(set(names(ACTIONS)) - IN_A_FORM - NOTHING_TO_LOSE)
        for value in ("", "999999")
    } | {
        (callback, memory): sent(coordinator, callback, memory)
        for callback in sorted(set(names(FORMS)) - NOTHING_TO_LOSE)
        for memory in ("", GONE)
    }

    assert [what for what, words in said.items() if not words] == []
    assert [what for what, words in said.items() if APOLOGY in words] == []
    assert "Acknowledge by" in text_of(coordinator.sees(card["channel"])[0])


def pressed(who: Actor, action: str, value: str, on: dict[str, Any]) -> str:
    """What is read after it: in the channel, or in a form that opens."""
    before = len(who.whispers(on["channel"]))
    who.sends_action(
        {"type": "button", "action_id": action, "block_id": "question.999999", "value": value}, on=on
    )
    return "".join(map(text_of, who.whispers(on["channel"])[before:])) + closed(who)


def sent(who: Actor, callback: str, memory: str) -> str:
    view = modals.open_view(who.desk.workspace, who.slack_id, {**FORM, "callback_id": callback})
    view.payload["private_metadata"], view.state = memory, FILLED
    _, errors = who.desk.run(interact.submission(who.desk.workspace, view))
    return "".join(errors.values()) + closed(who)


def closed(who: Actor) -> str:
    form = who.form()
    if form is None:
        return ""
    who.desk.run(acts.close_view(who.desk.workspace, who.slack_id, everything=True))
    return text_of(form)
