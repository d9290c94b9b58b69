"""After an outage: Slack repeats an event a few times and then gives it up, so the bot reads its own conversations again, and
puts what never came among the events. It has the key that the event itself would have had."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import figures
from bot.app import Identity
from bot.delivery import Pace
from bot.events import mend, sift
from bot.failures import Failure
from bot.inbox import keep
from bot.speaking import Speaker
from bot.transactions import Transactions
from storage import Session, cards, outages, outbox, words
from storage.outages import InHand

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=30)  # whose older messages are not looked for: Slack may only have put them away
LEASE = timedelta(seconds=90)
SLICE = 20.0  # seconds of reading before others may go on with it
THREADS = 1_000  # of cards, and as many again in which somebody wrote lately; the newest
PAGES = 5
PAGE = 200

Event = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A conversation to be read again: a person's or a channel's newest messages, or one thread whole."""

    channel: str
    thread_ts: str | None = None

    @property
    def name(self) -> str:
        return f"{self.channel}:{self.thread_ts}" if self.thread_ts else self.channel


PEOPLE = "people"  # the first step: whose conversations there are


class CatchUp:
    """`run_once` makes outages good, in any process. They are noted in bot/gaps."""

    def __init__(
        self, transactions: Transactions, speaker: Speaker, identity: Identity, *, pace: Pace | None = None
    ) -> None:
        self.transactions = transactions
        self.speaker = speaker
        self.identity = identity
        self.pace = (pace or Pace()).read
        self.clock = transactions.clock

    async def run_once(self, _now: datetime) -> int:
        """Reads for a while, from where it was left. 0: there is nothing to catch up with, or Slack has to be waited for."""
        real = self.clock.real()
        if not await self.transactions.read(lambda session: outages.is_any_free(session, real=real)):
            return 0
        held = await self._keep(lambda session: outages.claim(session, real=real, until=real + LEASE))
        if held is None:
            return 0
        try:
            return await self._read_all(held, time.monotonic() + SLICE)
        except Failure as failure:
            log.warning("not caught up yet: %s", failure.said)
            await asyncio.sleep(min(failure.after or 0.0, LEASE.total_seconds() / 2))
            return 0
        finally:
            await self._keep(lambda session: outages.let_go(session, held.ids, real=self.clock.real()))

    async def _read_all(self, held: InHand, until: float) -> int:
        me = await self.identity.establish()
        reader = _Reader(self.speaker, self.pace, str(me.team_id), str(me.bot_user_id), str(me.bot_id))
        if held.reached is None:
            known = await reader.people()
            await self._reached(held, PEOPLE, 0, lambda session: _remember(session, known))
        for place in await self.transactions.read(lambda session: _left(session, held)):
            if time.monotonic() >= until:
                return 1
            found = await self._read_again(reader, place, held)
            await self._reached(held, place.name, found)
        found = await self._keep(
            lambda session: outages.make_good(session, held.ids, real=self.clock.real()), quiet=False
        )
        figures.caught_up.inc(found)
        log.info("caught up with Slack since %s: %d events had not come", f"{held.since:%d %b %H:%M}", found)
        return 1

    async def _read_again(self, reader: "_Reader", place: Place, held: InHand) -> int:
        since = held.since.timestamp()
        try:
            if place.thread_ts is None:
                events = [event async for event in reader.newest(place.channel, since)]
            else:
                forgotten = (self.clock.real() - REMEMBERED).timestamp()
                known = await self.transactions.read(lambda session: _standing(session, place, forgotten))
                events = [event async for event in reader.thread(place, since, known)]
        except Failure as failure:
            if failure.kind != "refused":
                raise
            log.warning(
                "a conversation cannot be read again: %s", failure.said, extra={"channel": place.channel}
            )
            return 0
        if not events:
            return 0
        return int(await self._keep(lambda session: self._keep_all(session, events), quiet=False))

    def _keep_all(self, session: Session, events: Sequence[Event]) -> int:
        """How many had not come."""
        kept = 0
        for body in events:
            mend(body)
            sifted = sift(body)
            if sifted is not None and not _is_known(session, sifted.kind, body["event"]):
                kept += keep(session, body, sifted, self.clock) is not None
        return kept

    async def _reached(self, held: InHand, name: str, found: int, work: Any = None) -> None:
        def note(session: Session) -> None:
            if work is not None:
                work(session)
            until = self.clock.real() + LEASE
            outages.go_on(session, held.ids, reached=name, found=found, until=until)

        await self._keep(note)

    async def _keep(self, work: Any, *, quiet: bool = True) -> Any:
        return await self.transactions.transact(work, quiet=quiet)


class _Reader:
    """Slack's own account of what was said, as the events that should have told us. No database."""

    def __init__(self, speaker: Speaker, pause: float, team: str, bot_user: str, bot_id: str) -> None:
        self.speaker, self.pause = speaker, pause
        self.team, self.bot_user, self.bot_id = team, bot_user, bot_id

    async def people(self) -> dict[str, str]:
        """{person: conversation} of everybody who has one with us."""
        found = {}
        async for one in self._pages("conversations.list", "channels", types="im"):
            if one.get("user") and not one.get("is_user_deleted"):
                found[str(one["user"])] = str(one["id"])
        return found

    async def newest(self, channel: str, since: float) -> AsyncIterator[Event]:
        """What was said at the top since then; in a person's conversation also under it, and under older posts."""
        is_a_persons = channel.startswith("D")
        oldest = since - REMEMBERED.total_seconds() if is_a_persons else since
        async for message in self._history(channel, oldest):
            async for event in self._told(channel, message, since):
                yield event
            if is_a_persons and float(message.get("latest_reply") or 0) > since:
                async for event in self.thread(Place(channel, str(message["ts"])), since, ()):
                    yield event

    async def thread(self, place: Place, since: float, known: Sequence[str]) -> AsyncIterator[Event]:
        """What was said and edited in a thread since then, and what of the `known` is there no more."""
        seen: set[str] = set()
        counting: list[bool] = []
        try:
            async for message in self._pages(
                "conversations.replies", "messages", counting, channel=place.channel, ts=place.thread_ts
            ):
                seen.add(str(message["ts"]))
                async for event in self._told(place.channel, message, since):
                    yield event
        except Failure as failure:
            if failure.said != "thread_not_found":
                raise
        if False in counting:
            return  # longer than we read: what is missing may be further on
        for ts in known:
            if ts not in seen:
                yield self._event(
                    place.channel,
                    {
                        "subtype": "message_deleted",
                        "deleted_ts": ts,
                        "previous_message": {"ts": ts, "thread_ts": place.thread_ts},
                    },
                    str(time.time()),
                )

    async def _told(self, channel: str, message: Event, since: float) -> AsyncIterator[Event]:
        if message.get("user") == self.bot_user or message.get("bot_id") == self.bot_id:
            return
        if float(message["ts"]) > since and message.get("subtype") != "tombstone":
            yield self._event(channel, message, str(message["ts"]))
        edited = float((message.get("edited") or {}).get("ts") or 0)
        if message.get("subtype") == "tombstone" or edited > since:
            at = f"{edited or time.time():.6f}"
            yield self._event(channel, {"subtype": "message_changed", "message": message}, at)

    def _event(self, channel: str, said: Event, at: str) -> Event:
        kind = "im" if channel.startswith("D") else "channel"
        event = {
            "type": "message",
            "ts": at,
            **said,
            "channel": channel,
            "channel_type": kind,
            "event_ts": at,
        }
        return {
            "type": "event_callback",
            "team_id": self.team,
            "event_id": f"read-again:{channel}:{at}",
            "authorizations": [{"team_id": self.team, "user_id": self.bot_user, "is_bot": True}],
            "event": event,
        }

    def _history(self, channel: str, since: float) -> AsyncIterator[Event]:
        return self._pages("conversations.history", "messages", channel=channel, oldest=f"{since:.6f}")

    async def _pages(
        self, method: str, what: str, counting: list[bool] | None = None, **body: Any
    ) -> AsyncIterator[Event]:
        """At most PAGES pages, no faster than Slack likes. `counting` is told whether each was the last."""
        body["limit"] = PAGE
        for number in range(PAGES):
            answer = await self.speaker.page(method, body)
            await asyncio.sleep(self.pause)
            for one in answer.get(what) or ():
                yield one
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            body["cursor"] = cursor
            if number == PAGES - 1:
                log.warning(
                    "too much was said to read all of it again", extra={"channel": body.get("channel")}
                )
                if counting is not None:
                    counting.append(False)


def _left(session: Session, held: InHand) -> list[Place]:
    """What is still to be read: first people's conversations, then the channels, then threads; who spoke last, first.

    The order is that of when the link began again: were it to change while it is gone through, what moved before the
    place that was reached would never be read.
    """
    begun = _stamp(held.noted_at)
    spoke = words.last_said(session, begun)
    people = sorted(outbox.conversations(session), key=lambda channel: spoke.get(channel, ""), reverse=True)
    talked = words.threads_between(session, _stamp(held.noted_at - REMEMBERED), begun, THREADS)
    threads = dict.fromkeys([*cards.threads(session, THREADS), *talked])
    places = [
        *map(Place, people),
        *map(Place, cards.channels(session)),
        *(Place(*thread) for thread in threads),
    ]
    names = [place.name for place in places]
    if held.reached in names:
        return places[names.index(held.reached) + 1 :]
    return places


def _stamp(at: datetime) -> str:
    """A moment as Slack writes it."""
    return f"{at.timestamp():.6f}"


def _remember(session: Session, known: dict[str, str]) -> None:
    """Somebody who wrote for the first time while nobody heard: their conversation is known from now on."""
    for person, channel in known.items():
        if outbox.conversation_of(session, person) is None:
            outbox.remember_conversation(session, person, channel)


def _standing(session: Session, place: Place, forgotten: float) -> list[str]:
    """The messages that we know in a thread, but for those so old that Slack may have put them away."""
    found = words.standing_in_thread(session, place.channel, place.thread_ts or "")
    return [ts for ts in found if float(ts) > forgotten]


def _is_known(session: Session, kind: str, event: Event) -> bool:
    """A message that was taken in, or the end of one that never was, or that is known to be over."""
    about = event.get("message") or event.get("previous_message") or event
    message = words.message_at(session, event["channel"], str(about["ts"]))
    if kind == "message":
        return message is not None
    gone = "deleted_ts" in event or about.get("subtype") == "tombstone"
    return gone and (message is None or message.deleted_at is not None)
