"""Slack's events on their way in: kept before they are acknowledged, then worked on until their work is committed."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot import figures
from bot.clock import Clock
from bot.events import Sifted, mend, sift, words_of, writer_of
from bot.gaps import Gaps
from bot.logs import about
from bot.paces import Pace
from bot.transactions import EventTransact, TakenOver, Transactions
from casework.notifications import tell
from storage import Session, cards, inbox, outbox, words

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
DEATHS = 25  # of processes that had it in hand, until it is held for the cause: a restart is not its fault
WAITS_FOR = timedelta(minutes=10)  # for what an event is about: Slack's last try of that comes after six
LOOKS = 5  # for it, at least: after a time in which nobody worked, it may still be on its way through here
LOOKS_AGAIN = timedelta(seconds=0.5)  # at first; then ever later, by how long it has waited
PAUSES = (0.5, 2, 8, 30)  # seconds after each failed attempt: the conversation waits for no more than 41 s

HELD = "inbox_event"  # on the context: the event in hand, and so not to be kept again
FAILED = "inbox_error"  # on the context: what its listener raised
TRANSACT = "transact"

Middleware = Callable[..., Awaitable[BoltResponse | None]]
IsDanger = Callable[[str], bool]  # whether somebody's words name a danger


def no_danger(_words: str) -> bool:
    return False


def keeper(
    transactions: Transactions,
    pace: Pace | None = None,
    is_danger: IsDanger = no_danger,
    gaps: Gaps | None = None,
) -> Middleware:
    """The middleware before authorisation: commits an event, then acknowledges it. A failure is not acknowledged, and
    `gaps` is told.

    What somebody sends faster than `pace` is kept like everything else, and worked on later, unless it names a danger.
    """

    async def keep_first(
        body: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[Any]]
    ) -> Any:
        if HELD not in context:
            mend(body)
        if body.get("type") != "event_callback" or HELD in context:
            return await next_()
        sifted = sift(body)
        if sifted is not None:
            await kept(lambda session: keep(session, body, sifted, transactions.clock, pace, is_danger))
        return BoltResponse(status=200, body="")

    async def kept(work: Callable[[Session], int | None]) -> None:
        try:
            await transactions.transact(work)
        except Exception:
            if gaps is not None:
                gaps.missed()
            raise
        if gaps is not None:
            await gaps.kept()

    return keep_first


def keep(
    session: Session,
    body: dict[str, Any],
    sifted: Sifted,
    clock: Clock,
    pace: Pace | None = None,
    is_danger: IsDanger = no_danger,
) -> int | None:
    """The row's id; None: it was kept before, or it is in a thread that is none of ours."""
    about_a_message = sifted.kind.startswith("message.")
    if sifted.thread and not _is_ours(session, *sifted.thread, about_a_message=about_a_message):
        return None
    real = clock.real()
    row_id = inbox.keep(
        session, body, key=sifted.key, conversation=sifted.conversation, kind=sifted.kind, now=real
    )
    writer = writer_of(body)
    if row_id is not None and pace and writer:
        turn = pace.put_off(writer, real)
        if turn.wait and is_danger(words_of(body)):
            inbox.overtake(session, row_id)
        elif turn.wait:
            inbox.put_off(session, row_id, conversation=_of_their_own(sifted, writer), until=real + turn.wait)
        if turn.first:
            tell(session, "too_fast", f"user:{writer}", now=clock.now())
    return row_id


def _of_their_own(sifted: Sifted, writer: str) -> str:
    """Where several talk, nobody waits for what another wrote too fast."""
    talk = sifted.conversation
    return talk if talk.startswith("D") else f"{talk}:{writer}"


def _is_ours(session: Session, channel: str, thread_ts: str, *, about_a_message: bool) -> bool:
    """A card's thread, or where one may be appearing; and what becomes of a message that somebody raised from a channel."""
    if about_a_message and words.message_at(session, channel, thread_ts) is not None:
        return True
    # In this order: what is settled between the two looks has a thread by then.
    return outbox.is_posting_to(session, channel) or cards.knows_thread(session, channel, thread_ts)


class Consumer:
    """Gives kept events to the app, oldest first, one at a time in each conversation.

    `not_yet` is what a listener raises for an event that came before what it is about.
    """

    def __init__(
        self,
        app: AsyncApp,
        transactions: Transactions,
        *,
        not_yet: type[Exception],
        lease: timedelta = LEASE,
    ) -> None:
        self.app = app
        self.transactions = transactions
        self.not_yet = not_yet
        self.lease = lease
        self.clock = transactions.clock

    async def run_once(self, _now: datetime) -> int:
        """One event. 0: none is due. Casework's time plays no part: leases and waits are in real time."""
        real = self.clock.real()
        if not await self.transactions.read(lambda session: inbox.is_due(session, real=real)):
            return 0
        held = await self.transactions.transact(
            lambda session: inbox.claim(session, real=real, lease=self.lease), quiet=True
        )
        if held is None:
            return 0
        with about(inbox=held.row_id, event_id=held.body.get("event_id")):
            await self._work_on(held)
        return 1

    async def _work_on(self, held: inbox.Held) -> None:
        if held.attempts > DEATHS:
            await self._give_up(held, "it was never finished")
            return
        transact = self.transactions.for_event(held)
        request = AsyncBoltRequest(
            body=held.body, mode="socket_mode", context={HELD: held, TRANSACT: transact}
        )
        response = await self.app.async_dispatch(request)
        if transact.finished:
            figures.events.labels("done").inc()
        else:
            await self._unfinished(held, request.context.get(FAILED), response.status)

    async def _unfinished(self, held: inbox.Held, error: Exception | None, status: int) -> None:
        if isinstance(error, TakenOver):
            return
        if isinstance(error, self.not_yet):
            await self._wait(held)
            return
        said = type(error).__name__ if error else f"no listener finished it (status {status})"
        await self._settle(held, said)

    async def _wait(self, held: inbox.Held) -> None:
        real = self.clock.real()
        if real - held.received_at >= WAITS_FOR and held.claim >= LOOKS:
            log.info("what an event is about never came")
            await self._quietly(
                lambda session: inbox.finish(session, held, real=real, error="what it is about never came")
            )
            return
        pause = max(LOOKS_AGAIN, (real - held.received_at) / 10)
        await self._quietly(lambda session: inbox.defer(session, held, not_before=real + pause))

    async def _settle(self, held: inbox.Held, said: str) -> None:
        attempts = held.attempts if held.error else 1
        if attempts >= ATTEMPTS:
            await self._give_up(held, said)
            return
        figures.events.labels("retried").inc()
        log.warning("event to be tried again", extra={"error": said})
        again = self.clock.real() + timedelta(seconds=PAUSES[attempts - 1])
        await self._quietly(
            lambda session: inbox.fail(session, held, not_before=again, error=said, attempts=attempts)
        )

    async def _give_up(self, held: inbox.Held, said: str) -> None:
        figures.events.labels("given_up").inc()
        log.error("event given up", extra={"error": said})
        await self._quietly(lambda session: inbox.give_up(session, held, real=self.clock.real(), error=said))

    async def _quietly(self, work: Callable[[Session], bool]) -> None:
        await self.transactions.transact(work, quiet=True)


def transact_of(context: AsyncBoltContext, transactions: Transactions) -> Any:
    """What this request's listeners write with: for a kept event, the one that also finishes it."""
    found = context.get(TRANSACT)
    return found if isinstance(found, EventTransact) else transactions.transact
