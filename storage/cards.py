"""Cards: one live message about a case or an enquiry, edited in place. What it shows is decided when it is sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import outbox
from storage.base import Base
from storage.database import insert_into


class Card(Base):
    """`channel` and `ts` say where it stands once posted; `thread_ts` the thread it is to stand in, if any.

    `subject` is the case and the enquiry in one word, because an empty column is never equal to another.
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
    thread_ts: str | None = None,
) -> Card:
    """The one card of this kind, subject and reader, made where there is none. `refresh` it to have it shown."""
    subject = _subject(case_id, enquiry_id)
    statement = insert_into(session, Card).values(
        kind=kind,
        subject=subject,
        case_id=case_id,
        enquiry_id=enquiry_id,
        recipient=recipient,
        thread_ts=thread_ts,
        created_at=now,
    )
    statement = statement.on_conflict_do_nothing(index_elements=["kind", "subject", "recipient"])
    made: Card | None = session.scalar(statement.returning(Card))
    if made is not None:
        return made
    return session.scalars(
        select(Card).where(Card.kind == kind, Card.subject == subject, Card.recipient == recipient)
    ).one()


def refresh(session: Session, card: Card, *, now: datetime) -> None:
    """Show the card as things stand when this transaction has committed. At most one refresh waits for each card."""
    outbox.refresh_card(
        session,
        recipient=card.recipient,
        card_id=card.id,
        case_id=card.case_id,
        enquiry_id=card.enquiry_id,
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
    card = session.get_one(Card, card_id)
    card.channel, card.ts, card.tried_at = channel, ts, None
    card.version += 1


def lose(session: Session, card_id: int | None, *, at: datetime) -> None:
    """It is gone from Slack, and about to be posted anew."""
    card = session.get_one(Card, card_id)
    card.ts, card.tried_at = None, at


def knows_thread(session: Session, channel: str, thread_ts: str) -> bool:
    return bool(by_thread(session, channel, thread_ts))


def of_case(session: Session, case_id: int) -> Sequence[Card]:
    return session.scalars(select(Card).where(Card.case_id == case_id).order_by(Card.id)).all()


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


def _subject(case_id: int | None, enquiry_id: int | None) -> str:
    parts = [f"case:{case_id}" if case_id else "", f"enquiry:{enquiry_id}" if enquiry_id else ""]
    return " ".join(part for part in parts if part)
