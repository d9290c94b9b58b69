"""From start to stop: how Slack reaches the bot (Socket Mode or signed HTTP), and how it ends without losing anything."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import figures
from bot.app import Identity
from bot.clock import Clock
from bot.failures import failure_of
from bot.settings import Settings
from bot.signed import KINDS, LARGEST, PATIENCE, Signatures
from bot.transactions import Transactions
from bot.worker import Engine
from storage import inbox, outages, outbox
from storage.database import Database

log = logging.getLogger(__name__)

PATH = "/slack/events"
PING = 1.0  # second; half of one for its answer: a silent link is replaced before Slack, after three, sends again
GRACE = 10.0  # seconds for what is in hand when the bot is told to stop
LINGERS = 1.0  # seconds in which the rest of a refused request is taken off the line
CALL = aiohttp.ClientTimeout(total=10, sock_connect=5)  # well within a delivery's lease
SLOWEST = 30.0  # seconds between two tries to reach Slack at the start


class NoAccess(Exception):
    """Slack refuses the token: trying again will not help. Its text says what Slack said."""


class Served(Protocol):
    """What `serve` needs of the assembled bot."""

    @property
    def app(self) -> AsyncApp: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def transactions(self) -> Transactions: ...
    @property
    def loop(self) -> Engine: ...


class Ear(Protocol):
    """Whoever wants to know how the link to Slack does."""

    async def linked(self) -> None:
        """A link has begun: what Slack said before may never come."""


class Transport(Protocol):
    async def start(self) -> None: ...
    async def stop(self, grace: float) -> None:
        """Takes nothing new, answers what is in hand, closes."""


async def serve(
    bot: Served,
    transport: Transport,
    stopping: asyncio.Event,
    *,
    started: Callable[[], None] = lambda: None,
    grace: float = GRACE,
) -> None:
    """Runs until `stopping` is set. Events are kept from the first moment, and worked on once Slack knows us."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_close, bot, grace)
        stack.push_async_callback(transport.stop, grace)
        arriving = asyncio.create_task(transport.start())
        stack.push_async_callback(_end, arriving)
        if await establish(bot.identity, stopping):
            bot.loop.start()
            await _first(arriving, stopping)
            if not stopping.is_set():
                started()
            await stopping.wait()


async def _first(arriving: asyncio.Task[None], stopping: asyncio.Event) -> None:
    """Connected, or told to stop before that. A port that is taken is raised."""
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({arriving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if arriving.done():
        arriving.result()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _close(bot: Served, grace: float) -> None:
    await bot.loop.stop(grace)
    await asyncio.to_thread(bot.transactions.close)


async def establish(identity: Identity, stopping: asyncio.Event) -> bool:
    """Ask Slack who we are until it answers. False: told to stop before that."""
    pause = 1.0
    while not stopping.is_set():
        try:
            await identity.establish()
        except (SlackApiError, aiohttp.ClientError, OSError) as error:
            failure = failure_of(error)
            if failure.kind in ("no_access", "refused"):
                raise NoAccess(failure.said) from None
            log.warning("Slack does not answer: %s; trying again in %.0f s", failure.said, pause)
        else:
            return True
        try:
            async with asyncio.timeout(pause):
                await stopping.wait()
        except TimeoutError:
            pause = min(pause * 2, SLOWEST)
    return False


class SocketMode:
    """The bot calls Slack. What is not answered when the link ends is sent again by Slack, and known by its id."""

    def __init__(self, app: AsyncApp, app_token: str, ear: Ear | None = None) -> None:
        self._app = app
        self._token = app_token
        self._ear = ear
        self._handler: _CountingHandler | None = None

    async def start(self) -> None:
        self._handler = _CountingHandler(self._app, self._token, self._ear)
        await self._handler.begin()

    async def is_up(self) -> bool:
        return self._handler is not None and await self._handler.is_up()

    async def stop(self, grace: float) -> None:
        if self._handler is not None:
            await self._handler.drain(grace)
            await self._handler.close_async()  # type: ignore[no-untyped-call]


class _CountingHandler(AsyncSocketModeHandler):
    """Knows what is in hand: Slack's library keeps no list of it."""

    def __init__(self, app: AsyncApp, app_token: str, ear: Ear | None) -> None:
        super().__init__(app, app_token, ping_interval=PING)
        self._ear = ear
        self.client.message_listeners.append(self._greeted)
        self._in_hand: set[asyncio.Task[None]] = set()
        self._draining = False

    async def begin(self) -> None:
        """A link's address opens one link, and the library would go on trying one that failed for ever: it is forgotten
        as soon as it is used, so that each try asks for another."""

        async def used(*_: object) -> None:
            self.client.wss_uri = None

        once = aiohttp.TraceConfig()
        once.on_request_start.append(used)
        await self.client.aiohttp_client_session.close()
        self.client.aiohttp_client_session = aiohttp.ClientSession(timeout=CALL, trace_configs=[once])
        await self.connect_async()  # type: ignore[no-untyped-call]

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        if self._draining:
            return  # not answered: Slack gives it to another connection, or to us when we are back
        task: asyncio.Task[None] = asyncio.ensure_future(self._answer(client, req))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await task

    async def _answer(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        with figures.timing("event" if req.type == "events_api" else "interaction"):
            await super().handle(client, req)

    async def is_up(self) -> bool:
        return bool(await self.client.is_connected())

    async def _greeted(self, _client: object, message: dict[str, Any], _raw: object) -> None:
        """Slack's first word on every new link."""
        if message.get("type") == "hello" and self._ear is not None:
            await self._ear.linked()

    async def drain(self, grace: float) -> None:
        self._draining = True
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=grace)


class SignedHttp:
    """Slack calls the bot, which checks the signature. Listens on loopback unless the settings say otherwise."""

    def __init__(
        self,
        app: AsyncApp,
        host: str,
        port: int,
        signatures: Signatures,
        ear: Ear | None = None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._app = app
        self._ear = ear
        self._host = host
        self._port = port
        self._signatures = signatures
        self._patience = patience
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """OSError: the port is busy."""
        application = web.Application(client_max_size=LARGEST)
        application.router.add_post(PATH, self._answer)
        self._runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=GRACE, lingering_time=LINGERS
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        if self._ear is not None:
            await self._ear.linked()

    @property
    def port(self) -> int:
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def stop(self, grace: float) -> None:
        """The server itself stops listening first, and then waits for what is in hand."""
        if self._runner is not None:
            async with asyncio.timeout(grace + GRACE):
                await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        """Who cannot sign learns nothing but that. A body too large is refused by the server itself."""
        if request.content_type not in KINDS:
            return web.Response(status=415)
        try:
            async with asyncio.timeout(self._patience):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        timestamps = request.headers.getall("X-Slack-Request-Timestamp", [])
        signatures = request.headers.getall("X-Slack-Signature", [])
        if not self._signatures.are_good(timestamps, signatures, body):
            return web.Response(status=401)
        try:
            asked = await to_bolt_request(request)
        except (
            ValueError,
            LookupError,
            AttributeError,
            TypeError,
            RecursionError,
        ):  # signed, and yet not Slack's
            return web.Response(status=400)
        with figures.timing("event" if request.content_type == "application/json" else "interaction"):
            return await to_aiohttp_response(await self._app.async_dispatch(asked))

    async def is_up(self) -> bool:
        """Whether Slack could call us. Whether it does, only Slack knows."""
        return self._runner is not None and bool(self._runner.addresses)


class Deaf:
    """A process that only works: Slack does not speak to it."""

    async def start(self) -> None:
        pass

    async def stop(self, grace: float) -> None:
        pass


def transport_of(settings: Settings, app: AsyncApp, ear: Ear | None = None) -> Transport:
    if settings.transport == "http":
        signatures = Signatures(settings.signing_secret)
        return SignedHttp(app, settings.http_host, settings.http_port, signatures, ear)
    return SocketMode(app, settings.app_token, ear)


@asynccontextmanager
async def web_session() -> AsyncIterator[aiohttp.ClientSession]:
    """The one session that every call to Slack shares. A call's time is shorter than a delivery's lease. It goes where it
    was sent: Slack redirects no call, and the tokens go with it."""
    straight = aiohttp.TraceConfig()
    straight.on_request_redirect.append(_not_elsewhere)
    async with aiohttp.ClientSession(timeout=CALL, trust_env=False, trace_configs=[straight]) as session:
        yield session


async def _not_elsewhere(*_: object) -> None:
    raise aiohttp.ClientError("redirected elsewhere")


def take_over(database: Database, clock: Clock) -> None:
    """At the start of the only process on a SQLite file: what the last one had in hand is free at once."""
    if not database.is_sqlite:
        return
    with database.write() as session:
        inbox.release_leases(session, real=clock.real())
        outbox.release_leases(session, real=clock.real())
        outages.release_leases(session, real=clock.real())


def stop_on_signals(stopping: asyncio.Event) -> None:
    """Ctrl-C and SIGTERM. A second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
