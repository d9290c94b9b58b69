"""Getting things to the bot over either transport: in order, acknowledged within 3 s, events retried as Slack does.

What is sent is built in events.py and interact.py; how it travels is in sockets.py and http.py.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workspace.faults import Faults
from workspace.journal import Journal
from workspace.space import Json

ACK_SECONDS = 3.0
# Seconds before the first, second and third retry of an event (slack.md section 4).
RETRY_DELAYS = (0.0, 60.0, 300.0)
REORDER_HOLD = 3.0


class NoAnswer(Exception):
    """The bot did not acknowledge. `reason` is Slack's word: timeout, connection_failed or http_error."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


@dataclass(frozen=True)
class Outgoing:
    """Something for the bot. `kind` is events_api, interactive, options or slash_commands."""

    kind: str
    payload: Json
    label: str


@dataclass(frozen=True)
class Answer:
    """The bot's acknowledgement; `body` is what it carried, if anything."""

    body: Any = None


class Transport(Protocol):
    """A way to the bot. `send` raises NoAnswer when nothing came back in time."""

    @property
    def online(self) -> bool: ...

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer: ...


class Delivery:
    """Sends to the bot over one transport. Events go off in the order they were given."""

    def __init__(
        self,
        transport: Transport,
        faults: Faults,
        journal: Journal,
        *,
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self.transport = transport
        self.faults = faults
        self.journal = journal
        self.retry_delays = tuple(retry_delays)
        self.acknowledged = 0
        self.given_up: list[Json] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[asyncio.Event] = []  # kept back by the reorder fault until the next one has gone

    @property
    def online(self) -> bool:
        return self.transport.online

    def event(self, outgoing: Outgoing) -> None:
        """Sends an event without waiting; retries it; gives it up after the last retry."""
        if self.faults.take("duplicate"):
            self._start(self._deliver(outgoing, None))
        hold: asyncio.Event | None = None
        if self.faults.take("reorder"):
            hold = asyncio.Event()
            self._held.append(hold)
        self._start(self._deliver(outgoing, hold))

    async def ask(self, outgoing: Outgoing) -> Answer:
        """Sends an interaction once and waits for its acknowledgement. Raises NoAnswer."""
        started = time.monotonic()
        try:
            answer = await self.transport.send(outgoing, 0, "")
        except NoAnswer as failure:
            self._note(outgoing, started, failure.reason, None)
            raise
        self._note(outgoing, started, "ok", answer.body)
        return answer

    async def settled(self) -> None:
        """Returns when every event so far is acknowledged or given up."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, outgoing: Outgoing, hold: asyncio.Event | None) -> None:
        if hold is not None:
            await _wait(hold, REORDER_HOLD)
        reason = ""
        for attempt in range(len(self.retry_delays) + 1):
            if attempt:
                await asyncio.sleep(self.retry_delays[attempt - 1])
            started = time.monotonic()
            try:
                answer = await self.transport.send(outgoing, attempt, reason)
            except NoAnswer as failure:
                reason = failure.reason
                self._note(outgoing, started, reason, None, attempt)
                if failure.final:
                    break
                continue
            finally:
                if hold is None:
                    self._release()
            self.acknowledged += 1
            self._note(outgoing, started, "ok", answer.body, attempt)
            return
        self.given_up.append(outgoing.payload)

    def _release(self) -> None:
        for hold in self._held:
            hold.set()
        self._held.clear()

    def _note(self, outgoing: Outgoing, started: float, result: str, body: Any, attempt: int = 0) -> None:
        self.journal.note(
            "out",
            outgoing.label,
            detail=f"retry {attempt}" if attempt else "",
            result=result,
            milliseconds=(time.monotonic() - started) * 1000,
            request=outgoing.payload,
            response=body,
        )


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
