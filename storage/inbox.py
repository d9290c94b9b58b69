"""Slack's events, kept before they are acknowledged, and worked on in order within a conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.database import insert_into

UNFINISHED = ("waiting", "working", "deferred")
_IS_UNFINISHED = text("state IN ('waiting', 'working', 'deferred')")


class InboxRow(Base):
    """One event. `key` is where its words stand where it has any (a mention is told twice, with two event ids),
    else Slack's event id. Its body is emptied when it is finished. All times are real time."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_unfinished",
            "conversation",
            "id",
            sqlite_where=_IS_UNFINISHED,
            postgresql_where=_IS_UNFINISHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    conversation: Mapped[str]
    kind: Mapped[str]  # message, message.message_changed, reaction_added …
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting | working | deferred | done | given_up
    attempts: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)  # rises with every claim: only the last claimer may finish
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    error: Mapped[str | None]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Held:
    """An event in hand, for whoever works on it."""

    row_id: int
    claim: int
    attempts: int
    body: dict[str, Any]
    received_at: datetime


def keep(
    session: Session, body: dict[str, Any], *, key: str, conversation: str, kind: str, now: datetime
) -> int | None:
    """Keep an event. None: it was kept before, under this key. `now` is real time."""
    statement = insert_into(session, InboxRow).values(
        key=key, conversation=conversation, kind=kind, body=body, received_at=now
    )
    statement = statement.on_conflict_do_nothing(index_elements=["key"])
    return session.scalar(statement.returning(InboxRow.id))
