"""What Wardline has to say: one row a post, written with the work it tells of. Sending is in bot/delivery."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.database import insert_into

PENDING = ("waiting", "sending")
_IS_PENDING = text("state IN ('waiting', 'sending')")
_IS_WAITING_REFRESH = text("method = 'card' AND state = 'waiting'")


class OutboxRow(Base):
    """What happened, to whom it is told, and how far that has come. Rendered when it is sent, never before.

    `due_at` is casework's time, empty for at once; `lease_until`, `tried_at` and `settled_at` are real time.
    `tried_at` is set while an attempt may have reached Slack without our knowing: look before sending again.
    `card_id` is the card itself where the method is "card", else the card in whose thread the post belongs.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_pending", "lane", "id", sqlite_where=_IS_PENDING, postgresql_where=_IS_PENDING),
        Index(
            "uq_outbox_refresh",
            "card_id",
            unique=True,
            sqlite_where=_IS_WAITING_REFRESH,
            postgresql_where=_IS_WAITING_REFRESH,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]  # the recipient: one lane each, in order, one at a time
    kind: Mapped[str]
    method: Mapped[str]  # post | card | delete | ephemeral | home | upload | react
    recipient: Mapped[str]  # user:U123 | channel:C123
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
    facts: Mapped[dict[str, Any]]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    dedup: Mapped[str | None] = mapped_column(unique=True)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    due_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting | sending | sent | given_up | dropped
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    slack_ts: Mapped[str | None]
    slack_file: Mapped[str | None]  # an upload's file, known before it is shared
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Lane(Base):
    """When a conversation may next be posted to (real time). Also holds `method:…`, kept back by Slack as a whole."""

    __tablename__ = "lanes"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
    fence: Mapped[int] = mapped_column(default=0)


class DirectMessage(Base):
    """The conversation Slack opened between Wardline and one person."""

    __tablename__ = "direct_messages"

    slack_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(index=True)


@dataclass(frozen=True)
class Claim:
    """A row in hand: only its holder may settle it, and only while `fence` is the row's."""

    row_id: int
    lane: str
    fence: int
    doubtful: bool  # an earlier attempt may have reached Slack


def put(
    session: Session,
    *,
    recipient: str,
    kind: str,
    facts: dict[str, Any],
    now: datetime,
    method: str = "post",
    case_id: int | None = None,
    enquiry_id: int | None = None,
    dedup: str | None = None,
    after_id: int | None = None,
    card_id: int | None = None,
    due: datetime | None = None,
) -> OutboxRow | None:
    """Say something when this transaction has committed. None: `dedup` was said before.

    With `card_id` the post goes into that card's thread, after the card itself where that is still to come.
    Transactions that run at the same time have no order between them; within and after one, ids keep the order.
    """
    if card_id is not None and after_id is None:
        after_id = _unposted(session, card_id)
    values = {
        "lane": recipient,
        "kind": kind,
        "method": method,
        "recipient": recipient,
        "card_id": card_id,
        "facts": facts,
        "case_id": case_id,
        "enquiry_id": enquiry_id,
        "dedup": dedup,
        "after_id": after_id,
        "due_at": due,
        "created_at": now,
    }
    statement = insert_into(session, OutboxRow).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["dedup"])
    row: OutboxRow | None = session.scalar(statement.returning(OutboxRow))
    return row


def _unposted(session: Session, card_id: int) -> int | None:
    """The row that is still to post this card."""
    return session.scalar(
        select(OutboxRow.id)
        .where(OutboxRow.card_id == card_id, OutboxRow.method == "card", OutboxRow.state.in_(PENDING))
        .order_by(OutboxRow.id)
        .limit(1)
    )


def refresh_card(
    session: Session,
    *,
    recipient: str,
    card_id: int,
    case_id: int | None,
    enquiry_id: int | None,
    now: datetime,
) -> None:
    """At most one row waits for each card. A row that waits is touched, so that nobody claims it before we commit:
    whoever claims it then sees what this transaction did."""
    values = {
        "lane": recipient,
        "kind": "card",
        "method": "card",
        "recipient": recipient,
        "card_id": card_id,
        "facts": {},
        "case_id": case_id,
        "enquiry_id": enquiry_id,
        "created_at": now,
    }
    statement = insert_into(session, OutboxRow).values(**values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["card_id"], index_where=_IS_WAITING_REFRESH, set_={"kind": "card"}
        )
    )
