"""The page's JSON API: what docs/workspace.md promises, and who is kept out."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from tests.workspace.house import ADA, BEN, CAZ, CLOSED, ELSEWHERE, OPEN, client, manifest, page, running
from workspace import acts, server
from workspace.faults import KINDS
from workspace.seen import Unable
from workspace.server import BOT, Workspace, is_loopback
from workspace.ui_done import ACTS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "workspace.md").read_text(encoding="utf-8")


async def post(session: aiohttp.ClientSession, path: str, **body: Any) -> dict[str, Any]:
    async with session.post(path, json=body) as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def get(session: aiohttp.ClientSession, path: str) -> dict[str, Any]:
    async with session.get(path) as answer:
        found: dict[str, Any] = await answer.json()
        return found


def test_everything_a_person_does_is_documented_and_everything_documented_is_there() -> None:
    table = DOCUMENT.split("## What a person does")[1].split("**What is typed.**")[0]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    documented = {verb for row in rows for verb in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert documented == set(ACTS) | {"upload"}


def test_every_fault_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT.split("/ui/faults`\n")[1], re.MULTILINE))
    assert documented == set(KINDS)


def test_a_conversation_through_the_page() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            people = await get(session, "/ui/people")
            assert people["bot"]["name"] == "Wardline"
            assert [one["id"] for one in people["people"]] == [ADA, BEN, CAZ]
            assert people["commands"][0]["command"] == "/wardline"
            said = await post(session, f"/ui/as/{ADA}/say", channel=OPEN, text="Hello @Ben Example")
            ts = said["ts"]
            assert said["message"]["text"] == f"Hello <@{BEN}>"
            side = await get(session, f"/ui/as/{BEN}/sidebar")
            south = next(one for one in side["channels"] if one["id"] == OPEN)
            assert (south["unread"], south["mentions"], south["latest"]) == (1, 1, ts)
            assert side["dms"][0]["with"] == BOT
            await post(session, f"/ui/as/{BEN}/read", channel=OPEN, ts=ts)
            side = await get(session, f"/ui/as/{BEN}/sidebar")
            assert next(one for one in side["channels"] if one["id"] == OPEN)["unread"] == 0
            await post(session, f"/ui/as/{BEN}/react", channel=OPEN, ts=ts, name="wave")
            await post(session, f"/ui/as/{BEN}/say", channel=OPEN, text="Back", thread_ts=ts, broadcast=False)
            await post(session, f"/ui/as/{ADA}/edit", channel=OPEN, ts=ts, text="Hello all")
            shown = (await get(session, f"/ui/as/{ADA}/messages?channel={OPEN}"))["messages"]
            assert [m["text"] for m in shown] == ["Hello all"]
            assert shown[0]["reactions"] == [{"name": "wave", "users": [BEN], "count": 1}]
            assert shown[0]["edited"]["user"] == ADA
            thread = await get(session, f"/ui/as/{ADA}/messages?channel={OPEN}&thread_ts={ts}")
            assert [m["text"] for m in thread["messages"]] == ["Hello all", "Back"]
            gone = await post(session, f"/ui/as/{BEN}/delete", channel=OPEN, ts=ts)
            assert gone["error"] == "cant_update_message"
            await post(session, f"/ui/as/{ADA}/delete", channel=OPEN, ts=ts)
            shown = (await get(session, f"/ui/as/{ADA}/messages?channel={OPEN}"))["messages"]
            assert shown[0]["subtype"] == "tombstone"

    asyncio.run(story())


def test_private_channels_are_seen_by_their_members_only() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            names = [one["name"] for one in (await get(session, f"/ui/as/{ADA}/sidebar"))["channels"]]
            assert names == ["elsewhere", "south"]
            refused = await get(session, f"/ui/as/{ADA}/messages?channel={CLOSED}")
            assert refused == {
                "ok": False,
                "error": "channel_not_found",
                "says": "There is no such conversation.",
            }

    asyncio.run(story())


def test_a_file_goes_up_and_is_seen_by_those_who_share_it() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            form = aiohttp.FormData()
            form.add_field("file", b"jpeg bytes", filename="bin.jpg", content_type="image/jpeg")
            form.add_field("channel", acts.dm(workspace, ADA))
            headers = {"X-Workspace": "page"}
            async with session.post(f"/ui/as/{ADA}/upload", data=form, headers=headers) as answer:
                kept = (await answer.json())["files"][0]
            for user, status in ((ADA, 200), (BEN, 404)):
                async with session.get(f"/ui/as/{user}/files/{kept['id']}") as answer:
                    assert answer.status == status
                    if status == 200:
                        assert await answer.read() == b"jpeg bytes"
                        assert answer.content_type == "image/jpeg"

    asyncio.run(story())


def test_a_page_of_code_is_never_shown_as_a_page() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            for name in ("page.html", "drawing.svg"):
                kept, _ = await acts.upload(workspace, ADA, name, b"<script>alert(1)</script>")
                async with session.get(f"/ui/as/{ADA}/files/{kept}") as answer:
                    assert answer.headers["Content-Disposition"].startswith("attachment")
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    asyncio.run(story())


OUTSIDERS = [
    ({"Host": "evil.example"}, {"json": {}}, 403),
    ({"Host": "127.0.0.1.evil.example"}, {"json": {}}, 403),
    ({"Origin": "http://evil.example"}, {"json": {}}, 403),
    ({"Origin": "null"}, {"json": {}}, 403),
    ({}, {"data": "{}", "headers": {"Content-Type": "text/plain"}}, 415),
    ({}, {"data": {"channel": OPEN, "text": "x"}}, 415),
]


@pytest.mark.parametrize(("headers", "body", "status"), OUTSIDERS)
def test_other_pages_cannot_reach_in(headers: dict[str, str], body: dict[str, Any], status: int) -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            sent = {**body, "headers": {**body.get("headers", {}), **headers}}
            async with session.post(f"/ui/as/{ADA}/say", **sent) as answer:
                assert answer.status == status
                assert not (await answer.json())["ok"]
            assert acts.messages(workspace, ADA, OPEN) == []

    asyncio.run(story())


def test_an_upload_from_a_form_elsewhere_is_refused() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            form = aiohttp.FormData()
            form.add_field("file", b"x", filename="x")
            async with session.post(f"/ui/as/{ADA}/upload", data=form) as answer:
                assert answer.status == 415

    asyncio.run(story())


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_only_loopback_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_it_will_not_listen_to_the_network() -> None:
    async def story() -> None:
        workspace = Workspace(manifest(), [], [])
        with pytest.raises(ValueError, match="loopback only"):
            await workspace.start("0.0.0.0")

    asyncio.run(story())


def test_a_busy_port_is_an_error_that_can_be_told() -> None:
    async def story() -> None:
        async with running() as workspace:
            port = int(workspace.base_url.rpartition(":")[2])
            other = Workspace(manifest(), [], [])
            with pytest.raises(OSError, match="address already in use"):
                await other.start(port=port)

    asyncio.run(story())


BAD = [
    ("say", {"channel": OPEN}, "no_text"),
    ("say", {"text": "x"}, "invalid_arguments"),
    ("say", {"channel": ELSEWHERE, "text": "x", "thread_ts": "1.0"}, "message_not_found"),
    ("say", {"channel": OPEN, "text": "x" * 40_001}, "msg_too_long"),
    ("react", {"channel": OPEN, "ts": "1.0", "name": "x"}, "message_not_found"),
    ("click", {"channel": OPEN, "message_ts": "1.0", "action_id": "x"}, "message_not_found"),
    ("submit", {"view_id": "V0"}, "view_not_found"),
    ("shortcut", {"callback_id": "none"}, "shortcut_not_found"),
    ("command", {"command": "/none", "text": "", "channel": OPEN}, "command_not_found"),
    ("invite", {"channel": OPEN, "user": "U0NOBODY"}, "user_not_found"),
    ("create", {"name": "south"}, "name_taken"),
    ("dance", {}, "unknown_verb"),
]


@pytest.mark.parametrize(("verb", "body", "error"), BAD)
def test_what_cannot_be_done_is_said_plainly(verb: str, body: dict[str, Any], error: str) -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            answer = await post(session, f"/ui/as/{ADA}/{verb}", **body)
            assert answer["error"] == error
            assert answer["says"].endswith(".")

    asyncio.run(story())


def test_the_clock_moves_the_file_that_the_bot_reads(tmp_path: Path) -> None:
    path = tmp_path / "var" / "clock"

    async def story() -> None:
        async with running(clock_file=path) as workspace, page(workspace) as session:
            assert (await get(session, "/ui/clock"))["offset_seconds"] == 0
            await post(session, "/ui/clock", forward_seconds=3600)
            moved = await post(session, "/ui/clock", forward_seconds=0.5)
            assert moved["offset_seconds"] == 3600.5
            assert float(path.read_text()) == 3600.5
            wanted = datetime.now(UTC) + timedelta(days=10)
            await post(session, "/ui/clock", to=wanted.isoformat())
            assert float(path.read_text()) == pytest.approx(864_000, abs=5)
            bad = await post(session, "/ui/clock", to="tomorrow")
            assert bad["error"] == "invalid_arguments"
            too_far = await post(session, "/ui/clock", forward_seconds=1e15)
            assert too_far["error"] == "invalid_arguments"
            assert float(path.read_text()) == pytest.approx(864_000, abs=5)
        async with running(clock_file=path) as workspace, page(workspace) as session:
            assert (await get(session, "/ui/clock"))["offset_seconds"] == pytest.approx(864_000, abs=5)
            await post(session, "/ui/clock", reset=True)
            assert float(path.read_text()) == 0

    asyncio.run(story())


def test_faults_are_caused_listed_and_mended() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            made = await post(session, "/ui/faults", kind="rate_limited", method="auth.test", times=2)
            assert made["fault"]["left"] == 2
            wrong = await post(session, "/ui/faults", kind="delay")
            assert wrong["says"] == "delay needs seconds."
            assert (await post(session, "/ui/faults", kind="fire"))[
                "says"
            ] == "There is no fault called fire."
            listed = await get(session, "/ui/faults")
            assert [one["kind"] for one in listed["faults"]] == ["rate_limited"]
            assert {one["kind"] for one in listed["kinds"]} == set(KINDS)
            async with session.delete(f"/ui/faults?id={made['fault']['id']}") as answer:
                assert (await answer.json())["ok"]
            assert (await get(session, "/ui/faults"))["faults"] == []

    asyncio.run(story())


def test_the_inspector_shows_calls_without_their_tokens() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            await client(workspace).chat_postMessage(channel=OPEN, text="Hello")
            body = {"channel": OPEN, "text": "x", "token": workspace.bot_token}
            async with session.post("/api/chat.postMessage", data=body) as answer:
                assert (await answer.json())["ok"]
            found = await get(session, "/ui/requests")
            calls = [one for one in found["requests"] if one["direction"] == "in"]
            assert [one["name"] for one in calls] == ["chat.postMessage", "chat.postMessage"]
            assert calls[0]["response"]["message"]["text"] == "Hello"
            assert workspace.bot_token not in json.dumps(found)
            assert (await get(session, f"/ui/requests?after={found['last']}"))["requests"] == []

    asyncio.run(story())


def test_the_stream_says_what_changed_and_for_whom() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session, session.get("/ui/stream") as stream:
            assert await stream.content.readline() == b": here\n"
            ts = await acts.say(workspace, ADA, acts.dm(workspace, ADA), "Hello")
            while not (line := await stream.content.readline()).startswith(b"data: "):
                pass
            change = json.loads(line.removeprefix(b"data: "))
            assert (change["kind"], change["ts"], change["users"]) == ("message", ts, sorted([ADA, BOT]))

    asyncio.run(story())


def test_the_page_itself_is_served_with_a_policy() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session, session.get("/") as answer:
            assert answer.status == 200
            assert answer.content_type == "text/html"
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]

    asyncio.run(story())


def test_channels_are_made_joined_left_renamed_and_archived() -> None:
    async def story() -> None:
        async with running() as workspace:
            made = await acts.create(workspace, ADA, "new-one")
            await acts.invite(workspace, ADA, made, BOT)
            await acts.join(workspace, BEN, made)
            await acts.rename(workspace, ADA, made, "other-one")
            await acts.leave(workspace, BEN, made)
            await acts.archive(workspace, ADA, made)
            lines = [(m["subtype"], m["user"]) for m in acts.messages(workspace, CAZ, made)]
            assert lines == [
                ("channel_join", BOT),
                ("channel_join", BEN),
                ("channel_name", ADA),
                ("channel_leave", BEN),
                ("channel_archive", ADA),
            ]
            with pytest.raises(Unable, match="archived"):
                await acts.say(workspace, ADA, made, "x")
            await acts.unarchive(workspace, ADA, made)
            await acts.say(workspace, ADA, made, "x")

    asyncio.run(story())


def test_a_read_only_messages_tab_takes_no_messages() -> None:
    async def story() -> None:
        async with running(manifest(messages_tab_read_only_enabled=True)) as workspace:
            with pytest.raises(Unable) as refused:
                await acts.say(workspace, ADA, acts.dm(workspace, ADA), "Hello")
            assert refused.value.error == "messages_tab_disabled"

    asyncio.run(story())


def test_whoever_goes_while_they_are_answered_is_no_fault() -> None:
    async def gone(_request: web.Request) -> web.StreamResponse:
        raise ConnectionResetError

    async def story() -> web.StreamResponse:
        return await server._whoever_goes(make_mocked_request("GET", "/ui/stream"), gone)

    assert asyncio.run(story()).status == 200
