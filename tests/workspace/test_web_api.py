"""The Web API with the official clients: what it does, and Slack's name for every refusal."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.house import ADA, BEN, CAZ, CLOSED, ELSEWHERE, MANIFEST, OPEN, client, manifest, running
from workspace import acts
from workspace.server import BOT, Workspace

Call = Callable[[AsyncWebClient], Awaitable[Any]]
SCOPES = MANIFEST["oauth_config"]["scopes"]["bot"]
METADATA = {"event_type": "case", "event_payload": {"case": 7}}


async def refused(call: Awaitable[Any]) -> dict[str, Any]:
    """The answer to a call that must fail."""
    with pytest.raises(SlackApiError) as error:
        await call
    data: dict[str, Any] = error.value.response.data
    return data


REFUSALS: list[tuple[str, Call]] = [
    ("no_text", lambda c: c.api_call("chat.postMessage", json={"channel": OPEN})),
    ("channel_not_found", lambda c: c.chat_postMessage(channel="C0NOWHERE", text="x")),
    ("not_in_channel", lambda c: c.chat_postMessage(channel=ELSEWHERE, text="x")),
    ("cannot_reply_to_message", lambda c: c.chat_postMessage(channel=OPEN, text="x", thread_ts="1.000001")),
    ("invalid_metadata_format", lambda c: c.chat_postMessage(channel=OPEN, text="x", metadata={"a": 1})),
    ("missing_scope", lambda c: c.chat_postMessage(channel=OPEN, text="x", username="Somebody else")),
    ("user_not_in_channel", lambda c: c.chat_postEphemeral(channel=OPEN, user=CAZ, text="x")),
    ("message_not_found", lambda c: c.chat_update(channel=OPEN, ts="1.000001", text="x")),
    ("message_not_found", lambda c: c.chat_delete(channel=OPEN, ts="1.000001")),
    ("time_in_past", lambda c: c.chat_scheduleMessage(channel=OPEN, text="x", post_at=1)),
    ("user_not_found", lambda c: c.users_info(user="U0NOBODY")),
    ("users_not_found", lambda c: c.users_lookupByEmail(email="nobody@example.org")),
    ("user_not_found", lambda c: c.conversations_open(users="U0NOBODY")),
    ("users_list_not_supplied", lambda c: c.conversations_open(users="")),
    ("not_in_channel", lambda c: c.conversations_history(channel=ELSEWHERE)),
    ("thread_not_found", lambda c: c.conversations_replies(channel=OPEN, ts="1.000001")),
    ("invalid_cursor", lambda c: c.users_list(cursor="?")),
    ("invalid_types", lambda c: c.conversations_list(types="public")),
    ("missing_scope", lambda c: c.conversations_create(name="new")),
    ("missing_scope", lambda c: c.conversations_join(channel=ELSEWHERE)),
    ("invalid_name", lambda c: c.reactions_add(channel=OPEN, name="thumbs up", timestamp="1.000001")),
    ("message_not_found", lambda c: c.reactions_add(channel=OPEN, name="eyes", timestamp="1.000001")),
    ("file_not_found", lambda c: c.files_info(file="F0NONE")),
    ("invalid_trigger_id", lambda c: c.views_open(trigger_id="1.2.3", view=MODAL)),
    ("not_found", lambda c: c.views_update(view_id="V0NONE", view=MODAL)),
    ("invalid_arguments", lambda c: c.views_publish(user_id=ADA, view=MODAL)),
    ("user_not_found", lambda c: c.views_publish(user_id="U0NOBODY", view=HOME)),
    ("unknown_method", lambda c: c.api_call("chat.shout")),
    ("missing_scope", lambda c: c.team_info()),
]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "A form"}, "blocks": [{"type": "divider"}]}
HOME = {"type": "home", "blocks": [{"type": "divider"}]}


@pytest.mark.parametrize(("error", "call"), REFUSALS)
def test_slack_has_a_name_for_every_refusal(error: str, call: Call) -> None:
    async def story() -> None:
        async with running() as workspace:
            assert (await refused(call(client(workspace))))["error"] == error

    asyncio.run(story())


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-somebody-else", "invalid_auth"), ("", "not_authed")],
)
def test_a_wrong_token_is_refused(token: str, error: str) -> None:
    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with session.post(f"{workspace.base_url}/api/auth.test", headers=headers) as answer:
                assert await answer.json() == {"ok": False, "error": error}

    asyncio.run(story())


def test_each_kind_of_token_opens_only_its_own_methods() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot, app = client(workspace), client(workspace, workspace.app_token)
            assert (await bot.auth_test())["user_id"] == BOT
            assert (await app.apps_connections_open(app_token=workspace.app_token))["url"].startswith("ws://")
            wrong = await refused(bot.apps_connections_open(app_token=workspace.bot_token))
            assert wrong["error"] == "not_allowed_token_type"
            assert (await refused(app.auth_test()))["error"] == "not_allowed_token_type"

    asyncio.run(story())


def test_a_missing_scope_is_named_with_what_there_is() -> None:
    async def story() -> None:
        left = [scope for scope in SCOPES if scope not in ("groups:history", "groups:read")]
        events = ["message.channels"]
        async with running(manifest(scopes=left, events=events)) as workspace:
            bot = client(workspace)
            answer = await refused(bot.conversations_history(channel=CLOSED))
            assert answer["needed"] == "groups:history"
            assert answer["provided"] == ",".join(sorted(left))
            assert (await bot.conversations_history(channel=OPEN))["ok"]
            assert (await refused(bot.conversations_list(types="private_channel")))["needed"] == "groups:read"

    asyncio.run(story())


@pytest.mark.parametrize("encoding", ["json", "form"])
def test_arguments_arrive_as_json_or_as_a_form(encoding: str) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Card*"}}]

    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            body: dict[str, Any] = {"channel": OPEN, "text": "A card", "blocks": blocks, "metadata": METADATA}
            address = f"{workspace.base_url}/api/chat.postMessage"
            if encoding == "json":
                headers = {"Authorization": f"Bearer {workspace.bot_token}"}
                posted = session.post(address, json=body, headers=headers)
            else:
                nested = {name: v if isinstance(v, str) else json.dumps(v) for name, v in body.items()}
                posted = session.post(address, data={**nested, "token": workspace.bot_token})
            async with posted as answer:
                message = (await answer.json())["message"]
                assert answer.headers["X-OAuth-Scopes"].startswith("app_mentions:read")
            assert message["metadata"] == METADATA
            assert message["blocks"][0]["text"]["text"] == "*Card*"
            assert message["blocks"][0]["block_id"]

    asyncio.run(story())


def test_a_body_that_is_not_json_is_refused() -> None:
    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            headers = {"Authorization": f"Bearer {workspace.bot_token}", "Content-Type": "application/json"}
            address = f"{workspace.base_url}/api/chat.postMessage"
            for text, error in (("{", "invalid_json"), ("[]", "json_not_object")):
                async with session.post(address, data=text, headers=headers) as answer:
                    assert (await answer.json())["error"] == error

    asyncio.run(story())


def test_the_synchronous_client_works_too() -> None:
    def talk(workspace: Workspace) -> list[str]:
        bot = WebClient(workspace.bot_token, base_url=f"{workspace.base_url}/api/")
        channel = bot.conversations_open(users=[ADA])["channel"]["id"]
        bot.chat_postMessage(channel=channel, text="Hello")
        bot.files_upload_v2(channel=channel, content="some words", filename="note.txt", title="A note")
        members = bot.conversations_members(channel=channel)["members"]
        assert sorted(members) == sorted([ADA, BOT])
        history = bot.conversations_history(channel=channel)["messages"]
        return [message.get("text") or message["files"][0]["title"] for message in history]

    async def story() -> None:
        async with running() as workspace:
            assert await asyncio.to_thread(talk, workspace) == ["A note", "Hello"]

    asyncio.run(story())


def test_timestamps_are_unique_and_rise() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            answers = await asyncio.gather(
                *(bot.chat_postMessage(channel=OPEN, text=str(n)) for n in range(20))
            )
            stamps = [answer["ts"] for answer in answers]
            assert len(set(stamps)) == 20
            assert sorted(stamps) == sorted(stamps, key=float)
            assert abs(float(max(stamps)) - time.time()) < 5

    asyncio.run(story())


def test_metadata_is_given_only_where_it_is_asked_for() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            parent = (await bot.chat_postMessage(channel=OPEN, text="A", metadata=METADATA))["ts"]
            await bot.chat_postMessage(channel=OPEN, text="B", metadata=METADATA, thread_ts=parent)
            for ask in (False, True):
                history = await bot.conversations_history(channel=OPEN, include_all_metadata=ask)
                thread = await bot.conversations_replies(channel=OPEN, ts=parent, include_all_metadata=ask)
                found = [m.get("metadata") for m in history["messages"] + thread["messages"]]
                assert found == [METADATA if ask else None] * 3

    asyncio.run(story())


def test_threads_say_how_many_replied_and_history_leaves_replies_out() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            parent = await acts.say(workspace, ADA, OPEN, "A")
            await bot.chat_postMessage(channel=OPEN, text="B", thread_ts=parent)
            shown = await bot.chat_postMessage(channel=OPEN, text="C", thread_ts=parent, reply_broadcast=True)
            history = (await bot.conversations_history(channel=OPEN))["messages"]
            assert [m["text"] for m in history] == ["C", "A"]
            assert history[0]["subtype"] == "thread_broadcast"
            assert history[0]["root"]["ts"] == parent
            assert (history[1]["reply_count"], history[1]["latest_reply"]) == (2, shown["ts"])
            assert history[1]["reply_users"] == [BOT]
            replies = (await bot.conversations_replies(channel=OPEN, ts=parent))["messages"]
            assert [m["text"] for m in replies] == ["A", "B", "C"]
            assert {m["parent_user_id"] for m in replies[1:]} == {ADA}

    asyncio.run(story())


def test_long_lists_come_in_pages() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            for number in range(5):
                await bot.chat_postMessage(channel=OPEN, text=str(number))
            found, cursor, sizes = [], None, []
            while cursor != "":
                page = await bot.conversations_history(channel=OPEN, limit=2, cursor=cursor)
                found += [m["text"] for m in page["messages"]]
                sizes.append(len(page["messages"]))
                cursor = page.get("response_metadata", {}).get("next_cursor", "")
                assert page["has_more"] == bool(cursor)
            assert found == ["4", "3", "2", "1", "0"]
            assert sizes == [2, 2, 1]

    asyncio.run(story())


def test_history_is_bounded_by_oldest_and_latest() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            stamps = [(await bot.chat_postMessage(channel=OPEN, text=str(n)))["ts"] for n in range(4)]
            inner = await bot.conversations_history(channel=OPEN, oldest=stamps[0], latest=stamps[3])
            assert [m["text"] for m in inner["messages"]] == ["2", "1"]
            outer = await bot.conversations_history(
                channel=OPEN, oldest=stamps[1], latest=stamps[2], inclusive=True
            )
            assert [m["text"] for m in outer["messages"]] == ["2", "1"]

    asyncio.run(story())


def test_an_update_keeps_what_it_does_not_mention() -> None:
    blocks = [{"type": "section", "block_id": "a", "text": {"type": "mrkdwn", "text": "x"}}]

    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            ts = (await bot.chat_postMessage(channel=OPEN, text="A", blocks=blocks, metadata=METADATA))["ts"]
            await bot.chat_update(channel=OPEN, ts=ts, text="B")
            kept = (await bot.conversations_history(channel=OPEN, include_all_metadata=True))["messages"][0]
            assert (kept["text"], kept["metadata"]) == ("B", METADATA)
            assert kept["blocks"][0]["block_id"] == "a"
            assert kept["edited"]["user"] == BOT
            await bot.chat_update(channel=OPEN, ts=ts, text="C", blocks=[])
            assert "blocks" not in (await bot.conversations_history(channel=OPEN))["messages"][0]
            too_long = await refused(bot.chat_update(channel=OPEN, ts=ts, text="x" * 4001))
            assert too_long["error"] == "msg_too_long"

    asyncio.run(story())


def test_a_long_text_is_cut_at_forty_thousand() -> None:
    async def story() -> None:
        async with running() as workspace:
            answer = await client(workspace).chat_postMessage(channel=OPEN, text="x" * 40_001)
            assert len(answer["message"]["text"]) == 40_000

    asyncio.run(story())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a & b", "a &amp; b"),
        ("a &amp; b", "a &amp; b"),
        ("1 < 2", "1 &lt; 2"),
        (f"<@{ADA}> and <!channel>", f"<@{ADA}> and <!channel>"),
        ("<https://example.org|words>", "<https://example.org|words>"),
    ],
)
def test_an_apps_text_keeps_its_markup(sent: str, kept: str) -> None:
    async def story() -> None:
        async with running() as workspace:
            answer = await client(workspace).chat_postMessage(channel=OPEN, text=sent)
            assert answer["message"]["text"] == kept

    asyncio.run(story())


def test_others_messages_are_not_the_apps_to_change() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            ts = await acts.say(workspace, ADA, OPEN, "Mine")
            assert (await refused(bot.chat_update(channel=OPEN, ts=ts, text="x")))[
                "error"
            ] == "cant_update_message"
            assert (await refused(bot.chat_delete(channel=OPEN, ts=ts)))["error"] == "cant_delete_message"

    asyncio.run(story())


def test_an_archived_channel_takes_nothing_more() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            ts = (await bot.chat_postMessage(channel=OPEN, text="A"))["ts"]
            await workspace.cause("archive", channel=OPEN)
            for call in (
                bot.chat_postMessage(channel=OPEN, text="B"),
                bot.chat_update(channel=OPEN, ts=ts, text="B"),
                bot.reactions_add(channel=OPEN, name="eyes", timestamp=ts),
            ):
                assert (await refused(call))["error"] == "is_archived"
            assert (await bot.conversations_info(channel=OPEN))["channel"]["is_archived"]

    asyncio.run(story())


def test_a_private_channel_is_unknown_once_the_bot_has_left() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            assert (await bot.conversations_info(channel=CLOSED))["channel"]["is_private"]
            await acts.remove(workspace, BEN, CLOSED, BOT)
            assert (await refused(bot.conversations_info(channel=CLOSED)))["error"] == "channel_not_found"
            await acts.remove(workspace, BEN, OPEN, BOT)
            assert not (await bot.conversations_info(channel=OPEN))["channel"]["is_member"]
            gone = await refused(bot.chat_postMessage(channel=OPEN, text="x"))
            assert gone["error"] == "not_in_channel"

    asyncio.run(story())


def test_a_direct_conversation_is_opened_once_and_reached_by_the_persons_id() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            first = await bot.conversations_open(users=[ADA])
            again = await bot.conversations_open(users=ADA)
            assert again["channel"]["id"] == first["channel"]["id"] == acts.dm(workspace, ADA)
            assert again["already_open"]
            assert (await bot.chat_postMessage(channel=ADA, text="Hello"))["channel"] == first["channel"][
                "id"
            ]
            assert (await bot.conversations_info(channel=first["channel"]["id"]))["channel"]["user"] == ADA

    asyncio.run(story())


def test_people_are_given_with_an_address_only_to_those_who_may_have_it() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            profile = (await bot.users_info(user=ADA))["user"]["profile"]
            assert profile["email"] == "ada@example.org"
            assert (await bot.users_lookupByEmail(email="Ben@example.org"))["user"]["id"] == BEN
            assert len((await bot.users_list())["members"]) == 4
        left = [scope for scope in SCOPES if scope != "users:read.email"]
        async with running(manifest(scopes=left)) as workspace:
            bot = client(workspace)
            assert "email" not in (await bot.users_info(user=ADA))["user"]["profile"]
            assert (await refused(bot.users_lookupByEmail(email="x@y.z")))["needed"] == "users:read.email"

    asyncio.run(story())


def test_an_ephemeral_message_is_seen_by_one_person_and_is_in_no_history() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            await bot.chat_postEphemeral(channel=OPEN, user=ADA, text="Only you")
            assert [m["text"] for m in acts.messages(workspace, ADA, OPEN)] == ["Only you"]
            assert acts.messages(workspace, BEN, OPEN) == []
            assert (await bot.conversations_history(channel=OPEN))["messages"] == []

    asyncio.run(story())


def test_reactions_are_added_once_and_taken_back() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            ts = await acts.say(workspace, ADA, OPEN, "A")
            await bot.reactions_add(channel=OPEN, name="eyes", timestamp=ts)
            again = await refused(bot.reactions_add(channel=OPEN, name="eyes", timestamp=ts))
            assert again["error"] == "already_reacted"
            seen = (await bot.reactions_get(channel=OPEN, timestamp=ts))["message"]["reactions"]
            assert seen == [{"name": "eyes", "users": [BOT], "count": 1}]
            await bot.reactions_remove(channel=OPEN, name="eyes", timestamp=ts)
            gone = await refused(bot.reactions_remove(channel=OPEN, name="eyes", timestamp=ts))
            assert gone["error"] == "no_reaction"

    asyncio.run(story())


def test_a_file_goes_up_in_three_steps_and_comes_down_with_the_token() -> None:
    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            bot = client(workspace)
            parent = await acts.say(workspace, ADA, OPEN, "A")
            await bot.files_upload_v2(
                channel=OPEN,
                content=b"\x89PNG picture",
                filename="bin.png",
                thread_ts=parent,
                initial_comment="See",
            )
            message = acts.messages(workspace, ADA, OPEN, parent)[1]
            assert (message["subtype"], message["text"], message["files"][0]["mimetype"]) == (
                "file_share",
                "See",
                "image/png",
            )
            address = (await bot.files_info(file=message["files"][0]["id"]))["file"]["url_private_download"]
            async with session.get(address) as without:
                assert without.content_type == "text/html"
            headers = {"Authorization": f"Bearer {workspace.bot_token}"}
            async with session.get(address, headers=headers) as answer:
                assert await answer.read() == b"\x89PNG picture"

    asyncio.run(story())


def test_a_persons_upload_reaches_the_app_as_a_message_with_files() -> None:
    async def story() -> None:
        async with running() as workspace:
            await acts.upload(
                workspace, ADA, "bin.jpg", b"jpeg", channel=acts.dm(workspace, ADA), text="Look"
            )
            history = await client(workspace).conversations_history(channel=acts.dm(workspace, ADA))
            message = history["messages"][0]
            assert (message["subtype"], message["text"]) == ("file_share", "Look")
            assert message["files"][0]["name"] == "bin.jpg"

    asyncio.run(story())


def test_an_upload_must_be_as_long_as_was_said_and_complete_before_it_is_shared() -> None:
    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            bot = client(workspace)
            begun = await bot.files_getUploadURLExternal(filename="a.txt", length=5)
            unfinished = await refused(bot.files_completeUploadExternal(files=[{"id": begun["file_id"]}]))
            assert unfinished["error"] == "file_not_found"
            async with session.post(begun["upload_url"], data=b"four") as answer:
                assert answer.status == 400
            async with session.post(begun["upload_url"], data=b"fives") as answer:
                assert answer.status == 200
            done = await bot.files_completeUploadExternal(files=[{"id": begun["file_id"], "title": "A"}])
            assert done["files"][0]["title"] == "A"

    asyncio.run(story())


def test_blocks_are_judged_without_being_posted() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            good = {"blocks": json.dumps([{"type": "divider"}])}
            assert (await bot.api_call("blocks.validate", data=good))["ok"]
            bad = {"blocks": json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}])}
            answer = await refused(bot.api_call("blocks.validate", data=bad))
            assert answer["error"] == "invalid_blocks"
            assert answer["errors"] == [
                {"pointer": "/0/text/text", "code": "too_short", "message": "must be more than 0 characters"}
            ]
            both = {**good, "view": json.dumps(HOME)}
            assert (await refused(bot.api_call("blocks.validate", data=both)))["error"] == "invalid_arguments"

    asyncio.run(story())


def test_a_scheduled_message_is_posted_when_it_is_due_or_not_at_all() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            soon = int(time.time()) + 1
            gone = await bot.chat_scheduleMessage(channel=OPEN, text="Not this", post_at=soon)
            await bot.chat_scheduleMessage(channel=OPEN, text="This", post_at=soon)
            await bot.chat_deleteScheduledMessage(
                channel=OPEN, scheduled_message_id=gone["scheduled_message_id"]
            )
            shown = await acts.until(workspace, lambda: acts.messages(workspace, ADA, OPEN))
            assert [m["text"] for m in shown] == ["This"]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("change", "call", "error"),
    [
        ("home_tab_enabled", lambda c: c.views_publish(user_id=ADA, view=HOME), "not_enabled"),
        (
            "messages_tab_enabled",
            lambda c: c.chat_postMessage(channel=ADA, text="x"),
            "messages_tab_disabled",
        ),
    ],
)
def test_the_manifests_tabs_are_honoured(change: str, call: Call, error: str) -> None:
    async def story() -> None:
        async with running(manifest(**{change: False})) as workspace:
            assert (await refused(call(client(workspace))))["error"] == error

    asyncio.run(story())
