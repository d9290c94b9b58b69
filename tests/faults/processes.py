"""The bot's processes: started, killed without warning, and started again."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds until one that was started must have begun
KEPT = 40  # lines of what a process said
BEGUN = b"ing. Ctrl-C"


@dataclass(frozen=True)
class Plan:
    """How the bot runs: a process for each of `verbs`, and how long one that died keeps what it had in hand."""

    verbs: tuple[str, ...]
    settings: dict[str, str]
    folder: Path
    lease: float
    pace: tuple[float, float, float]


class Nursery:
    """Asks tests/faults/nursery.py for processes."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    def bear(self, plan: Plan, verb: str, output: int) -> int:
        asked = {
            "verb": verb, "settings": plan.settings, "folder": str(plan.folder), "lease": plan.lease, "pace": plan.pace,
        }  # fmt: skip
        socket.send_fds(self._control, [json.dumps(asked).encode()], [output])
        return int(self._control.recv(32))


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        environment = {"PATH": os.defpath, "PYTHONPATH": str(HOUSE), "OPENBLAS_NUM_THREADS": "1"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.nursery", str(theirs.fileno()),
            cwd=HOUSE, env=environment, pass_fds=[theirs.fileno()],
        )  # fmt: skip
        theirs.close()
        try:
            yield Nursery(ours)
        finally:
            ours.close()  # its end
            await process.wait()


class Seat:
    """One process of the bot and those that come after it."""

    def __init__(self, nursery: Nursery, plan: Plan, verb: str) -> None:
        self.verb = verb
        self.has_begun = asyncio.Event()
        self.is_gone = asyncio.Event()
        self.is_gone.set()
        self.killed = 0  # times
        self.said: deque[str] = deque(maxlen=KEPT)
        self._nursery, self._plan = nursery, plan
        self._pid = 0
        self._reading: asyncio.Task[None] | None = None

    def start(self) -> None:
        reads, writes = os.pipe()
        self.has_begun.clear()
        self.is_gone.clear()
        self._pid = self._nursery.bear(self._plan, self.verb, writes)
        os.close(writes)
        self._reading = asyncio.create_task(self._read(reads))

    async def begun(self) -> None:
        """Raises where it ends before it begins."""
        waits = [asyncio.create_task(event.wait()) for event in (self.has_begun, self.is_gone)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE)
        for wait in waits:
            wait.cancel()
        if not self.has_begun.is_set() or self.is_gone.is_set():
            raise AssertionError(f"wardline {self.verb} did not begin:\n" + "".join(self.said))

    async def kill(self) -> None:
        self.killed += 1
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, with_: signal.Signals) -> None:
        if not self.is_gone.is_set():
            os.kill(self._pid, with_)
        await asyncio.wait_for(self.is_gone.wait(), PATIENCE)

    async def _read(self, reads: int) -> None:
        """Until nobody can write any more: then the process is gone."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reads, "rb")
        )
        try:
            async for line in reader:
                self.said.append(line.decode(errors="replace"))
                if BEGUN in line:
                    self.has_begun.set()
        finally:
            transport.close()
            self.is_gone.set()


@asynccontextmanager
async def fleet(plan: Plan) -> AsyncIterator[list[Seat]]:
    """All of them, once they have begun. Told to stop at the end, as whatever runs them would."""
    async with nursery() as found:
        seats = [Seat(found, plan, verb) for verb in plan.verbs]
        try:
            for seat in seats:
                seat.start()
            await asyncio.gather(*(seat.begun() for seat in seats))
            yield seats
        finally:
            await asyncio.gather(*(seat.stop() for seat in seats))
