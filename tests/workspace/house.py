"""A small workspace with a real Bolt app in it, for the tests here: who is there, and how the app is started."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from workspace.server import BOT, SlackChannel, SlackPerson, Workspace

MANIFEST: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "manifest.json").read_text(encoding="utf-8")
)
# The workspace has events that our bot has no use for.
MANIFEST["settings"]["event_subscriptions"]["bot_events"] += [
    "app_uninstalled", "channel_archive", "channel_rename", "member_joined_channel", "tokens_revoked",
]  # fmt: skip
ADA, BEN, CAZ = "U0ADA", "U0BEN", "U0CAZ"
OPEN, CLOSED, ELSEWHERE = "C0OPEN", "C0CLOSED", "C0ELSE"
Register = Callable[[AsyncApp, list[dict[str, Any]]], None]


def manifest(**changes: Any) -> dict[str, Any]:
    """The project's manifest. `scopes` replaces the bot's scopes, `events` its subscriptions."""
    made = copy.deepcopy(MANIFEST)
    if "scopes" in changes:
        made["oauth_config"]["scopes"]["bot"] = changes["scopes"]
    if "events" in changes:
        made["settings"]["event_subscriptions"]["bot_events"] = changes["events"]
    for name in ("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"):
        if name in changes:
            made["features"]["app_home"][name] = changes[name]
    return made


def people() -> list[SlackPerson]:
    """Fictional."""
    return [
        SlackPerson(ADA, "Ada Example", "Member for Linacre", "ada@example.org"),
        SlackPerson(BEN, "Ben Example", "Co-ordinator", "ben@example.org"),
        SlackPerson(CAZ, "Caz Example", "Officer", "caz@example.org"),
    ]


def channels() -> list[SlackChannel]:
    return [
        SlackChannel(OPEN, "south", [ADA, BEN, BOT]),
        SlackChannel(CLOSED, "duty", [BEN, BOT], private=True),
        SlackChannel(ELSEWHERE, "elsewhere", [ADA, BEN, CAZ]),
    ]


@asynccontextmanager
async def running(given: dict[str, Any] | None = None, **settings: Any) -> AsyncIterator[Workspace]:
    """A started workspace without an app."""
    settings.setdefault("retry_delays", (0.0, 0.0, 0.0))
    workspace = Workspace(given or MANIFEST, people(), channels(), **settings)
    await workspace.start()
    try:
        yield workspace
    finally:
        await workspace.stop()


def client(workspace: Workspace, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token or workspace.bot_token, base_url=f"{workspace.base_url}/api/")


@asynccontextmanager
async def page(workspace: Workspace) -> AsyncIterator[aiohttp.ClientSession]:
    """A session as the page has it."""
    async with aiohttp.ClientSession(workspace.base_url) as session:
        yield session


@asynccontextmanager
async def bolted(
    register: Register, *, transport: str = "socket", given: dict[str, Any] | None = None, **settings: Any
) -> AsyncIterator[tuple[Workspace, AsyncApp, list[dict[str, Any]]]]:
    """A workspace with a Bolt app over `socket` or `http`; the list is what `register` chose to note."""
    noted: list[dict[str, Any]] = []
    async with running(given, **settings) as workspace:
        app = AsyncApp(
            client=client(workspace),
            signing_secret=workspace.signing_secret,
            request_verification_enabled=True,
        )
        register(app, noted)
        start = _over_socket if transport == "socket" else _over_http
        stop = await start(workspace, app)
        try:
            yield workspace, app, noted
        finally:
            await stop()


async def _over_socket(workspace: Workspace, app: AsyncApp) -> Callable[[], Awaitable[None]]:
    handler = AsyncSocketModeHandler(app, workspace.app_token, ping_interval=2)
    handler.client.auto_reconnect_enabled = True
    await handler.connect_async()
    await _online(workspace)
    return handler.close_async


async def _over_http(workspace: Workspace, app: AsyncApp) -> Callable[[], Awaitable[None]]:
    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", receive)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    workspace.set_events_url(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    return runner.cleanup


async def _online(workspace: Workspace) -> None:
    queue = workspace.journal.listen()
    async with asyncio.timeout(10):
        while not workspace.delivery.online:
            await queue.get()
    workspace.journal.leave(queue)
