"""Socket Mode: single-use tickets, one connection per envelope, acknowledgements, pings, disconnects."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from workspace.delivery import ACK_SECONDS, Answer, NoAnswer, Outgoing
from workspace.space import APP, Json

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0
PING_EVERY = 10.0
SILENT_AFTER = 40.0


@dataclass(eq=False)
class Connection:
    """One open socket and the envelopes that it has not acknowledged."""

    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Answer]] = field(default_factory=dict)
    silent: bool = False
    ready: bool = False
    heard: float = field(default_factory=time.monotonic)

    def lose(self) -> None:
        """Everything unacknowledged here has failed."""
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(NoAnswer("connection_failed"))
        self.waiting.clear()

    def cut(self) -> None:
        """Ends the connection without a close frame, as a broken network does."""
        cut(self.request)


def cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


class Sockets:
    """The app's Socket Mode connections. A transport for delivery.py."""

    def __init__(
        self,
        came_or_went: Callable[[], None],
        *,
        cuts: Callable[[], bool] = lambda: False,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.connections: list[Connection] = []
        self.ack_seconds = ack_seconds
        self._tickets: dict[str, float] = {}
        self._turn = 0
        self._arrived = asyncio.Event()
        self._came_or_went = came_or_went
        self._cuts = cuts

    @property
    def online(self) -> bool:
        return any(connection.ready for connection in self.connections)

    def ticket(self) -> str:
        """A ticket that opens one socket within 30 s."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serves /socket. 401 for a ticket that is unknown, used or stale; 429 for an eleventh connection."""
        until = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if until < time.monotonic():
            return web.Response(status=401, text="The ticket is unknown, used or stale.")
        if self._cuts():
            cut(request)
            return web.Response()  # nobody hears it
        if len(self.connections) >= MOST_CONNECTIONS:
            return web.Response(status=429, text="Ten connections are open already.")
        socket = web.WebSocketResponse(autoping=False, timeout=2.0)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.append(connection)
        pinging = asyncio.create_task(self._ping(connection))
        try:
            await self._hello(connection)
            await self._read(connection)
        finally:
            pinging.cancel()
            self.connections.remove(connection)
            connection.lose()
            if not self.online:
                self._arrived.clear()
            self._came_or_went()
        return socket

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        """One envelope to one connection. Waits up to the acknowledgement time for a connection to be there."""
        deadline = time.monotonic() + self.ack_seconds
        connection = await self._choose(deadline)
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": "interactive" if outgoing.kind == "options" else outgoing.kind,
            "accepts_response_payload": outgoing.kind != "events_api",
            "payload": outgoing.payload,
        }
        if outgoing.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = future
        try:
            if not connection.silent:
                await connection.socket.send_str(json.dumps(envelope))
            return await asyncio.wait_for(future, max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except (ConnectionError, RuntimeError, aiohttp.ClientError):
            raise NoAnswer("connection_failed") from None
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    def cut_all(self) -> None:
        for connection in self.connections:
            connection.cut()

    def silence(self, silent: bool = True) -> None:
        """Makes the sockets open now stop answering (or answer again)."""
        for connection in self.connections:
            connection.silent = silent

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every connection to go, and closes it, as Slack does when it refreshes a link."""
        for connection in list(self.connections):
            connection.ready = False
            with contextlib.suppress(ConnectionError, RuntimeError):
                await connection.socket.send_str(
                    json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
                )
                await connection.socket.close()

    async def _choose(self, deadline: float) -> Connection:
        while True:
            ready = [connection for connection in self.connections if connection.ready]
            if ready:
                self._turn += 1
                return ready[self._turn % len(ready)]
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                raise NoAnswer("connection_failed") from None

    async def _hello(self, connection: Connection) -> None:
        await connection.socket.send_str(
            json.dumps(
                {
                    "type": "hello",
                    "num_connections": len(self.connections),
                    "debug_info": {"host": "local", "approximate_connection_time": 18060},
                    "connection_info": {"app_id": APP},
                }
            )
        )
        connection.ready = True
        self._arrived.set()
        self._came_or_went()

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            connection.heard = time.monotonic()
            if connection.silent:
                continue
            if message.type == aiohttp.WSMsgType.PING:
                with contextlib.suppress(ConnectionError, RuntimeError):  # it has gone since
                    await connection.socket.pong(message.data)
            elif message.type == aiohttp.WSMsgType.TEXT:
                self._acknowledge(connection, message.data)

    def _acknowledge(self, connection: Connection, text: str) -> None:
        try:
            body = json.loads(text)
        except ValueError:
            return
        if not isinstance(body, dict):
            return
        future = connection.waiting.get(str(body.get("envelope_id")))
        if future is not None and not future.done():
            future.set_result(Answer(body.get("payload")))

    async def _ping(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(PING_EVERY)
            if time.monotonic() - connection.heard > SILENT_AFTER and not connection.silent:
                connection.cut()
                return
            if not connection.silent:
                with contextlib.suppress(ConnectionError, RuntimeError):
                    await connection.socket.ping(b"local")
