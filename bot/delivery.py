"""The outbox on its way to Slack: claim, render, look, send, settle. Each post takes effect once."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import figures
from bot.failures import Failure, failure_of
from bot.logs import bind
from bot.posts import Draft, Post, Result
from bot.speaking import Speaker
from bot.transactions import Transactions
from storage import Session, cards, outbox
from storage.cases import Case
from storage.database import UNANSWERED
from storage.outbox import Claim, OutboxRow

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LONGEST = 0.75  # of the lease, for one attempt: nobody else sends while we still might
ATTEMPTS = 10
RENDERINGS = 5
LANES = 8  # sent to at the same time
PACED = ("post", "card", "upload")
HELD_BACK = {"unreachable": 5.0, "no_access": 30.0}  # seconds
FIRST = {
    "unrendered": 10.0
}  # seconds before the second attempt: while versions change, the next may be a newer one's
AGAIN = 1.0  # second, where the database could not note what was said

Compose = Callable[[Session, OutboxRow], Post | None]
Settled = Callable[[Session, OutboxRow, Result], None]


def _not_told(_session: Session, _row: OutboxRow, _result: Result) -> None:
    """Nobody asked to be told."""


@dataclass(frozen=True)
class Pace:
    """`post`: seconds between two posts to one conversation (Slack allows about one a second).

    `first`, `longest`: seconds before the second attempt, and at most; it doubles between them.
    `read`: seconds between two looks at what is written somewhere (Slack allows fifty a minute).
    """

    post: float = 1.0
    first: float = 1.0
    longest: float = 300.0
    read: float = 1.3


class Delivery:
    """`run_once` sends what is due, one row from each free lane, and returns how many it took in hand.

    `compose` renders in a read transaction; None: there is nothing to say any more. `settled` is called in the
    transaction that ends a row.
    """

    def __init__(
        self,
        transactions: Transactions,
        speaker: Speaker,
        compose: Compose,
        settled: Settled = _not_told,
        *,
        pace: Pace | None = None,
        lease: timedelta = LEASE,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.transactions = transactions
        self.speaker = speaker
        self.compose = compose
        self.settled = settled
        self.pace = pace or Pace()
        self.lease = lease
        self.chance = chance
        self.clock = transactions.clock

    async def run_once(self, now: datetime) -> int:
        real = self.clock.real()
        if not await self.transactions.read(lambda session: outbox.is_due(session, now=now, real=real)):
            return 0
        claims = await self.transactions.transact(
            lambda session: _claim(session, now, real, self.lease), quiet=True
        )
        await asyncio.gather(*(self._deliver(claim) for claim in claims))
        return len(claims)

    async def _deliver(self, claim: Claim) -> None:
        """In a task of its own, so that what its lines are about stays with it."""
        bind(outbox=claim.row_id)
        try:
            async with asyncio.timeout(self.lease.total_seconds() * LONGEST):
                result = await self._send(claim)
        except Exception as error:
            failure = failure_of(error)
            log.warning("post not delivered", extra={"error": failure.said})
            await self._failed(claim, failure)
        else:
            await self._settle(claim, result)

    async def _send(self, claim: Claim) -> Result:
        draft = await self._render(claim)
        if draft is None:
            return Result("dropped")
        bind(case=draft.case)
        if draft.channel is None and draft.method != "home":
            draft = await self._with_conversation(draft)

        async def starting(_ts: str) -> None:
            await self._keep(lambda session: cards.lose(session, draft.card_id, at=self.clock.real()))

        async def uploading(file_id: str) -> None:
            await self._keep(lambda session: outbox.name_file(session, claim, file_id))

        channel, ts = await self.speaker.say(draft, starting=starting, uploading=uploading)
        return Result("sent", channel, ts)

    async def _render(self, claim: Claim) -> Draft | None:
        try:
            return await self.transactions.read(lambda session: self._draft(session, claim))
        except Failure:
            raise
        except Exception as error:
            log.exception("row could not be rendered")
            raise Failure("unrendered", f"rendering: {type(error).__name__}") from error

    def _draft(self, session: Session, claim: Claim) -> Draft | None:
        row, card = cards.with_row(session, claim.row_id)
        post = self.compose(session, row)
        if post is None:
            return None
        draft = draft_of(row, post, card, claim.doubtful, _known_channel(session, row, post, card))
        case = session.get(Case, row.case_id) if row.case_id else None
        return replace(draft, case=case.reference) if case else draft

    async def _with_conversation(self, draft: Draft) -> Draft:
        user = draft.user
        if user is None:
            raise Failure("refused", "no recipient")
        channel = await self.speaker.open_conversation(user)
        await self._keep(lambda session: outbox.remember_conversation(session, user, channel))
        return replace(draft, channel=channel)

    async def _failed(self, claim: Claim, failure: Failure) -> None:
        attempts = await self.transactions.read(lambda session: _attempts(session, claim))
        most = RENDERINGS if failure.kind == "unrendered" else ATTEMPTS
        if failure.kind == "refused" or (failure.counted and attempts >= most):
            await self._settle(claim, Result("given_up", error=failure.said))
            return
        figures.posts.labels("held" if failure.kind == "held" else "retried").inc()
        next_at = self.clock.real() + timedelta(seconds=self._pause(failure, attempts))
        await self._keep(lambda session: _retry(session, claim, failure, next_at))

    def _pause(self, failure: Failure, attempts: int) -> float:
        """Seconds until the next attempt. Slack's word is kept to; the rest is spread by chance."""
        if failure.kind == "held":
            return failure.after or 0.0
        first = FIRST.get(failure.kind, self.pace.first)
        delay = HELD_BACK.get(failure.kind) or first * 2.0 ** (attempts - 1)
        return min(delay, self.pace.longest) * (0.5 + self.chance())

    async def _settle(self, claim: Claim, result: Result) -> None:
        figures.posts.labels(result.state).inc()
        if result.state == "given_up":
            log.error("post given up", extra={"error": result.error})
        try:
            await self._ends(claim, result, self.settled)
        except (
            UNANSWERED
        ):  # nothing is wrong with what follows; where this fails, too, it is found again by a look
            await asyncio.sleep(AGAIN)
            await self._ends(claim, result, self.settled)
        except Exception as error:
            # It was said: whatever could not be noted, saying it again is not the cure.
            log.exception("row could not be settled")
            noted = Result(result.state, result.channel, result.ts, f"not noted: {type(error).__name__}")
            await self._ends(claim, noted, _not_told)

    async def _ends(self, claim: Claim, result: Result, settled: Settled) -> None:
        await self.transactions.transact(lambda session: self._end(session, claim, result, settled))

    def _end(self, session: Session, claim: Claim, result: Result, settled: Settled) -> None:
        real = self.clock.real()
        paced = result.state == "sent" and claim.method in PACED
        row = outbox.settle(
            session,
            claim,
            state=result.state,
            real=real,
            next_at=real + timedelta(seconds=self.pace.post if paced else 0.0),
            channel=result.channel,
            ts=result.ts,
            error=result.error,
        )
        if row is None:
            return
        if claim.method == "card" and result.state == "sent" and row.card_id and result.channel and result.ts:
            cards.stand(session, row.card_id, channel=result.channel, ts=result.ts)
        settled(session, row, result)

    async def _keep(self, work: Callable[[Session], None]) -> None:
        await self.transactions.transact(work, quiet=True)


def _claim(session: Session, now: datetime, real: datetime, lease: timedelta) -> list[Claim]:
    """A card's doubt stands with the card: a newer refresh must look for what an older one may have posted."""
    claims = outbox.claim(session, now=now, real=real, lease=lease, limit=LANES)
    taken = []
    for claim in claims:
        if claim.method == "card" and claim.card_id:
            claim = replace(claim, doubtful=cards.begin_posting(session, claim.card_id, at=min(now, real)))
        taken.append(claim)
    return taken


def _retry(session: Session, claim: Claim, failure: Failure, next_at: datetime) -> None:
    row = outbox.in_hand(session, claim)
    if row is None:
        return
    if row.method == "card" and row.card_id and failure.certain and not claim.doubtful:
        cards.never_posted(session, row.card_id)
    outbox.retry(
        session,
        claim,
        next_at=next_at,
        error=failure.said,
        counted=failure.counted,
        certain=failure.certain,
        holds=failure.holds,
    )


def _attempts(session: Session, claim: Claim) -> int:
    row = session.get(OutboxRow, claim.row_id)
    return row.attempts if row else 0


def _known_channel(session: Session, row: OutboxRow, post: Post, card: cards.Card | None) -> str | None:
    if post.channel:
        return post.channel
    if card is not None and card.channel:
        return card.channel
    kind, _, slack_id = row.recipient.partition(":")
    return slack_id if kind == "channel" else outbox.conversation_of(session, slack_id)


def draft_of(
    row: OutboxRow, post: Post, card: cards.Card | None, doubtful: bool, channel: str | None
) -> Draft:
    """A card stands in the thread it was made for; anything else that names a card stands in the card's."""
    kind, _, slack_id = row.recipient.partition(":")
    is_card = row.method == "card" and card is not None
    thread_ts = post.thread_ts
    if card is not None and thread_ts is None:
        thread_ts = card.thread_ts if is_card else card.thread_ts or card.ts
        if thread_ts is None and not is_card:
            raise Failure("refused", "card_not_posted")  # never what belongs in a thread before everybody
    marked = card if is_card and card is not None else row
    tried_at = marked.tried_at or row.created_at
    return Draft(
        row_id=row.id,
        method=row.method,
        post=post,
        channel=channel,
        user=slack_id if kind == "user" else None,
        thread_ts=thread_ts,
        ts=card.ts if is_card and card is not None else None,
        key=f"{row.method if is_card else 'post'}-{marked.id}-{marked.created_at.timestamp():.6f}",
        since=tried_at.timestamp(),
        doubtful=doubtful,
        card_id=row.card_id,
        slack_file=row.slack_file,
    )
