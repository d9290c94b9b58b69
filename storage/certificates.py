"""What was erased, at whose word and why, one row an act; and each post that is to go from Slack for it. No words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Certificate(Base):
    """`kind`: case, person, text (a resident's name or number, which itself is kept nowhere) or retention."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person: Mapped[str | None]  # people.key, where it was all of one person's words
    by: Mapped[str | None]  # people.key; empty: Wardline itself, by the council's standard
    why: Mapped[str]
    at: Mapped[datetime]
    references: Mapped[list[str]]  # of the cases concerned
    counts: Mapped[dict[str, Any]]  # of what was erased, by where it was
    left: Mapped[dict[str, Any]]  # what could not be erased, by what it is
    before: Mapped[str]  # the digest of the history's checkpoint before it, and after it
    after: Mapped[str]
    proof: Mapped[dict[str, Any]]  # what verifying and rebuilding found afterwards


class TakenAway(Base):
    """A post, a card or a file of Wardline's own that is to go from Slack. `state` is the outbox row's once it settled."""

    __tablename__ = "taken_away"

    outbox_id: Mapped[int] = mapped_column(primary_key=True)  # no key of another table: the outbox is purged
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True, index=True
    )  # two may wait for the same refresh of a card
    what: Mapped[str]  # post | file | card
    recipient: Mapped[str]  # user:U123 | channel:C123
    state: Mapped[str] = mapped_column(default="waiting")  # waiting | sent | dropped | given_up
    error: Mapped[str | None]


def by_number(session: Session, number: int) -> Certificate | None:
    return session.get(Certificate, number)


def newest(session: Session, limit: int = 50) -> Sequence[Certificate]:
    return session.scalars(select(Certificate).order_by(Certificate.id.desc()).limit(limit)).all()


def posts_of(session: Session, certificate_id: int) -> Sequence[TakenAway]:
    found = select(TakenAway).where(TakenAway.certificate_id == certificate_id)
    return session.scalars(found.order_by(TakenAway.outbox_id)).all()


def settle(session: Session, outbox_id: int, state: str, error: str | None) -> None:
    """How it ended, for the certificate; nothing where no certificate waits for it."""
    session.execute(
        update(TakenAway)
        .where(TakenAway.outbox_id == outbox_id)
        .values(state=state, error=error)
        .execution_options(synchronize_session=False)
    )
