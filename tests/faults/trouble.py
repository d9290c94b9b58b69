"""What goes wrong: the workspace's faults, and processes killed without warning, as a seed has it."""

import asyncio
from random import Random
from typing import Any

from tests.faults.ground import Ground
from tests.faults.processes import Seat
from workspace import acts

OUT = ("chat.postMessage", "chat.update")
ASKED = (*OUT, "views.open", "conversations.history", "conversations.replies")
LATE = 30.0  # seconds: the answer that a killed process never hears
TAKEN = 2.0  # seconds in which somebody must have posted, for a kill just after Slack did it
TOGETHER = 0.4  # seconds, at most, from one deed to a kill


def a_fault(chance: Random) -> tuple[str, dict[str, Any]]:
    """One kind of trouble, with what it takes."""
    kind = chance.choice(
        ("duplicate", "reorder", "rate_limited", "lost_answer", "server_error", "delay",
         "drop_link", "refresh_link", "stop_pongs", "refuse_link", "cut_handshake")
    )  # fmt: skip
    match kind:
        case "duplicate" | "reorder":
            return kind, {"times": chance.randint(1, 3)}
        case "rate_limited":
            return kind, {"method": chance.choice(OUT), "times": chance.randint(1, 3), "retry_after": 1}
        case "lost_answer" | "server_error":
            return kind, {"method": chance.choice(ASKED), "times": chance.randint(1, 2)}
        case "delay":
            return kind, {"method": chance.choice(OUT), "seconds": chance.uniform(0.2, 1.0)}
    return kind, {}


class Trouble:
    """Faults come after every few deeds; kills when the day's gate asks for one."""

    def __init__(self, ground: Ground, seats: list[Seat]) -> None:
        self.ground, self.seats = ground, seats
        self.chance = Random(f"{ground.seed} trouble")

    async def faults(self) -> None:
        chance = Random(f"{self.ground.seed} faults")
        gate = self.ground.gate
        after = 0
        while True:
            after += chance.randint(2, 8)
            await gate.reaches(after)
            kind, fields = a_fault(chance)
            fault = await self.ground.workspace.cause(kind, **fields)
            self.ground.faults[kind] += int(fields.get("times", 1))
            if kind == "stop_pongs":  # only of the sockets now open: new ones answer
                self.ground.workspace.faults.remove(fault.id)

    async def kills(self) -> None:
        gate = self.ground.gate
        while gate.done < gate.kills:
            if len(self.seats) == 1:
                await self.seats[0].begun()
            await gate.next_kill()
            instant = self.chance.choice(("at random", "at random", "after Slack did it"))
            if instant == "after Slack did it":
                await self._after_slack_did_it()
            else:
                await self._at_random()

    async def _at_random(self) -> None:
        """Also one that has only just begun to start, now and then."""
        seat = self._least_killed()
        if len(self.seats) == 1 or self.chance.random() < 0.8:
            await seat.begun()
        await asyncio.sleep(self.chance.uniform(0, TOGETHER))  # the instant: nothing is waited for
        await self._kill("at random", [seat])

    def _least_killed(self) -> Seat:
        fewest = min(seat.killed for seat in self.seats)
        return self.chance.choice([seat for seat in self.seats if seat.killed == fewest])

    async def _after_slack_did_it(self) -> None:
        """Slack has posted and the answer is under way when whoever posts dies: all that may be that one."""
        workers = [seat for seat in self.seats if seat.verb != "listen"]
        await asyncio.gather(*(seat.begun() for seat in workers))
        workspace = self.ground.workspace
        fault = await workspace.cause("delay", method=self.chance.choice(OUT), seconds=LATE)
        try:
            await acts.until(workspace, lambda: fault.left == 0, TAKEN)
        except TimeoutError:
            workspace.mend(fault.id)
            await self._kill("at random", [self._least_killed()])
        else:
            await self._kill("after Slack did it", workers)

    async def _kill(self, instant: str, seats: list[Seat]) -> None:
        await asyncio.gather(*(seat.kill() for seat in seats))
        self.ground.kills[instant] += len(seats)
        for seat in seats:
            seat.start()
        await self.ground.gate.killed(len(seats))
