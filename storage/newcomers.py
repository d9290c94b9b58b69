"""People Slack knows and the council has not bound yet, and the messages kept until it does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Newcomer(Base):
    __tablename__ = "newcomers"

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]  # waiting | bound | refused
    first_seen_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]


class KeptEvent(Base):
    """A newcomer's event as Slack sent it; given to the inbox again when they are bound, erased if refused."""

    __tablename__ = "kept_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    newcomer_id: Mapped[int] = mapped_column(ForeignKey("newcomers.id"), index=True)
    channel: Mapped[str]
    ts: Mapped[str]
    body: Mapped[dict[str, Any]]


def by_slack_id(session: Session, slack_id: str) -> Newcomer | None:
    return session.scalar(select(Newcomer).where(Newcomer.slack_id == slack_id))


def waiting_newcomers(session: Session) -> Sequence[Newcomer]:
    return session.scalars(select(Newcomer).where(Newcomer.state == "waiting").order_by(Newcomer.id)).all()


def kept_events(session: Session, newcomer_id: int) -> Sequence[KeptEvent]:
    return session.scalars(
        select(KeptEvent).where(KeptEvent.newcomer_id == newcomer_id).order_by(KeptEvent.id)
    ).all()


def kept_at(session: Session, channel: str, ts: str) -> KeptEvent | None:
    return session.scalar(select(KeptEvent).where(KeptEvent.channel == channel, KeptEvent.ts == ts))
