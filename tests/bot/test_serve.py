"""The ledger against the local workspace, over both transports, with real sockets, real faults and real kills."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.lock import AlreadyRunning, only_process
from bot.serve import NoAccess, SignedHttp, SocketMode, Transport, serve, web_session
from bot.signed import Signatures
from storage.database import Database
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from tests.bot.echo import Echo
from tests.databases import as_text
from workspace import acts
from workspace.server import BOT, SlackChannel, SlackPerson, Workspace

HOUSE = Path(__file__).parents[2]
MANIFEST = json.loads((HOUSE / "manifest.json").read_text(encoding="utf-8"))
PEOPLE = [SlackPerson("U01", "Ada Example"), SlackPerson("U02", "Ben Example")]
CHANNELS = [SlackChannel("C01", "general", ["U01", "U02", BOT])]

TRANSPORTS = ("socket", "http")


class Links:
    """Counts them."""

    def __init__(self) -> None:
        self.begun = 0

    async def linked(self) -> None:
        self.begun += 1

    def heard(self) -> None:
        assert self.begun


class World:
    """A workspace and the echo bot, served as in real life."""

    def __init__(self, database: Database, kind: str) -> None:
        self.database = database
        self.kind = kind
        self.workspace = Workspace(MANIFEST, PEOPLE, CHANNELS, retry_delays=(0.0, 0.5, 2.0, 4.0))
        self.stopping = asyncio.Event()
        self.port = 0
        self.links = Links()

    async def start(self) -> None:
        base = await self.workspace.start()
        self.slack_url = f"{base}/api/"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Echo]:
        """Until the block ends; then it is told to stop, and stops by itself."""
        self.stopping.clear()
        async with web_session() as web:
            workspace = self.workspace
            echo = Echo(self.database, web, self.slack_url, workspace.bot_token, workspace.signing_secret)
            transport = self.transport(echo)
            started = asyncio.Event()
            task = asyncio.create_task(serve(echo, transport, self.stopping, started=started.set))
            waiting = asyncio.create_task(started.wait())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if isinstance(transport, SignedHttp) and not self.port:
                self.port = transport.port
                workspace.set_events_url(f"http://127.0.0.1:{self.port}/slack/events")
            try:
                yield echo
            finally:
                self.stopping.set()
                waiting.cancel()
                await task

    def transport(self, echo: Echo) -> Transport:
        if self.kind == "http":
            signatures = Signatures(self.workspace.signing_secret)
            return SignedHttp(echo.app, "127.0.0.1", self.port, signatures, self.links)
        return SocketMode(echo.app, self.workspace.app_token, self.links)

    async def says(self, text: str, user: str = "U01") -> str:
        return await acts.say(self.workspace, user, acts.dm(self.workspace, user), text)

    def answers(self, user: str = "U01") -> list[str]:
        """Everything the bot said to somebody, in any thread, in order."""
        channel = acts.dm(self.workspace, user)
        roots = acts.messages(self.workspace, user, channel)
        found = [
            reply
            for root in roots
            for reply in acts.messages(self.workspace, user, channel, root["ts"])
            if reply["user"] == BOT
        ]
        return [reply["text"] for reply in sorted(found, key=lambda reply: float(reply["ts"]))]

    async def until(self, number: int, user: str = "U01", seconds: float = 40.0) -> list[str]:
        await acts.until(self.workspace, lambda: len(self.answers(user)) >= number, seconds)
        return self.answers(user)

    async def quiet(self, echo: Echo) -> None:
        """Nothing is on its way, in or out: what the bot's own loop has not done by now is done here."""
        await self.workspace.settled()
        while self.unfinished():
            await echo.consumer.run_once(echo.clock.now())
            await echo.delivery.run_once(echo.clock.now())

    def unfinished(self) -> int:
        with self.database.read() as session:
            coming = session.scalars(select(InboxRow.id).where(InboxRow.state.not_in(["done", "given_up"])))
            going = session.scalars(select(OutboxRow.id).where(OutboxRow.state.in_(["waiting", "sending"])))
            return len(coming.all()) + len(going.all())


def play(database: Database, scene: Callable[[World], Awaitable[None]], kind: str = "socket") -> None:
    async def whole() -> None:
        world = World(database, kind)
        await world.start()
        try:
            await scene(world)
        finally:
            await world.workspace.stop()

    asyncio.run(whole())


@pytest.mark.parametrize("kind", TRANSPORTS)
def test_a_direct_message_is_answered_once(database: Database, kind: str) -> None:
    async def scene(world: World) -> None:
        async with world.serving() as echo:
            await world.says("bins")
            assert await world.until(1) == ["heard: bins"]
            await world.quiet(echo)
            assert world.answers() == ["heard: bins"]

    play(database, scene, kind)


@pytest.mark.parametrize(
    ("database", "kind"), [("sqlite", "socket"), ("postgresql", "http")], indirect=["database"]
)
def test_through_every_fault_each_message_is_answered_once(database: Database, kind: str) -> None:
    async def scene(world: World) -> None:
        said = {user: [f"{user} {number}" for number in range(9)] for user in ("U01", "U02")}
        async with world.serving() as echo:
            for number in range(9):
                for user in said:
                    await cause_something(world.workspace, number)
                    await world.says(said[user][number], user)
            for user, texts in said.items():
                await world.until(9, user, seconds=60.0)
                await world.quiet(echo)
                assert sorted(world.answers(user)) == sorted(f"heard: {text}" for text in texts)

    play(database, scene, kind)


async def cause_something(workspace: Workspace, number: int) -> None:
    post = "chat.postMessage"
    match number:
        case 1 | 2:
            await workspace.cause("duplicate", times=2)
        case 3 | 7:
            await workspace.cause("lost_answer", method=post, times=1)
        case 4:
            await workspace.cause("reorder", times=1)
        case 5:
            await workspace.cause("rate_limited", method=post, times=1, retry_after=1)
        case 6:
            await workspace.cause("server_error", method=post, times=2)
        case 8:
            await workspace.cause("refresh_link")


@pytest.mark.parametrize("fault", ["drop_link", "stop_pongs"])
def test_a_link_that_breaks_is_replaced_and_nothing_is_lost(sqlite_database: Database, fault: str) -> None:
    async def scene(world: World) -> None:
        async with world.serving():
            await world.says("before")
            await world.until(1)
            assert world.links.begun == 1
            await world.workspace.cause(fault)
            await world.says("after")
            assert await world.until(2, seconds=20.0) == ["heard: before", "heard: after"]
            assert world.links.begun == 2

    play(sqlite_database, scene)


@pytest.mark.parametrize("kind", TRANSPORTS)
def test_a_mention_is_told_twice_and_answered_once(sqlite_database: Database, kind: str) -> None:
    async def scene(world: World) -> None:
        async with world.serving():
            await acts.say(world.workspace, "U01", "C01", "@Wardline bins")
            await acts.say(world.workspace, "U01", "C01", "nothing for you")
            await world.workspace.settled()
            with world.database.read() as session:
                assert len(session.scalars(select(InboxRow.id)).all()) == 1

    play(sqlite_database, scene, kind)


@pytest.mark.parametrize("kind", TRANSPORTS)
def test_told_to_stop_it_finishes_what_is_in_hand_and_the_next_takes_the_rest(
    database: Database, kind: str
) -> None:
    async def scene(world: World) -> None:
        async with world.serving():
            await world.workspace.cause("delay", method="chat.postMessage", times=8, seconds=0.2)
            for number in range(8):
                await world.says(f"{number}")
            await world.until(1)
        assert 1 <= len(world.answers()) < 8  # it stopped in the middle
        async with world.serving() as echo:
            await world.until(8)
            await world.quiet(echo)
        assert sorted(world.answers()) == [f"heard: {number}" for number in range(8)]

    play(database, scene, kind)


def test_a_slack_that_does_not_answer_at_the_start_is_waited_for(sqlite_database: Database) -> None:
    async def scene(world: World) -> None:
        await world.workspace.cause("server_error", method="auth.test", times=1)
        await world.workspace.cause("refuse_link", times=1)
        async with world.serving():
            await world.says("bins")
            assert await world.until(1) == ["heard: bins"]

    play(sqlite_database, scene)


@pytest.mark.parametrize("fault", ["refuse_link", "cut_handshake"])
def test_a_link_that_breaks_while_it_is_made_is_made_anew(sqlite_database: Database, fault: str) -> None:
    async def scene(world: World) -> None:
        async with world.serving():
            await world.workspace.cause(fault, times=2)
            await world.workspace.cause("drop_link")
            await world.says("bins")
            assert await world.until(1) == ["heard: bins"]

    play(sqlite_database, scene)


def test_a_token_that_slack_refuses_ends_the_bot_with_slacks_word(sqlite_database: Database) -> None:
    async def scene(world: World) -> None:
        await world.workspace.cause("api_error", method="auth.test", times=1, error="invalid_auth")
        with pytest.raises(NoAccess, match="invalid_auth"):
            async with world.serving():
                pass

    play(sqlite_database, scene)


def test_a_busy_port_is_an_error_at_once(sqlite_database: Database) -> None:
    async def scene(world: World) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            async with web_session() as web:
                echo = Echo(sqlite_database, web, world.slack_url, world.workspace.bot_token, "secret")
                with pytest.raises(OSError, match="address already in use"):
                    await serve(
                        echo, SignedHttp(echo.app, "127.0.0.1", port, Signatures("secret")), world.stopping
                    )

    play(sqlite_database, scene)


def test_a_request_that_slack_did_not_sign_is_refused_and_not_kept(sqlite_database: Database) -> None:
    async def scene(world: World) -> None:
        async with world.serving() as echo, aiohttp.ClientSession() as web:
            assert echo
            body = {"type": "event_callback", "team_id": "T", "event_id": "E", "event": {"type": "message"}}
            url = world.workspace.delivery.transport.url  # type: ignore[attr-defined]
            for headers in ({}, {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"}):
                async with web.post(url, json=body, headers=headers) as answer:
                    assert answer.status == 401
        assert world.unfinished() == 0

    play(sqlite_database, scene, "http")


def test_a_second_process_on_one_file_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "wardline.db"
    with only_process(file), pytest.raises(AlreadyRunning, match=r"wardline\.db"), only_process(file):
        pass
    with only_process(file):
        pass


class Killed:
    """The echo bot in a process of its own."""

    def __init__(self, world: World, database_url: str) -> None:
        self.given = {
            "database_url": database_url,
            "slack_url": world.slack_url,
            "token": world.workspace.bot_token,
            "app_token": world.workspace.app_token,
            "lease": 1.0,
        }

    async def __aenter__(self) -> asyncio.subprocess.Process:
        command = [sys.executable, "-m", "tests.bot.echo", json.dumps(self.given)]
        plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=HOUSE, env=plain, stdout=DEVNULL, stderr=DEVNULL
        )
        return self.process

    async def __aexit__(self, *_: Any) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await self.process.wait()


def test_killed_between_slacks_yes_and_our_commit_it_still_posts_once(database: Database) -> None:
    async def scene(world: World) -> None:
        url = as_text(database.url)
        await world.workspace.cause("delay", method="chat.postMessage", times=1, seconds=30)
        async with Killed(world, url) as process:
            await acts.until(world.workspace, lambda: world.workspace.delivery.online, 40.0)
            await world.says("once")
            await world.until(1)  # Slack has it, and has not said so
            process.kill()
            await process.wait()
        assert world.unfinished() == 1
        async with Killed(world, url) as process:
            await world.says("twice")
            await world.until(2)
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        assert world.answers() == ["heard: once", "heard: twice"]

    play(database, scene)
