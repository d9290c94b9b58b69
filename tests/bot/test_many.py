"""Listeners and workers in processes of their own on one PostgreSQL: order, deaths, and restarts one after the other."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from time import monotonic

import pytest

from storage.database import Database
from tests.bot.test_serve import HOUSE, World, play
from tests.databases import as_text
from tests.demonstration import a_free_port
from workspace.delivery import Answer, NoAnswer, Outgoing
from workspace.http import HttpTransport

ENGINES = ("embedded", "procrastinate")
LEASE = 2.0  # seconds


class Fleet:
    """Echo bots on one database, each a process that listens or works."""

    def __init__(self, world: World, engine: str, stack: AsyncExitStack) -> None:
        self.world = world
        self.engine = engine
        self.stack = stack

    async def start(
        self, *, listens: bool = False, works: bool = False, http_port: int | None = None
    ) -> Process:
        given = {
            "database_url": as_text(self.world.database.url),
            "slack_url": self.world.slack_url,
            "token": self.world.workspace.bot_token,
            "app_token": self.world.workspace.app_token,
            "signing_secret": self.world.workspace.signing_secret,
            "http_port": http_port,
            "lease": LEASE,
            "engine": self.engine,
            "listens": listens,
            "works": works,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bot.echo", json.dumps(given), cwd=HOUSE, env=plain(), stdout=PIPE
        )
        self.stack.push_async_callback(end, process)
        assert process.stdout is not None
        async with asyncio.timeout(60):
            assert await process.stdout.readline() == b"ready\n"
        return process


def plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


async def end(process: Process) -> int:
    """As whatever runs it would: told to stop, and then waited for."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(60):
        return await process.wait()


@asynccontextmanager
async def fleet(world: World, engine: str) -> AsyncIterator[Fleet]:
    async with AsyncExitStack() as stack:
        yield Fleet(world, engine, stack)


async def says(world: World, user: str, text: str) -> None:
    """And Slack has its acknowledgement: what is said later was sent later, too."""
    await world.says(text, user)
    await world.workspace.settled()


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_dies_or_is_restarted_nothing_is_lost_doubled_or_out_of_order(
    clustered_database: Database, engine: str
) -> None:
    said = {user: [f"{user} {number}" for number in range(20)] for user in ("U01", "U02")}

    async def all_say(world: World, first: int, last: int) -> None:
        for number in range(first, last):
            for user, texts in said.items():
                await says(world, user, texts[number])

    async def scene(world: World) -> None:
        async with fleet(world, engine) as processes:
            *listeners, doomed = await asyncio.gather(
                processes.start(listens=True), processes.start(listens=True), processes.start(works=True)
            )

            # A worker dies with a post in hand that Slack has, and has not said so.
            await world.workspace.cause("delay", method="chat.postMessage", times=1, seconds=30)
            await says(world, "U01", said["U01"][0])
            await world.until(1)
            workers = [await processes.start(works=True)]
            doomed.kill()
            died = monotonic()
            await says(world, "U02", said["U02"][0])
            await says(world, "U01", said["U01"][1])
            await world.until(2)
            assert monotonic() - died < LEASE + 6
            await says(world, "U02", said["U02"][1])

            # Two at work.
            workers.append(await processes.start(works=True))
            await all_say(world, 2, 8)

            # All restarted, one after the other, while people write.
            writing = asyncio.create_task(all_say(world, 8, 20))
            for listener, worker in zip(listeners, workers, strict=True):
                await asyncio.gather(processes.start(listens=True), processes.start(works=True))
                assert await end(listener) == 0
                assert await end(worker) == 0
            await writing
            for user in said:
                await world.until(20, user, seconds=60.0)
            await quiet(world)
            for user, texts in said.items():
                assert world.answers(user) == [f"heard: {text}" for text in texts]

    play(clustered_database, scene)


class Balancer:
    """One address with several listeners behind it: a request goes to one or another. Every third event goes to one that
    is never heard of again, and then to the next, as Slack repeats what had no answer in time."""

    online = True

    def __init__(self, replicas: Sequence[HttpTransport]) -> None:
        self._turns = cycle(replicas)
        self.repeated = 0
        self._sent = 0

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        self._sent += 1
        if self._sent % 3 == 0 and not attempt:
            self.repeated += 1
            await next(self._turns).send(outgoing, attempt, reason)
            raise NoAnswer("timeout")
        return await next(self._turns).send(outgoing, attempt, reason)


def test_two_listeners_behind_one_address_hear_each_message_once(clustered_database: Database) -> None:
    said = {user: [f"{user} {number}" for number in range(15)] for user in ("U01", "U02")}

    async def scene(world: World) -> None:
        workspace = world.workspace
        ports = a_free_port(), a_free_port()
        async with fleet(world, "procrastinate") as processes:
            first, *_ = await asyncio.gather(
                processes.start(http_port=ports[0]),
                processes.start(http_port=ports[1]),
                processes.start(works=True),
                processes.start(works=True),
            )
            replicas = [
                HttpTransport(
                    f"http://127.0.0.1:{port}/slack/events",
                    workspace.signing_secret,
                    workspace.verification_token,
                )
                for port in ports
            ]
            workspace.delivery.transport = balancer = Balancer(replicas)
            for number in range(15):
                if number == 8:  # one is gone at once, and another takes its place
                    first.kill()
                    await first.wait()
                    await processes.start(http_port=ports[0])
                await asyncio.gather(*(says(world, user, texts[number]) for user, texts in said.items()))
            for user in said:
                await world.until(15, user, seconds=60.0)
            await quiet(world)
            for user, texts in said.items():
                assert world.answers(user) == [f"heard: {text}" for text in texts]
            assert balancer.repeated >= 10
            for replica in replicas:
                await replica.stop()

    play(clustered_database, scene, "http")


async def quiet(world: World) -> None:
    """What was posted is noted in a moment."""
    async with asyncio.timeout(30):
        while world.unfinished():  # noqa: ASYNC110 (it happens in other processes)
            await asyncio.sleep(0.05)
