"""A bare workspace with a small Bolt bot in it, running beside the browser: its loop has a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncApp

from tests.workspace.house import ADA, BEN, CAZ, bolted
from workspace import acts
from workspace.server import BOT, Workspace
from workspace.space import Message

T = TypeVar("T")
Noted = list[dict[str, Any]]


class House:
    """The running workspace, from the test's own thread. `noted` is what the bot was told.

    One house serves many tests, because starting a window is what costs: each test gets a channel of its own, the
    `room`, with Ada, Ben and the bot in it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, workspace: Workspace, app: AsyncApp, noted: Noted):
        self.loop = loop
        self.workspace = workspace
        self.app = app
        self.noted = noted
        self.room = self.room_name = ""
        self._rooms = 0

    def new_room(self) -> None:
        """Everything as at the start, in an empty channel: no form open, no fault, real time, nothing noted."""
        self._rooms += 1
        self.room_name = f"room-{self._rooms}"
        self.do(self._enter())

    async def _enter(self) -> None:
        space = self.workspace
        space.mend()
        space.clock.reset()
        for user in (ADA, BEN, CAZ):
            while acts.view(space, user) is not None:
                await acts.close_view(space, user, everything=True)
        if self.room:
            await acts.archive(space, ADA, self.room)
        self.room = await acts.create(space, ADA, self.room_name)
        for user in (BEN, BOT):
            await acts.invite(space, ADA, self.room, user)
        await acts.until(space, lambda: space.delivery.online)
        await space.settled()
        self.noted.clear()

    @property
    def base_url(self) -> str:
        return self.workspace.base_url

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=20)

    def post(self, text: str, blocks: list[dict[str, Any]] | None = None, **more: Any) -> str:
        """The bot posts (in the room unless told otherwise). Returns the ts."""
        arguments = {"channel": self.room, "text": text, "blocks": blocks} | more
        answer = self.do(self.app.client.chat_postMessage(**arguments))
        return str(answer["ts"])

    def say(self, user: str, text: str, **more: Any) -> str:
        """A person says something in the room, without the page."""
        return self.do(acts.say(self.workspace, user, self.room, text, **more))

    def message(self, ts: str) -> Message:
        """A message of the room as the workspace keeps it."""
        return self.workspace.space.conversations[self.room].messages[ts]

    def told(self, name: str) -> list[dict[str, Any]]:
        """What the bot noted under a name."""
        return [one[name] for one in self.noted if name in one]


@contextmanager
def open_house(register: Callable[[AsyncApp, Noted], None], **settings: Any) -> Iterator[House]:
    """The workspace and the bot, until the block is left."""
    opened: list[House] = []
    ready, leave = threading.Event(), threading.Event()
    trouble: list[BaseException] = []

    async def live() -> None:
        async with bolted(register, **settings) as (workspace, app, noted):
            opened.append(House(asyncio.get_running_loop(), workspace, app, noted))
            ready.set()
            await asyncio.to_thread(leave.wait)

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as fault:
            trouble.append(fault)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="workspace")
    thread.start()
    ready.wait(timeout=30)
    try:
        if trouble:
            raise trouble[0]
        yield opened[0]
    finally:
        leave.set()
        thread.join(timeout=30)
    if trouble:
        raise trouble[0]
