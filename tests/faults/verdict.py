"""At the end of the day: the workspace's channels and the database agree exactly, or where they do not. Nobody's words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.composing import composer
from casework.promises import violations
from casework.rebuilding import all_differences
from casework.verification import verify
from storage import Session, inbox, outbox
from storage.cards import Card
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import HistoryEntry
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.words import Message as Kept
from storage.words import Words
from tests.desk import WORDS
from tests.faults.ground import Ground, Said
from workspace.markup import normalise
from workspace.space import Conversation, Message

LOST, DOUBLED, DISORDERED, WRONG = "lost", "doubled", "out of order", "wrong"


@dataclass
class Verdict:
    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def note(self, what: str, where: str, number: int = 1) -> None:
        if number > 0:
            self.counts[what] += number
            self.differences.append(f"{what}: {where}" + (f" ({number})" if number > 1 else ""))

    def once(self, times: int, where: str, *, expected: int = 1) -> None:
        self.note(LOST, where, expected - times)
        self.note(DOUBLED, where, times - expected)


def unfinished(session: Session, ground: Ground) -> int:
    """What is still on its way: events that wait or are worked on, and posts that are due."""
    waiting = sum(number for state, number in inbox.counts(session).items() if state in inbox.UNFINISHED)
    due = OutboxRow.due_at.is_(None) | (OutboxRow.due_at <= ground.now())
    posts = select(func.count()).where(OutboxRow.state.in_(outbox.PENDING), due)
    return waiting + (session.scalar(posts) or 0)


def judge(ground: Ground) -> Verdict:
    verdict = Verdict()
    with ground.database.read() as session:
        _what_came_in(session, ground, verdict)
        _what_was_pressed(session, ground, verdict)
        _what_went_out(session, ground, verdict)
        _what_cards_show(session, ground, verdict)
        _the_record(session, ground, verdict)
    return verdict


# In


def _what_came_in(session: Session, ground: Ground, verdict: Verdict) -> None:
    for said in ground.deeds.said:
        _message(session, said, verdict)
    expected = sum(said.cases or 0 for said in ground.deeds.said)
    verdict.once(_number_of(session, Case), "cases in all", expected=expected)
    verdict.note(LOST, "events that Slack gave up", len(ground.workspace.delivery.given_up))
    for row in session.scalars(select(InboxRow)):
        if row.state != "done" or row.error:
            verdict.note(LOST, f"inbox {row.id}, {row.kind}: {row.state}, {row.error}")


def _message(session: Session, said: Said, verdict: Verdict) -> None:
    where = f"message {said.ts} in {said.channel}"
    at = {"channel": said.channel, "ts": said.ts}
    kept = session.scalars(select(Kept).filter_by(**at)).all()
    verdict.once(len(kept), f"messages, {where}")
    if said.cases is not None:
        cases = select(func.count()).select_from(Case).join(Enquiry, Case.enquiry_id == Enquiry.id)
        verdict.once(session.scalar(cases.filter_by(**at)) or 0, f"cases of {where}", expected=said.cases)
    for row in kept:
        words = session.get(Words, row.words_id) if row.words_id else None
        if words is not None and words.text != said.text:
            verdict.note(LOST, f"edit of {where}, {row.purpose}")


def _what_was_pressed(session: Session, ground: Ground, verdict: Verdict) -> None:
    for channel, ts in ground.deeds.acknowledged:
        where = f"acknowledgement of card {ts} in {channel}"
        card = session.scalar(select(Card).filter_by(channel=channel, ts=ts))
        if card is None or card.case_id is None:
            verdict.note(LOST, where)
            continue
        case = session.get_one(Case, card.case_id)
        verdict.note(LOST, where, case.acknowledged_at is None)
        times = _events(session, HistoryEntry.case_id == case.id, "acknowledged")
        verdict.note(DOUBLED, where, times - 1)  # none, where their reply came first: that says so too
    for words, event in ground.deeds.sent.items():
        found = select(Words.id).where(Words.text == words)
        verdict.once(_events(session, HistoryEntry.words_id.in_(found), event), f"{event}, from a form")


def _events(session: Session, which: Any, event: str) -> int:
    return session.scalar(select(func.count(HistoryEntry.id)).where(which, HistoryEntry.event == event)) or 0


# Out


def _what_went_out(session: Session, ground: Ground, verdict: Verdict) -> None:
    standing = _by_key(ground)
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    owed: set[str] = set()
    for row in rows:
        if row.state == "given_up":
            verdict.note(LOST, f"outbox {row.id}, {row.kind} to {row.recipient}: given up, {row.error}")
        elif row.method == "post" and row.state == "sent":
            key = key_of("post", row)
            owed.add(key)
            found = standing.get(key, [])
            verdict.once(len(found), f"post of outbox {row.id}, {row.kind} to {row.recipient}")
            if found and (row.channel, row.slack_ts) != (found[0][0].id, found[0][1].ts):
                verdict.note(WRONG, f"place of outbox {row.id}, {row.kind} to {row.recipient}")
        elif row.method == "react" and row.state == "sent":
            _reaction(ground, row, verdict)
    for card in session.scalars(select(Card)):
        key = key_of("card", card)
        owed.add(key)
        found = standing.get(key, [])
        verdict.once(len(found), f"card {card.id}, {card.kind} to {card.recipient}")
    for key, found in standing.items():
        if key not in owed:
            verdict.note(
                DOUBLED, f"a post of no row in {found[0][0].id}: {key.partition('-')[0]}", len(found)
            )
    verdict.note(DISORDERED, "posts in a thread", _out_of_order(rows))


def key_of(method: str, row: OutboxRow | Card) -> str:
    """As bot/delivery writes it into a message's metadata."""
    return f"{method}-{row.id}-{row.created_at.timestamp():.6f}"


def _by_key(ground: Ground) -> dict[str, list[tuple[Conversation, Message]]]:
    """Every message of the bot's that others can see; those without a key are a row of none."""
    found = defaultdict(list)
    for place in ground.workspace.space.conversations.values():
        for message in place.messages.values():
            if message.is_bot:
                payload = (message.metadata or {}).get("event_payload", {})
                found[str(payload.get("key", "none-"))].append((place, message))
    return found


def _reaction(ground: Ground, row: OutboxRow, verdict: Verdict) -> None:
    message = ground.place(row.channel or "").messages.get(row.slack_ts or "")
    if message is None or row.facts["name"] not in message.reactions:
        verdict.note(LOST, f"reaction of outbox {row.id} to {row.recipient}")


def _out_of_order(rows: Sequence[OutboxRow]) -> int:
    """How many posts stand before one of their thread that was written earlier. One that is due later, or waits for
    a card, comes when it may."""
    threads: dict[Any, list[str]] = defaultdict(list)
    for row in rows:
        if row.method == "post" and row.slack_ts and row.due_at is None and row.after_id is None:
            threads[row.channel, row.card_id].append(row.slack_ts)
    return sum(_inversions(stamps) for stamps in threads.values())


def _inversions(stamps: Iterable[str]) -> int:
    latest, number = "", 0
    for stamp in stamps:
        number += stamp < latest
        latest = max(latest, stamp)
    return number


def _what_cards_show(session: Session, ground: Ground, verdict: Verdict) -> None:
    """Each card is what would have been shown with all that is known now, at the moment when it was shown last."""
    for card in session.scalars(select(Card).where(Card.ts.is_not(None))):
        last = select(OutboxRow).where(OutboxRow.card_id == card.id, OutboxRow.method == "card")
        row = session.scalars(last.order_by(OutboxRow.id.desc()).limit(1)).one()
        shown_at = (row.settled_at or row.created_at) + timedelta(seconds=ground.workspace.clock.offset)
        post = composer(WORDS, StoppedClock(shown_at))(session, row)
        shown = ground.place(card.channel or "").messages.get(card.ts or "")
        if shown is None or post is None:
            continue
        if normalise(post.text) != shown.text or bare(post.blocks) != bare(shown.blocks):
            verdict.note(WRONG, f"card {card.id}, {card.kind} to {card.recipient}: shows an earlier state")


@dataclass(frozen=True)
class StoppedClock:
    at: datetime

    def now(self) -> datetime:
        return self.at

    def real(self) -> datetime:
        return self.at


def bare(node: Any) -> Any:
    """Blocks without what Slack fills in."""
    if isinstance(node, dict):
        return {name: bare(value) for name, value in node.items() if name != "block_id"}
    return [bare(each) for each in node or ()] if isinstance(node, list) else node


# The record


def _the_record(session: Session, ground: Ground, verdict: Verdict) -> None:
    broken = verify(session).broken
    if broken:
        verdict.note(WRONG, "the history's chain is broken")
    for _, found in all_differences(session):
        for each in found:
            verdict.note(WRONG, f"replay of {each.reference}: {each.what}")
    for violation in violations(session, now=ground.now()):
        verdict.note(WRONG, f"promise: {violation.why}")


def _number_of(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
