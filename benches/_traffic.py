"""Members who write and wait: what is timed between a workspace and its bot. The bot is a process of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from _seats import Seat

from workspace import acts
from workspace.delivery import Answer, Outgoing, Transport
from workspace.server import BOT, Workspace

QUIET = 0.5  # seconds without a post: nothing is on its way any more
SLOWEST = 60.0  # seconds for one answer

Key = tuple[str, str]  # channel, ts


@dataclass(frozen=True)
class Taken:
    """What one round of messages took. Milliseconds, and messages a second."""

    acknowledged: list[float]
    answered: list[float]
    rate: float


@dataclass(frozen=True)
class _Written:
    """A message, when its author sent it, and when its answer is there."""

    key: Key
    began: float
    answer: asyncio.Future[float]


class Watched:
    """The workspace's own transport, with a watch on it: from the envelope's sending to its acknowledgement."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.milliseconds: dict[Key, float] = {}

    @property
    def online(self) -> bool:
        return self._inner.online

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        began = perf_counter()
        answer = await self._inner.send(outgoing, attempt, reason)
        taken = (perf_counter() - began) * 1000
        event: dict[str, Any] = outgoing.payload.get("event", {})
        if event.get("type") == "message" and event.get("user") != BOT:
            self.milliseconds[(event["channel"], event["ts"])] = taken
        return answer


class Traffic:
    """One workspace with its bot: members write, and their answers are waited for."""

    def __init__(self, workspace: Workspace, is_answer: Callable[[str], bool]) -> None:
        self.workspace = workspace
        self._is_answer = is_answer
        self._watched = Watched(workspace.delivery.transport)
        workspace.delivery.transport = self._watched
        self._answers: dict[Key, asyncio.Future[float]] = {}
        self._last = perf_counter()
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        self._listening.cancel()
        with suppress(asyncio.CancelledError):
            await self._listening

    async def play(self, turns: Iterator[tuple[Seat, str]], at_once: int, seconds: float, most: int) -> Taken:
        """So many members at a time wait for their card before the next one writes: for some seconds, or `most`."""
        began = perf_counter()
        written: list[_Written] = []

        async def one_after_the_other() -> None:
            while len(written) < most and perf_counter() - began < seconds:
                written.append(message := await self._write(*next(turns)))
                await message.answer

        async with asyncio.timeout(SLOWEST):
            await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
        arrived = [message.answer.result() for message in written]
        await self._quiet()
        return Taken(
            acknowledged=[self._watched.milliseconds.pop(message.key) for message in written],
            answered=[(at - message.began) * 1000 for at, message in zip(arrived, written, strict=True)],
            rate=len(written) / (max(arrived) - began),
        )

    async def _write(self, seat: Seat, text: str) -> "_Written":
        channel = acts.dm(self.workspace, seat.member)
        began = perf_counter()
        key = (channel, await acts.say(self.workspace, seat.member, channel, text))
        answer = self._answers[key] = asyncio.get_running_loop().create_future()
        return _Written(key, began, answer)

    async def _quiet(self) -> None:
        while (rest := self._last + QUIET - perf_counter()) > 0:  # noqa: ASYNC110 (the wait is for nothing to come)
            await asyncio.sleep(rest)

    async def _listen(self) -> None:
        """The first post of the bot in a message's thread is its answer."""
        changes = self.workspace.journal.listen()
        while True:
            change = await changes.get()
            if change["kind"] != "message":
                continue
            self._last = perf_counter()
            key = (change["channel"], change["thread_ts"])
            if key in self._answers and self._is_the_answer(change):
                self._answers.pop(key).set_result(self._last)

    def _is_the_answer(self, change: dict[str, Any]) -> bool:
        place = self.workspace.space.conversations[change["channel"]]
        message = place.messages.get(change["ts"])
        return message is not None and message.is_bot and self._is_answer(f"{message.text}{message.blocks}")


@asynccontextmanager
async def traffic_in(workspace: Workspace, is_answer: Callable[[str], bool]) -> AsyncIterator[Traffic]:
    traffic = Traffic(workspace, is_answer)
    try:
        yield traffic
    finally:
        await traffic.close()
