"""How things reach the bot: tickets, one link per envelope, redelivery, broken links, signed HTTP and its retries."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.workspace.house import ADA, BEN, OPEN, bolted, client, manifest, page, running
from workspace import acts
from workspace.seen import Unable
from workspace.server import BOT, Workspace


async def ticket(workspace: Workspace) -> str:
    bot = client(workspace, workspace.app_token)
    answer = await bot.apps_connections_open(app_token=workspace.app_token)
    return str(answer["url"])


@asynccontextmanager
async def link(workspace: Workspace) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare socket that has been greeted."""
    async with aiohttp.ClientSession() as session, session.ws_connect(await ticket(workspace)) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        yield socket


async def acknowledge(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    envelope: dict[str, Any] = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    return envelope


# --- Socket Mode ---------------------------------------------------------------------------------------------


def test_a_ticket_opens_one_socket_only() -> None:
    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            address = await ticket(workspace)
            async with session.ws_connect(address):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await session.ws_connect(address)
                assert refused.value.status == 401
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(workspace.base_url.replace("http", "ws") + "/socket?ticket=made-up")

    asyncio.run(story())


def test_an_eleventh_connection_is_refused() -> None:
    async def story() -> None:
        async with running() as workspace, aiohttp.ClientSession() as session:
            held = [await session.ws_connect(await ticket(workspace)) for _ in range(10)]
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(await ticket(workspace))
            assert refused.value.status == 429
            assert len(workspace.sockets.connections) == len(held)
            for socket in held:
                await socket.close()

    asyncio.run(story())


def test_each_envelope_goes_to_one_connection() -> None:
    async def story() -> None:
        async with running() as workspace, link(workspace) as one, link(workspace) as other:
            await acts.say(workspace, ADA, OPEN, "first")
            await acts.say(workspace, ADA, OPEN, "second")
            texts = {(await acknowledge(socket))["payload"]["event"]["text"] for socket in (one, other)}
            assert texts == {"first", "second"}
            await workspace.settled()

    asyncio.run(story())


def test_an_event_that_is_not_acknowledged_comes_again_three_times_and_is_then_given_up() -> None:
    async def story() -> None:
        async with running(ack_seconds=0.05) as workspace, link(workspace) as socket:
            await acts.say(workspace, ADA, OPEN, "Hello")
            seen = [await socket.receive_json() for _ in range(4)]
            assert [one["retry_attempt"] for one in seen] == [0, 1, 2, 3]
            assert [one["retry_reason"] for one in seen] == ["", "timeout", "timeout", "timeout"]
            assert len({one["payload"]["event_id"] for one in seen}) == 1
            assert len({one["envelope_id"] for one in seen}) == 4
            await workspace.settled()
            assert [one["event"]["text"] for one in workspace.delivery.given_up] == ["Hello"]

    asyncio.run(story())


def test_an_event_lost_with_its_link_comes_again_on_the_next() -> None:
    async def story() -> None:
        async with running() as workspace:
            async with link(workspace) as first:
                await acts.say(workspace, ADA, OPEN, "Hello")
                before = await first.receive_json()
                await workspace.cause("drop_link")
            async with link(workspace) as second:
                again = await acknowledge(second)
            assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")
            assert again["payload"] == before["payload"]
            await workspace.settled()
            assert workspace.delivery.given_up == []

    asyncio.run(story())


def test_the_retries_wait_as_long_as_slacks() -> None:
    async def story() -> None:
        async with (
            running(retry_delays=(0.0, 0.5, 0.0), ack_seconds=0.02) as workspace,
            link(workspace) as socket,
        ):
            await acts.say(workspace, ADA, OPEN, "Hello")
            await socket.receive_json()
            await socket.receive_json()
            started = time.monotonic()
            await socket.receive_json()
            assert time.monotonic() - started > 0.3

    asyncio.run(story())


def test_a_click_is_asked_once_and_never_again() -> None:
    async def story() -> None:
        async with running(ack_seconds=0.1) as workspace:
            with pytest.raises(Unable) as offline:
                await acts.shortcut(workspace, ADA, "enquiry.new")
            assert offline.value.error == "bot_offline"
            async with link(workspace) as socket:
                with pytest.raises(Unable) as silent:
                    await acts.shortcut(workspace, ADA, "enquiry.new")
                assert silent.value.error == "no_answer"
                assert (await socket.receive_json())["type"] == "interactive"
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(socket.receive_json(), 0.2)

    asyncio.run(story())


def test_the_official_client_reconnects_after_every_kind_of_broken_link() -> None:
    async def story() -> None:
        async with running() as workspace:
            heard: list[str] = []
            official = SocketModeClient(
                app_token=workspace.app_token,
                web_client=client(workspace),
                ping_interval=0.3,
            )

            async def listen(one: Any, request: Any) -> None:
                await one.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
                heard.append(request.payload["event"]["text"])

            official.socket_mode_request_listeners.append(listen)
            await official.connect()
            try:
                for number, fault in enumerate((None, "refresh_link", "drop_link", "stop_pongs")):
                    if fault:
                        await acts.until(workspace, lambda: workspace.sockets.online)
                        await workspace.cause(fault)
                    await acts.say(workspace, ADA, OPEN, str(number))
                    await acts.until(workspace, lambda n=number: str(n) in heard, 20)
            finally:
                await official.close()

    asyncio.run(story())


def test_a_second_use_of_a_trigger_and_a_late_one_are_refused() -> None:
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "A form"},
        "blocks": [{"type": "divider"}],
    }

    async def story() -> None:
        async with running() as workspace, link(workspace) as socket:
            bot = client(workspace)

            async def use() -> str:
                asked = asyncio.create_task(acts.shortcut(workspace, ADA, "enquiry.new"))
                trigger = str((await acknowledge(socket))["payload"]["trigger_id"])
                await asked
                return trigger

            trigger = await use()
            bad = await _error(bot.views_open(trigger_id=trigger, view={**view, "title": None}))
            assert bad == "invalid_arguments"
            await bot.views_open(trigger_id=trigger, view=view)
            assert await _error(bot.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
            late = await use()
            workspace.triggers[late].made -= 3.1
            assert await _error(bot.views_open(trigger_id=late, view=view)) == "expired_trigger_id"

    asyncio.run(story())


async def _error(call: Awaitable[Any]) -> str:
    try:
        await call
    except Exception as failure:
        return str(failure.response["error"])  # type: ignore[attr-defined]
    return "none"


# --- what is sent at all -------------------------------------------------------------------------------------


def test_only_subscribed_events_of_conversations_the_bot_is_in_are_sent() -> None:
    async def story() -> None:
        given = manifest(events=["app_mention", "message.im"])
        async with running(given) as workspace, link(workspace) as socket:
            await acts.say(workspace, ADA, OPEN, "not subscribed")
            await acts.say(workspace, ADA, "C0ELSE", "@Wardline not a member")
            await acts.react(workspace, ADA, OPEN, acts.messages(workspace, ADA, OPEN)[0]["ts"], "eyes")
            await acts.say(workspace, ADA, OPEN, "@Wardline mentioned")
            assert (await acknowledge(socket))["payload"]["event"]["type"] == "app_mention"
            await workspace.settled()
            assert workspace.delivery.acknowledged == 1

    asyncio.run(story())


def test_the_bots_own_messages_come_back_to_it() -> None:
    async def story() -> None:
        async with running() as workspace, link(workspace) as socket:
            await client(workspace).chat_postMessage(channel=OPEN, text="Mine")
            event = (await acknowledge(socket))["payload"]["event"]
            assert (event["user"], event["bot_id"], event["text"]) == (BOT, "B0LOCALBOT", "Mine")
            assert event["bot_profile"]["name"] == "Wardline"
            await workspace.settled()

    asyncio.run(story())


CHANNEL_ACTS: list[tuple[str, Callable[[Workspace], Awaitable[Any]]]] = [
    ("member_joined_channel", lambda w: acts.invite(w, BEN, OPEN, "U0CAZ")),
    ("channel_rename", lambda w: acts.rename(w, BEN, OPEN, "north")),
    ("channel_archive", lambda w: acts.archive(w, BEN, OPEN)),
    ("tokens_revoked", lambda w: w.cause("revoke_token")),
]


@pytest.mark.parametrize(("kind", "act"), CHANNEL_ACTS)
def test_changes_of_channels_and_tokens_are_events(
    kind: str, act: Callable[[Workspace], Awaitable[Any]]
) -> None:
    async def story() -> None:
        async with running() as workspace, link(workspace) as socket:
            await act(workspace)
            kinds = []
            while kind not in kinds:
                kinds.append((await acknowledge(socket))["payload"]["event"]["type"])
            assert set(kinds) <= {kind, "message"}

    asyncio.run(story())


# --- signed HTTP ---------------------------------------------------------------------------------------------


class Address:
    """A request URL that answers as it is told and remembers what came."""

    def __init__(self) -> None:
        self.answers: list[web.Response | float] = []
        self.came: list[tuple[dict[str, str], str]] = []
        self.challenged = 0

    async def receive(self, request: web.Request) -> web.Response:
        text = await request.text()
        body = json.loads(text) if request.content_type == "application/json" else {}
        if body.get("type") == "url_verification":
            self.challenged += 1
            return web.json_response({"challenge": body["challenge"]})
        self.came.append((dict(request.headers), text))
        answer = self.answers.pop(0) if self.answers else web.Response()
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return web.Response()
        return answer

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/", self.receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
        await runner.cleanup()


def test_requests_are_signed_as_the_official_verifier_expects() -> None:
    async def story() -> None:
        address = Address()
        async with address.served() as url, running(events_url=url) as workspace:
            await acts.say(workspace, ADA, OPEN, "Hello £")
            await workspace.settled()
            await acts.command(workspace, ADA, "/wardline", "hello", OPEN)
            verifier = SignatureVerifier(workspace.signing_secret)
            assert len(address.came) == 2
            for headers, text in address.came:
                assert verifier.is_valid_request(text, headers)
                assert not verifier.is_valid_request(text + " ", headers)
            assert address.challenged == 1

    asyncio.run(story())


def test_http_events_are_tried_again_with_the_retry_headers() -> None:
    async def story() -> None:
        address = Address()
        address.answers = [web.Response(status=500), 2.0]
        async with address.served() as url, running(events_url=url, ack_seconds=1.0) as workspace:
            await acts.say(workspace, ADA, OPEN, "Hello")
            await workspace.settled()
            headers = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in address.came]
            assert headers == [(None, None), ("1", "http_error"), ("2", "http_timeout")]
            assert len({json.loads(text)["event_id"] for _, text in address.came}) == 1

    asyncio.run(story())


def test_an_address_may_say_that_it_wants_no_retry() -> None:
    async def story() -> None:
        address = Address()
        address.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
        async with address.served() as url, running(events_url=url) as workspace:
            await acts.say(workspace, ADA, OPEN, "Hello")
            await workspace.settled()
            assert len(address.came) == 1
            assert len(workspace.delivery.given_up) == 1

    asyncio.run(story())


def test_nothing_is_delivered_to_an_address_that_does_not_answer_the_challenge() -> None:
    async def story() -> None:
        refused = web.Application()
        came: list[str] = []

        async def receive(request: web.Request) -> web.Response:
            came.append((await request.json())["type"])
            return web.Response(text="hello")

        refused.router.add_post("/", receive)
        runner = web.AppRunner(refused, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        async with running(events_url=url) as workspace:
            await acts.say(workspace, ADA, OPEN, "Hello")
            await workspace.settled()
            assert set(came) == {"url_verification"}
            assert len(workspace.delivery.given_up) == 1
        await runner.cleanup()

    asyncio.run(story())


def test_an_app_that_is_not_there_is_given_up_after_its_retries() -> None:
    async def story() -> None:
        async with running(events_url="http://127.0.0.1:9/") as workspace:
            await acts.say(workspace, ADA, OPEN, "Hello")
            await workspace.settled()
            assert len(workspace.delivery.given_up) == 1
            assert [one["result"] for one in workspace.journal.requests] == ["connection_failed"] * 4

    asyncio.run(story())


# --- faults of delivery --------------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["socket", "http"])
def test_a_duplicate_and_a_reordering_can_be_asked_for(transport: str) -> None:
    def register(app: AsyncApp, noted: list[dict[str, Any]]) -> None:
        async def heard(event: dict[str, Any], body: dict[str, Any]) -> None:
            noted.append({"text": event["text"], "id": body["event_id"]})

        app.event("message")(heard)

    async def story() -> None:
        async with bolted(register, transport=transport) as (workspace, _, noted):
            await workspace.cause("duplicate")
            await acts.say(workspace, ADA, OPEN, "twice")
            await workspace.settled()
            await acts.until(workspace, lambda: len(noted) == 2)
            assert len({one["id"] for one in noted}) == 1
            await workspace.cause("reorder")
            await acts.say(workspace, ADA, OPEN, "first")
            await acts.say(workspace, ADA, OPEN, "second")
            await workspace.settled()
            await acts.until(workspace, lambda: len(noted) == 4)
            assert [one["text"] for one in noted[2:]] == ["second", "first"]

    asyncio.run(story())


def test_a_page_sees_that_the_app_is_away() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            async with session.get("/ui/people") as answer:
                assert not (await answer.json())["bot"]["online"]
            async with link(workspace), session.get("/ui/people") as answer:
                assert (await answer.json())["bot"]["online"]

    asyncio.run(story())
