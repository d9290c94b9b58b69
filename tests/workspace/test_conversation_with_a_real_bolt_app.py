"""A real slack-bolt app in the workspace, over Socket Mode and over signed HTTP: the same scripts for both."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from tests.workspace.house import ADA, BEN, OPEN, bolted
from workspace import acts
from workspace.server import BOT, Workspace

TRANSPORTS = pytest.mark.parametrize("transport", ["socket", "http"])
BUTTON = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "case.note",
            "value": "7",
            "text": {"type": "plain_text", "text": "Add a note"},
        },
        {
            "type": "static_select",
            "action_id": "case.pick",
            "placeholder": {"type": "plain_text", "text": "Pick"},
            "options": [
                {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("one", "two")
            ],
        },
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "note.form",
    "private_metadata": "case 7",
    "title": {"type": "plain_text", "text": "A note"},
    "submit": {"type": "plain_text", "text": "Keep"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Words"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Who"},
            "element": {"type": "external_select", "action_id": "person", "min_query_length": 1},
        },
    ],
}


def _register(app: AsyncApp, noted: list[dict[str, Any]]) -> None:
    async def post_a_card(event: dict[str, Any], say: Any) -> None:
        noted.append({"event": event})
        if not event.get("subtype"):
            await say(text="A card", blocks=[BUTTON], thread_ts=event["ts"])

    async def mentioned(event: dict[str, Any]) -> None:
        noted.append({"mention": event})

    async def note(ack: Any, body: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        noted.append({"click": body})
        await ack()

    async def pick(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        noted.append({"pick": body})
        await respond(
            text=f"You picked {body['actions'][0]['selected_option']['value']}", response_type="ephemeral"
        )

    async def offer(ack: Any, payload: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": f"Person {payload['value']}"}
        await ack(options=[{"text": text, "value": "p1"}])

    async def keep(ack: Any, view: dict[str, Any], client: Any, body: dict[str, Any]) -> None:
        noted.append({"submission": view})
        words = view["state"]["values"]["words"]["text"]["value"]
        if "bad" in words:
            await ack(response_action="errors", errors={"words": "Please be kind."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Kept: {words}")

    async def closed(ack: Any, view: dict[str, Any]) -> None:
        await ack()
        noted.append({"closed": view})

    async def raise_it(ack: Any, shortcut: dict[str, Any]) -> None:
        await ack()
        noted.append({"shortcut": shortcut})

    async def slash(ack: Any, command: dict[str, Any]) -> None:
        noted.append({"command": command})
        await ack(f"Understood: {command['text']}")

    async def opened(event: dict[str, Any], client: Any) -> None:
        noted.append({"home": event})
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your cases"}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async def reacted(event: dict[str, Any]) -> None:
        noted.append({"reaction": event})

    app.event("message")(post_a_card)
    app.event("app_mention")(mentioned)
    app.event("app_home_opened")(opened)
    app.event("reaction_added")(reacted)
    app.event("member_joined_channel")(reacted)
    app.action("case.note")(note)
    app.action("case.pick")(pick)
    app.options("person")(offer)
    app.view("note.form")(keep)
    app.view_closed("note.form")(closed)
    app.shortcut("enquiry.raise")(raise_it)
    app.shortcut("enquiry.new")(raise_it)
    app.command("/wardline")(slash)


def _noted(noted: list[dict[str, Any]], name: str) -> list[Any]:
    return [one[name] for one in noted if name in one]


async def _card(workspace: Workspace) -> tuple[str, str, dict[str, Any]]:
    """Ada writes to the bot and it answers with a card in her thread."""
    channel = acts.dm(workspace, ADA)
    ts = await acts.say(workspace, ADA, channel, "Bins & lights <out>")
    replies = await acts.until(workspace, lambda: acts.messages(workspace, ADA, channel, ts)[1:])
    return channel, ts, replies[0]


@TRANSPORTS
def test_a_message_reaches_the_app_escaped_and_its_answer_lands_in_the_thread(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            channel, ts, card = await _card(workspace)
            await workspace.settled()
            event = _noted(noted, "event")[0]
            assert event["text"] == "Bins &amp; lights &lt;out&gt;"
            assert event["channel_type"] == "im"
            assert event["client_msg_id"]
            assert event["blocks"][0]["elements"][0]["elements"] == [
                {"type": "text", "text": "Bins & lights <out>"}
            ]
            assert card["user"] == BOT
            assert card["thread_ts"] == ts
            parent = acts.messages(workspace, ADA, channel)[0]
            assert (parent["reply_count"], parent["latest_reply"]) == (1, card["ts"])

    asyncio.run(story())


@TRANSPORTS
def test_a_click_opens_a_form_which_is_refused_once_and_then_kept(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            channel, ts, card = await _card(workspace)
            await acts.click(workspace, ADA, "case.note", channel=channel, message_ts=card["ts"])
            click = _noted(noted, "click")[0]
            assert click["actions"][0]["value"] == "7"
            assert click["container"]["thread_ts"] == ts
            assert click["state"]["values"]["row"]["case.pick"]["selected_option"] is None
            empty = await acts.submit(workspace, ADA)
            assert empty["errors"] == {"words": "Please complete this required field."}
            assert not _noted(noted, "submission")
            offered = await acts.options(
                workspace, ADA, "person", "A", view_id=acts.view(workspace, ADA)["id"]
            )
            assert offered["options"][0]["text"]["text"] == "Person A"
            values = {"words": {"text": "bad words"}, "who": {"person": offered["options"][0]}}
            assert (await acts.submit(workspace, ADA, values))["errors"] == {"words": "Please be kind."}
            assert acts.view(workspace, ADA) is not None
            done = await acts.submit(workspace, ADA, {"words": {"text": "kind words"}})
            assert done == {"result": "closed", "errors": {}, "view": None}
            last = _noted(noted, "submission")[-1]
            assert last["private_metadata"] == "case 7"
            assert last["state"]["values"]["who"]["person"]["selected_option"]["value"] == "p1"
            texts = await acts.until(
                workspace,
                lambda: [m["text"] for m in acts.messages(workspace, ADA, channel) if m["is_bot"]],
            )
            assert texts == ["Kept: kind words"]

    asyncio.run(story())


@TRANSPORTS
def test_closing_a_form_tells_an_app_that_asked_to_be_told(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            channel, _, card = await _card(workspace)
            await acts.click(workspace, ADA, "case.note", channel=channel, message_ts=card["ts"])
            await acts.close_view(workspace, ADA)
            assert [view["callback_id"] for view in _noted(noted, "closed")] == ["note.form"]
            assert acts.view(workspace, ADA) is None

    asyncio.run(story())


@TRANSPORTS
def test_a_choice_is_kept_in_the_state_and_answered_where_only_its_maker_sees(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            ts = await acts.say(workspace, ADA, OPEN, "Something")
            card = (await acts.until(workspace, lambda: acts.messages(workspace, ADA, OPEN, ts)[1:]))[0]
            await acts.choose(workspace, ADA, "case.pick", "two", channel=OPEN, message_ts=card["ts"])
            seen = await acts.until(workspace, lambda: acts.ephemeral(workspace, ADA, OPEN))
            assert [one["text"] for one in seen] == ["You picked two"]
            assert acts.ephemeral(workspace, BEN, OPEN) == []
            picked = _noted(noted, "pick")[0]
            assert picked["state"]["values"]["row"]["case.pick"]["selected_option"]["value"] == "two"
            assert picked["channel"] == {"id": OPEN, "name": "south"}

    asyncio.run(story())


@TRANSPORTS
def test_a_mention_is_two_events_with_different_ids(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            await acts.say(workspace, ADA, OPEN, "@Wardline who handles graffiti?")
            await workspace.settled()
            sent = [one["request"] for one in workspace.journal.requests if one["name"].startswith("event ")]
            kinds = {one["event"]["type"]: one["event_id"] for one in sent if one["event"]["user"] == ADA}
            assert set(kinds) == {"message", "app_mention"}
            assert len(set(kinds.values())) == 2
            mention = _noted(noted, "mention")[0]
            assert mention["text"].startswith(f"<@{BOT}> who handles")
            assert "channel_type" not in mention

    asyncio.run(story())


@TRANSPORTS
def test_commands_and_both_kinds_of_shortcut_arrive(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            await acts.command(workspace, ADA, "/wardline", "lights & @Ben Example", OPEN)
            command = _noted(noted, "command")[0]
            assert command["text"] == f"lights &amp; <@{BEN}|ben.example>"
            assert command["channel_name"] == "south"
            assert acts.ephemeral(workspace, ADA, OPEN)[0]["text"].startswith("Understood: lights &amp;")
            ts = await acts.say(workspace, BEN, OPEN, "The light is out")
            await acts.shortcut(workspace, ADA, "enquiry.raise", channel=OPEN, message_ts=ts)
            await acts.shortcut(workspace, ADA, "enquiry.new")
            message, anywhere = _noted(noted, "shortcut")
            assert (message["type"], message["message"]["user"], message["message_ts"]) == (
                "message_action",
                BEN,
                ts,
            )
            assert anywhere["type"] == "shortcut"
            assert "channel" not in anywhere

    asyncio.run(story())


@TRANSPORTS
def test_opening_the_home_tab_shows_what_the_app_publishes(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            assert acts.home(workspace, ADA) is None
            await acts.open_home(workspace, ADA)
            home = await acts.until(workspace, lambda: acts.home(workspace, ADA))
            assert home["blocks"][0]["text"]["text"] == "Your cases"
            await acts.open_home(workspace, ADA)
            await workspace.settled()
            first, second = _noted(noted, "home")
            assert "view" not in first
            assert second["view"]["id"] == home["id"]

    asyncio.run(story())


@TRANSPORTS
def test_edits_deletions_and_reactions_carry_what_was_there(transport: str) -> None:
    async def story() -> None:
        async with bolted(_register, transport=transport) as (workspace, _, noted):
            ts = await acts.say(workspace, ADA, OPEN, "A")
            await acts.until(workspace, lambda: acts.messages(workspace, ADA, OPEN, ts)[1:])
            await acts.edit(workspace, ADA, OPEN, ts, "B")
            await acts.react(workspace, BEN, OPEN, ts, "outbox_tray")
            await acts.delete(workspace, ADA, OPEN, ts)
            await workspace.settled()
            events = [one for one in _noted(noted, "event") if one.get("subtype")]
            assert [one["subtype"] for one in events] == ["message_changed", "message_changed"]
            assert events[0]["previous_message"]["text"] == "A"
            assert events[0]["message"]["text"] == "B"
            assert events[0]["message"]["edited"]["user"] == ADA
            assert events[1]["message"]["subtype"] == "tombstone"
            assert events[1]["previous_message"]["text"] == "B"
            reaction = _noted(noted, "reaction")[0]
            assert (reaction["reaction"], reaction["item"]["ts"], reaction["item_user"]) == (
                "outbox_tray",
                ts,
                ADA,
            )

    asyncio.run(story())
