"""Which events are kept, and in which conversation: pure rules, as tables."""

from typing import Any

import pytest

from bot.events import sift

BOT = [{"team_id": "T01", "user_id": "UBOT", "is_bot": True}]


def body(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": "T01",
        "event_id": "Ev1",
        "api_app_id": "A01",
        "authorizations": BOT,
        "event": event,
    }


def message(**others: Any) -> dict[str, Any]:
    return {"type": "message", "channel": "C01", "user": "U01", "ts": "5.0", "text": "bins"} | others


def changed(inner: dict[str, Any], subtype: str = "message_changed", **others: Any) -> dict[str, Any]:
    name = "message" if subtype == "message_changed" else "previous_message"
    return {"type": "message", "subtype": subtype, "channel": "C01", "ts": "9.0", name: inner} | others


DIRECT = {"channel": "D01", "channel_type": "im"}

NOT_KEPT = {
    "the bot's own post": message(user="UBOT"),
    "the bot's own post under another name": message(
        user=None, bot_id="B01", app_id="A01", subtype="bot_message"
    ),
    "an edit of the bot's own post": changed({"user": "UBOT", "ts": "5.0"}),
    "an edit of the bot's own post under another name": changed(
        {"bot_id": "B01", "app_id": "A01", "ts": "5.0"}
    ),
    "the bot's own reaction": {
        "type": "reaction_added",
        "user": "UBOT",
        "item": {"type": "message", "channel": "C01", "ts": "5.0"},
    },
    "a channel's message without a mention": message(),
    "a channel's message that mentions another": message(text="<@U02> look"),
    "somebody joined": message(subtype="channel_join"),
    "a reaction to a file": {
        "type": "reaction_added",
        "user": "U01",
        "item": {"type": "file", "file": "F01"},
    },
    "nothing at all": {},
}

KEPT = {
    "a direct message": (message(**DIRECT), "D01", None),
    "a direct message with a file": (message(subtype="file_share", **DIRECT), "D01", None),
    "a direct reply": (message(thread_ts="2.0", **DIRECT), "D01", None),
    "an edit of a direct message": (changed({"user": "U01", "ts": "5.0"}, **DIRECT), "D01", None),
    "a deletion of a direct message": (changed({"user": "U01", "ts": "5.0"}, "message_deleted", **DIRECT), "D01", None),
    "a mention": ({**message(text="<@UBOT> bins"), "type": "app_mention"}, "C01:5.0", None),
    "a message with a mention": (message(text="<@UBOT> bins"), "C01:5.0", None),
    "a message with a named mention": (message(text="<@UBOT|wardline> bins"), "C01:5.0", None),
    "a mention in a thread": (message(text="<@UBOT> bins", thread_ts="2.0"), "C01:2.0", None),
    "a reply in a channel's thread": (message(thread_ts="2.0"), "C01:2.0", ("C01", "2.0")),
    "a reply with a file": (message(thread_ts="2.0", subtype="file_share"), "C01:2.0", ("C01", "2.0")),
    "an edit in a channel's thread": (changed({"user": "U01", "ts": "5.0", "thread_ts": "2.0"}), "C01:2.0", ("C01", "2.0")),
    "an edit of a mention": (changed({"user": "U01", "ts": "5.0", "text": "<@UBOT> skips"}), "C01:5.0", None),
    "a reaction": ({"type": "reaction_added", "user": "U01", "item": {"type": "message", "channel": "C01", "ts": "5.0"}}, "C01:5.0", None),
    "a reaction in a direct message": ({"type": "reaction_added", "user": "U01", "item": {"type": "message", "channel": "D01", "ts": "5.0"}}, "D01", None),
    "Home was opened": ({"type": "app_home_opened", "user": "U01", "channel": "D01"}, "home:U01", None),
    "the bot was invited": ({"type": "member_joined_channel", "user": "UBOT", "channel": "C01"}, "member_joined_channel:C01", None),
    "a channel was renamed": ({"type": "channel_rename", "channel": {"id": "C01"}}, "channel_rename:C01", None),
}  # fmt: skip


@pytest.mark.parametrize("event", NOT_KEPT.values(), ids=NOT_KEPT)
def test_what_the_bot_wrote_or_does_not_concern_it_is_not_kept(event: dict[str, Any]) -> None:
    assert sift(body(event)) is None


@pytest.mark.parametrize(("event", "conversation", "thread"), KEPT.values(), ids=KEPT)
def test_what_concerns_the_bot_is_kept_in_its_conversation(
    event: dict[str, Any], conversation: str, thread: tuple[str, str] | None
) -> None:
    sifted = sift(body(event))
    assert sifted is not None
    assert (sifted.conversation, sifted.thread) == (conversation, thread)


def test_a_mention_told_as_two_events_has_one_key() -> None:
    told = [message(text="<@UBOT> bins"), {**message(text="<@UBOT> bins"), "type": "app_mention"}]
    keys = {
        found.key
        for found in (sift(body(event) | {"event_id": f"Ev{n}"}) for n, event in enumerate(told))
        if found
    }
    assert keys == {"T01:C01:5.0"}


def test_a_message_and_its_edit_have_keys_of_their_own() -> None:
    said, edited = sift(body(message(**DIRECT))), sift(body(changed({"user": "U01", "ts": "5.0"}, **DIRECT)))
    assert said is not None
    assert edited is not None
    assert said.key != edited.key
