"""Cards: one live message about a case or an enquiry, edited in place. What it shows is decided when it is sent."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    Update,
    bindparam,
    func,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import outbox
from storage.base import Base
from storage.database import Insert, Inserting, prepared
from storage.outbox import OutboxRow


class Card(Base):
    """`channel` and `ts` say where it stands once posted; `thread_ts` the thread it is to stand in, if any.

    `subject` is what it is about in one word, because an empty column is never equal to another.
    """

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "recipient"),
        Index("ix_cards_place", "channel", "ts"),
        Index("ix_cards_thread", "channel", "thread_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"), index=True)
    recipient: Mapped[str]  # user:U123 | channel:C123
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    thread_ts: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)  # how often it has been shown
    tried_at: Mapped[datetime | None]  # set while it may stand in Slack without our knowing where
    created_at: Mapped[datetime]


def open_card(
    session: Session,
    *,
    kind: str,
    recipient: str,
    now: datetime,
    case_id: int | None = None,
    enquiry_id: int | None = None,
    task_id: int | None = None,
    offer_id: int | None = None,
    thread_ts: str | None = None,
) -> Card:
    """The one card of this kind, subject and reader, made where there is none. `refresh` it to have it shown."""
    ids = {"case": case_id, "enquiry": enquiry_id, "task": task_id, "offer": offer_id}
    subject = " ".join(f"{noun}:{number}" for noun, number in ids.items() if number)
    named = {"kind": kind, "subject": subject, "recipient": recipient}
    found = session.scalar(_known(), named)
    if found is not None:
        return found
    about = {
        **{f"{noun}_id": number for noun, number in ids.items()},
        "thread_ts": thread_ts,
        "created_at": now,
    }
    session.execute(_opening(session), {**named, **about})
    return session.scalars(_known(), named).one()


@cache
def _known() -> Select[Card]:
    return select(Card).where(
        Card.kind == bindparam("kind"),
        Card.subject == bindparam("subject"),
        Card.recipient == bindparam("recipient"),
    )


@prepared
def _opening(insert: Inserting) -> Insert:
    return insert(Card.__table__).on_conflict_do_nothing(index_elements=["kind", "subject", "recipient"])


def refresh(session: Session, card: Card, *, now: datetime, after: Card | None = None) -> None:
    """Show the card as things stand when this transaction has committed. At most one refresh waits for each card.

    `after`: another card, which its own reader sees first.
    """
    asked: set[int] = session.info.setdefault("refreshed_cards", set())
    if card.id in asked:
        return  # nobody claims the row that waits before we commit
    asked.add(card.id)
    outbox.refresh_card(
        session,
        recipient=card.recipient,
        card_id=card.id,
        case_id=card.case_id,
        enquiry_id=card.enquiry_id,
        after_card=after.id if after else None,
        now=now,
    )


def begin_posting(session: Session, card_id: int, *, at: datetime) -> bool:
    """Noted before Slack is asked to post it. True: an earlier attempt may have done so already."""
    card = session.get_one(Card, card_id)
    if card.ts is not None:
        return False
    doubtful = card.tried_at is not None
    card.tried_at = card.tried_at or at
    return doubtful


def never_posted(session: Session, card_id: int) -> None:
    """Slack said no: nothing to look for."""
    session.get_one(Card, card_id).tried_at = None


def stand(session: Session, card_id: int, *, channel: str, ts: str) -> None:
    """It was shown, and this is where."""
    session.execute(_standing(), {"card": card_id, "place": channel, "at": ts})


@cache
def _standing() -> Update:
    return (
        update(Card)
        .where(Card.id == bindparam("card"))
        .values(channel=bindparam("place"), ts=bindparam("at"), tried_at=None, version=Card.version + 1)
        .execution_options(synchronize_session=False)
    )


def with_row(session: Session, row_id: int) -> tuple[OutboxRow, Card | None]:
    """A row of the outbox, and the card that it shows or in whose thread it belongs."""
    row, card = session.execute(_with_row(), {"row": row_id}).one()
    return row, card


@cache
def _with_row() -> Select[OutboxRow, Card]:
    return (
        select(OutboxRow, Card)
        .outerjoin(Card, Card.id == OutboxRow.card_id)
        .where(OutboxRow.id == bindparam("row"))
    )


def lose(session: Session, card_id: int | None, *, at: datetime) -> None:
    """It is gone from Slack, and about to be posted anew."""
    card = session.get_one(Card, card_id)
    card.ts, card.tried_at = None, at


def knows_thread(session: Session, channel: str, thread_ts: str) -> bool:
    return bool(by_thread(session, channel, thread_ts))


def threads(session: Session, limit: int) -> Sequence[tuple[str, str]]:
    """The threads in which cards stand, (channel, ts of what heads it), the newest first, by the first card in each."""
    heads = func.coalesce(Card.thread_ts, Card.ts)
    found = (
        select(Card.channel, heads)
        .where(Card.channel.is_not(None), heads.is_not(None))
        .group_by(Card.channel, heads)
        .order_by(func.min(Card.id).desc())
        .limit(limit)
    )
    return [(str(row[0]), str(row[1])) for row in session.execute(found)]


def channels(session: Session) -> Sequence[str]:
    """Every channel in which a card stands. Not people's own conversations."""
    found = select(Card.channel).where(Card.channel.is_not(None), Card.recipient.startswith("channel:"))
    return [str(channel) for channel in session.scalars(found.distinct().order_by(Card.channel))]


def of_case(session: Session, case_id: int) -> Sequence[Card]:
    return session.scalars(_of_case(), {"case": case_id}).all()


@cache
def _of_case() -> Select[Card]:
    return select(Card).where(Card.case_id == bindparam("case")).order_by(Card.id)


def of_task(session: Session, task_id: int) -> Sequence[Card]:
    return session.scalars(select(Card).where(Card.task_id == task_id).order_by(Card.id)).all()


def of_offer(session: Session, offer_id: int) -> Sequence[Card]:
    return session.scalars(select(Card).where(Card.offer_id == offer_id).order_by(Card.id)).all()


def of_enquiry(session: Session, enquiry_id: int) -> Sequence[Card]:
    return session.scalars(select(Card).where(Card.enquiry_id == enquiry_id).order_by(Card.id)).all()


def standing_at(session: Session, channel: str, ts: str) -> Card | None:
    return session.scalars(select(Card).where(Card.channel == channel, Card.ts == ts)).first()


def by_thread(session: Session, channel: str, thread_ts: str) -> Sequence[Card]:
    """The cards that stand at the head of a thread, or in it."""
    return session.scalars(
        select(Card)
        .where(Card.channel == channel, or_(Card.ts == thread_ts, Card.thread_ts == thread_ts))
        .order_by(Card.id)
    ).all()
