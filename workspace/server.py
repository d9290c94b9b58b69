"""The workspace as a running server.

    workspace = Workspace(manifest, people, channels)         # BOT among a channel's members: the bot was invited
    base_url = await workspace.start()                         # http://127.0.0.1:PORT; the Web API is at {base_url}/api/
    …bot_token, app_token, signing_secret; acts.say(workspace, …)
    await workspace.settled()                                  # every event acknowledged or given up
    await workspace.stop()

`events_url` (or `set_events_url` later) delivers over signed HTTP instead of Socket Mode. `retry_delays` are the seconds
before an event's retries (Slack: 0, 60, 300) and `ack_seconds` the time to acknowledge (Slack: 3).
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from workspace import faults_at_work, interact, persist, ui
from workspace.api import dispatch, files
from workspace.core import Core
from workspace.delivery import ACK_SECONDS, RETRY_DELAYS
from workspace.faults import Fault
from workspace.http import HttpTransport
from workspace.manifest import ManifestFault as ManifestFault
from workspace.space import BOT as BOT
from workspace.space import SlackChannel as SlackChannel
from workspace.space import SlackPerson as SlackPerson

LARGEST_REQUEST = 64 * 1024 * 1024
SAVE_EVERY = 0.5
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Workspace(Core):
    """One local workspace with one app installed. Start it on the event loop that will use it."""

    def __init__(
        self,
        manifest: dict[str, Any],
        people: Sequence[SlackPerson],
        channels: Sequence[SlackChannel],
        *,
        state_file: Path | None = None,
        clock_file: Path | None = None,
        events_url: str | None = None,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        super().__init__(
            manifest,
            people,
            channels,
            clock_file=clock_file,
            events_url=events_url,
            retry_delays=retry_delays,
            ack_seconds=ack_seconds,
        )
        self.state_file = state_file
        if state_file is not None:
            persist.load(self, state_file)
            self.set_events_url(events_url)
        self._runner: web.AppRunner | None = None
        self._saving: asyncio.Task[None] | None = None
        self._saved = 0

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listens and returns the base address. OSError when the port is busy; ValueError unless host is loopback."""
        if not is_loopback(host):
            raise ValueError(f"The workspace listens on loopback only, not on {host}.")
        app = web.Application(middlewares=[_whoever_goes, _loopback_only], client_max_size=LARGEST_REQUEST)
        self._routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        address = self._runner.addresses[0]
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        self.base_url = self.space.base_url = f"http://{shown}:{address[1]}"
        if self.state_file is not None:
            self._saving = asyncio.create_task(self._save_often(self.state_file))
        return self.base_url

    async def stop(self) -> None:
        """Closes every connection, drops waiting deliveries, writes the state file."""
        await self.delivery.stop()
        if isinstance(self.delivery.transport, HttpTransport):
            await self.delivery.transport.stop()
        self.sockets.cut_all()
        if self._saving is not None:
            self._saving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._saving
        if self._runner is not None:
            await self._runner.cleanup()
        if self.state_file is not None:
            persist.save(self, self.state_file)

    async def settled(self) -> None:
        """Returns when every event so far is acknowledged or given up."""
        await self.delivery.settled()

    async def cause(self, kind: str, **fields: Any) -> Fault:
        """Puts a fault in force (docs/workspace.md lists them). ValueError says what is wrong with it."""
        return await faults_at_work.cause(self, kind, **fields)

    def mend(self, fault_id: int | None = None) -> None:
        """Takes one fault, or all, out of force."""
        faults_at_work.mend(self, fault_id)

    async def _save_often(self, path: Path) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY)
            if self.touched != self._saved:
                self._saved = self.touched
                persist.save(self, path)

    def _routes(self, app: web.Application) -> None:
        async def api(request: web.Request) -> web.StreamResponse:
            return await dispatch.handle(self, request)

        async def take(request: web.Request) -> web.StreamResponse:
            return await files.take_bytes(self, request)

        async def give(request: web.Request) -> web.StreamResponse:
            return await files.give_bytes(self, request)

        async def respond(request: web.Request) -> web.StreamResponse:
            return await _respond(self, request)

        app.router.add_route("*", "/api/{method}", api)
        app.router.add_get("/socket", self.sockets.handle)
        app.router.add_post("/upload/{key}", take)
        app.router.add_get("/files-pri/{id}/{rest:.*}", give)
        app.router.add_post("/respond/{token}", respond)
        app.router.add_get("/signin", _sign_in)
        ui.add_routes(self, app)


def is_loopback(host: str) -> bool:
    """True for localhost and loopback addresses, without a port."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@web.middleware
async def _whoever_goes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Somebody who closes their window while they are answered is no fault of ours."""
    try:
        return await handler(request)
    except ConnectionResetError:
        return web.Response()  # nobody hears it


@web.middleware
async def _loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses a Host or Origin that is not loopback: pages elsewhere must not reach in through the browser."""
    host = _host_only(request.headers.get("Host", ""))
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin.lower() != f"http://{request.headers.get('Host', '').lower()}"
    if not is_loopback(host) or foreign:
        says = "The workspace answers only to pages of its own on this machine."
        return web.json_response({"ok": False, "error": "forbidden", "says": says}, status=403)
    return await handler(request)


def _host_only(header: str) -> str:
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0].lower()


async def _respond(core: Core, request: web.Request) -> web.Response:
    try:
        body = await request.json()
    except ValueError:
        body = None
    status, text = interact.respond(core, request.match_info["token"], body)
    result = "ok" if status == 200 else text
    core.journal.note("in", "response_url", result=result, request=body)
    kind = "application/json" if text.startswith("{") else "text/plain"
    return web.Response(status=status, text=text, content_type=kind)


async def _sign_in(_request: web.Request) -> web.Response:
    return web.Response(
        text="<!doctype html><title>Sign in</title><p>Sign in to see this file.", content_type="text/html"
    )
