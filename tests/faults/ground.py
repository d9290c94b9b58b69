"""What a run stands on: the sample council in a database, its people in a local workspace, what everybody has done so
far, and the gate that holds the day back until what is to go wrong has gone wrong."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from directory.council import Council
from storage.database import Database
from tests.desk import MONDAY, Json
from workspace.server import Workspace
from workspace.space import Conversation, Message

IDLE = 1.5  # seconds without a deed


@dataclass
class Said:
    """One message that Slack took: who wrote it where, how many cases it must become, what it says in the end."""

    user: str
    channel: str
    ts: str
    text: str
    cases: int | None = None  # None: it is no enquiry


@dataclass
class Deeds:
    """What people did, which is what the database must show in the end. Numbers are of Slack's answers, not of tries."""

    said: list[Said] = field(default_factory=list)
    acknowledged: set[tuple[str, str]] = field(default_factory=set)  # cards, by channel and ts
    sent: dict[str, str] = field(
        default_factory=dict
    )  # words sent from a form: the event that they must be once
    settled: int = 0
    events: int = 0
    clicks: int = 0
    unanswered: int = 0  # clicks that nobody answered, and which were made again
    missed: list[str] = field(default_factory=list)  # what somebody waited for in vain


class Gate:
    """The day is cut into as many stretches as there are kills; the next begins when the kill of the last has been."""

    def __init__(self, size: int, kills: int) -> None:
        self.size, self.kills, self.done = size, kills, 0
        self.deeds = 0
        self._moved = asyncio.Condition()

    def _is_open(self) -> bool:
        return self.done >= self.kills or self.deeds < (self.done + 1) * self.size / (self.kills + 1)

    async def pass_(self) -> None:
        """Before each deed."""
        async with self._moved:
            await self._moved.wait_for(self._is_open)
            self.deeds += 1
            self._moved.notify_all()

    async def reaches(self, deeds: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self.deeds >= deeds)

    async def next_kill(self) -> None:
        """When the stretch before it is over, or nobody gets on: the day's end, or all wait for the bot."""
        async with self._moved:
            while self._is_open():
                before = self.deeds
                try:
                    await asyncio.wait_for(self._moved.wait(), IDLE)
                except TimeoutError:
                    if self.deeds == before:
                        return

    async def killed(self, number: int) -> None:
        async with self._moved:
            self.done += number
            self._moved.notify_all()


@dataclass
class Ground:
    """`patience`: seconds that a person waits for what must come; then it is missed."""

    database: Database
    council: Council
    workspace: Workspace
    gate: Gate
    seed: int
    patience: float
    deeds: Deeds = field(default_factory=Deeds)
    faults: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        """Casework's day, which the workspace's clock moves."""
        return datetime.now(UTC) + timedelta(seconds=self.workspace.clock.offset)

    def start_day(self) -> None:
        self.workspace.clock.to(MONDAY)

    # Who and where

    def slack_id(self, key: str) -> str:
        return next(person.slack_id for person in self.council.people if person.key == key)

    def members(self) -> list[tuple[str, str]]:
        """Each member with one of their wards."""
        posts = [
            post for post in self.council.posts if post.role == "member" and post.holds_on(MONDAY.date())
        ]
        found = [(self.slack_id(post.person), post.scope) for post in posts]
        return [(user, ward) for user, ward in found if user]

    def coordinators(self) -> list[tuple[str, str]]:
        """Each area's co-ordinator, with its channel."""
        channels = {
            c.area: c.slack_id for c in self.council.channels if c.purpose == "area" and c.status != "off"
        }
        posts = [post for post in self.council.posts if post.role == "coordinator"]
        return [
            (self.slack_id(post.person), channels[post.scope]) for post in posts if post.scope in channels
        ]

    # What stands in Slack. Looked at after each of its changes: no more is looked at than is asked for.

    def answers(self, said: Said) -> list[Message]:
        """What the bot wrote under a message."""
        return [reply for reply in self.place(said.channel).replies(said.ts) if reply.is_bot]

    def waited(self) -> list[float]:
        """Seconds from each enquiry to its answer, the shortest first; of those that have one."""
        asked = [said for said in self.deeds.said if said.cases is not None]
        found = [(said, self.answers(said)) for said in asked]
        return sorted(float(answers[0].ts) - float(said.ts) for said, answers in found if answers)

    def message(self, channel: str, ts: str) -> Json | None:
        found = self.place(channel).messages.get(ts)
        return {"blocks": found.blocks, "channel": channel, "ts": ts} if found else None

    def cards(self, channel: str, after: int) -> list[tuple[int, str]]:
        """The cases' cards in a channel: how many messages stand there with it, and its ts. Those `after` so many."""
        messages = self.place(channel).messages.values()
        return [
            (number, message.ts)
            for number, message in enumerate(islice(messages, after, None), after + 1)
            if message.is_bot and message.thread_ts is None and "case.acts" in str(message.blocks)
        ]

    def place(self, channel: str) -> Conversation:
        return self.workspace.space.conversations[channel]
