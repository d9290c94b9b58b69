"""Members who write and wait: what is timed between a workspace and its bot. The bot is a process of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from _seats import Seat

from workspace import acts
from workspace.delivery import Answer, Outgoing, Transport
from workspace.server import BOT, Workspace

QUIET = 1.2  # seconds without a post: nothing is on its way, and every conversation may be posted to again
SLOWEST = 60.0  # seconds for one answer

Key = tuple[str, str]  # channel, ts


@dataclass
class Taken:
    """What one round of messages took. Milliseconds, and messages a second."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    rate: float = 0.0


class Watched:
    """The workspace's own transport, with a watch on it: from the envelope's sending to its acknowledgement."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.milliseconds: dict[Key, float] = {}
        self.waiting: dict[Key, asyncio.Event] = {}

    @property
    def online(self) -> bool:
        return self._inner.online

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        began = perf_counter()
        answer = await self._inner.send(outgoing, attempt, reason)
        taken = (perf_counter() - began) * 1000
        event: dict[str, Any] = outgoing.payload.get("event", {})
        if event.get("type") == "message" and event.get("user") != BOT:
            key = (event["channel"], event["ts"])
            self.milliseconds[key] = taken
            if key in self.waiting:
                self.waiting.pop(key).set()
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

    async def answered(self, turns: Sequence[tuple[Seat, str]], at_once: int) -> Taken:
        """So many members at a time wait for their card before the next one writes."""
        return await self._play(turns, at_once, self._until_answered)

    async def acknowledged(self, turns: Sequence[tuple[Seat, str]], at_once: int) -> Taken:
        """So many envelopes at a time are unacknowledged; the cards come when they come."""
        return await self._play(turns, at_once, self._until_acknowledged)

    async def _play(
        self,
        turns: Sequence[tuple[Seat, str]],
        at_once: int,
        wait: Callable[[Key, asyncio.Future[float]], Awaitable[None]],
    ) -> Taken:
        taken, left, said = Taken(), iter(turns), []

        async def one_after_the_other() -> None:
            for seat, text in left:
                channel = acts.dm(self.workspace, seat.member)
                began = perf_counter()
                key = (channel, await acts.say(self.workspace, seat.member, channel, text))
                answer = self._answers[key] = asyncio.get_running_loop().create_future()
                said.append((key, began, answer))
                await wait(key, answer)

        began = perf_counter()
        async with asyncio.timeout(SLOWEST):
            await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
            arrived = await asyncio.gather(*(answer for _, _, answer in said))
        taken.rate = len(said) / (max(arrived) - began)
        taken.answered = [(at - start) * 1000 for at, (_, start, _) in zip(arrived, said, strict=True)]
        await self._quiet()
        taken.acknowledged = [self._watched.milliseconds[key] for key, _, _ in said]
        return taken

    async def _until_answered(self, _key: Key, answer: asyncio.Future[float]) -> None:
        await answer

    async def _until_acknowledged(self, key: Key, _answer: asyncio.Future[float]) -> None:
        done = self._watched.waiting[key] = asyncio.Event()
        await done.wait()

    async def _quiet(self) -> None:
        while (rest := self._last + QUIET - perf_counter()) > 0:
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
