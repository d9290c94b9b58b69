"""Every button, menu and form that there is, sent by somebody who has nothing to do with the case: nothing changes.

What an honest workspace never sends is forged here: an action that stands on no message of theirs, a form whose memory
was altered."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from directory.council import Council
from directory.matching.matcher import Matcher
from handlers.routes import ACTIONS, FORMS
from storage.base import Base
from storage.database import Database
from storage.history import HistoryEntry
from tests.desk import Actor, Desk, text_of
from tests.stories.test_ward_notices import writes
from workspace import acts, interact, modals
from workspace.delivery import NoAnswer
from workspace.limits import Refusal

# What a stranger may do: their own words, their own forms, their own looks. None touches a case of others.
OWN = frozenset({"enquiry.new", "measures.by"})
# Where work is noted and posts wait: a refusal may be told, and what was pressed may be counted.
NOTED = frozenset({"inbox", "outbox", "lanes", "direct_messages", "ticks"})
VALUES = (
    "1",
    "1:new",
    "2:answered",
    "assign:1:new",
    "show_details:1:new",
    "withdraw:1",
    "1:thing:0",
    "something_else",
    "x",
    "task:1",
)


@pytest.fixture
def desk(council_on_sqlite: Database, matcher: Matcher, council: Council, tmp_path: Path) -> Iterator[Desk]:
    with Desk(council_on_sqlite, matcher, council, transport="socket", folder=tmp_path).open() as opened:
        yield opened


@pytest.fixture
def stranger(desk: Desk) -> Actor:
    """A councillor of another area, while cases of a colleague's are open: one new, one answered and to be rated, one with
    a task, an offer and a reply; and a view of a ward notice waits for its answer."""
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    member.says("Huge pothole on Marsh Lane and something is not right by the lamp post on Stanley Road")
    member.says("Graffiti on Knowsley Road in Bootle")
    channel = desk.channel("area", "South Sefton")
    card = coordinator.sees(channel)[-1]
    coordinator.presses("Outcome", on=card)
    coordinator.fills_in(kind="done", words__done="Done this morning.")
    coordinator.fills_in()
    member.says("The street light is out on Marsh Lane")  # so its officer has a task
    card = next(m for m in coordinator.sees(channel) if "Street lighting*" in text_of(m))
    coordinator.chooses("Offer to partner…", on=card)
    coordinator.fills_in(body="merseyside-police", words="Please look in at night.", reply_by="2026-11-27")
    coordinator.presses("Reply", on=card)
    coordinator.fills_in(words="I have asked for it.")
    coordinator.fills_in()
    officer = desk.holder("officer", "highways-maintenance")
    writes(officer, involvement="consult")
    officer.fills_in()
    member.presses("Give your view", on=member.last())
    member.fills_in(words="Not in the week of the market.")
    found = desk.holder("member", "Church")
    found.says("hello")
    return found


def test_a_guessed_button_changes_nothing(desk: Desk, stranger: Actor) -> None:
    before = everything(desk)
    place = desk.workspace.space.conversations[stranger.dm]
    message = next(reversed(place.messages.values()))
    reply = reply_of(desk)

    for action_id in sorted(name for name in names(ACTIONS) if name not in OWN):
        for value in (*VALUES, f"{reply}", f"correct:{reply}:1"):
            action = {"type": "button", "action_id": action_id, "block_id": "question.1", "value": value}
            press(desk, interact.block_action(
                desk.workspace, stranger.slack_id, action, place=place, message=message, view=None
            ))  # fmt: skip
        assert changed(desk, before) == {}, action_id


def test_a_form_with_an_altered_memory_changes_nothing(desk: Desk, stranger: Actor) -> None:
    before = everything(desk)

    for callback in sorted(name for name in names(FORMS) if name not in OWN):
        for memory in ('{"case": 1, "words": 1, "state": "new", "message": 1, "kind": "done", "date": "", "body": "", '
                       '"reference": "", "told": "", "task": 1, "offer": 1, "notice": 1, "view": 1, "entry": %d}' .replace("%d", str(reply_of(desk))), "{}", "", "[]", "not json"):  # fmt: skip
            view = modals.open_view(desk.workspace, stranger.slack_id, {**FORM, "callback_id": callback})
            view.payload["private_metadata"] = memory
            view.state = FILLED
            press(desk, interact.submission(desk.workspace, view))
            modals.close_view(desk.workspace, view, everything=True)
        assert changed(desk, before) == {}, callback


FORM: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Forged"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [{"type": "input", "block_id": "words", "label": {"type": "plain_text", "text": "Words"},
                "element": {"type": "plain_text_input", "action_id": "text"}}],
}  # fmt: skip
FILLED: dict[str, Any] = {
    **{
        block: {"text": {"type": "plain_text_input", "value": "Something"}}
        for block in ("words", "words.done", "note", "place")
    },
    "service": {"service": {"type": "static_select", "selected_option": {"value": "graffiti"}}},
    "ward": {"ward": {"type": "static_select", "selected_option": {"value": "Derby"}}},
    "person": {
        "person": {"type": "static_select", "selected_option": {"value": "jo"}, "selected_user": "U0COR001"}
    },
    "kind": {"outcome.kind": {"type": "static_select", "selected_option": {"value": "done"}}},
    "from": {"date": {"type": "datepicker", "selected_date": "2026-11-23"}},
}


def changed(desk: Desk, before: dict[str, list[str]]) -> dict[str, list[str]]:
    """By table: the rows that are there now and were not, or were and are not."""
    after = everything(desk)
    return {name: [*set(before[name]) ^ set(after[name])] for name in before if before[name] != after[name]}


def names(routes: dict[str | re.Pattern[str], Any]) -> list[str]:
    """Each id; of a pattern, one that it matches."""
    return [route if isinstance(route, str) else EXAMPLES[route.pattern] for route in routes]


EXAMPLES = {
    r"question\.choose(\.\d)?": "question.choose.1",
    r"case\.rate\.\d": "case.rate.0",
    r"offer\.answer\.\w+": "offer.answer.accept",
    r"ward_view\.answer(\.\d+)?": "ward_view.answer",
}


def reply_of(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(HistoryEntry.id).where(HistoryEntry.event == "replied")).one()


def press(desk: Desk, act: Any) -> None:
    """Whatever the bot answers, or if it answers nothing."""

    async def pressed() -> None:
        with contextlib.suppress(NoAnswer, acts.Unable, Refusal):
            await act

    desk.run(pressed())


def everything(desk: Desk) -> dict[str, list[str]]:
    with desk.database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in NOTED
        }
