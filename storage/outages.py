"""Outages: times in which Slack may have had something to say that never came. One is noted whenever a link begins; reading
again what was said is in bot/catching_up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Outage(Base):
    """Nothing said after `since` is sure to have come, until it is made good. All times are real time.

    `reached` is the last conversation that was read again, so that whoever goes on need not begin anew.
    """

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    noted_at: Mapped[datetime]
    reached: Mapped[str | None]
    found: Mapped[int] = mapped_column(default=0)  # events that had not come
    lease_until: Mapped[datetime | None]
    made_good_at: Mapped[datetime | None] = mapped_column(index=True)


@dataclass(frozen=True)
class InHand:
    """Outages in hand, made good in one go: only for whoever claimed them, and only until the lease ends."""

    ids: tuple[int, ...]
    since: datetime
    noted_at: datetime  # the last of them
    reached: str | None


def note(session: Session, *, since: datetime, real: datetime) -> None:
    session.add(Outage(since=since, noted_at=real))


def is_any_free(session: Session, *, real: datetime) -> bool:
    """Whether `claim` would find something. Reads only."""
    return session.scalar(select(Outage.id).where(*_is_free(real)).limit(1)) is not None


def claim(session: Session, *, real: datetime, until: datetime) -> InHand | None:
    """Take every outage that nobody works on in hand. One that is noted meanwhile comes after them."""
    rows = session.scalars(
        update(Outage)
        .where(*_is_free(real))
        .values(lease_until=until)
        .returning(Outage)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    if not rows:
        return None
    reached = {row.reached for row in rows}
    return InHand(
        ids=tuple(sorted(row.id for row in rows)),
        since=min(row.since for row in rows),
        noted_at=max(row.noted_at for row in rows),
        reached=reached.pop() if len(reached) == 1 else None,
    )


def go_on(session: Session, ids: Collection[int], *, reached: str, found: int, until: datetime) -> None:
    """One more conversation was read; the lease goes on."""
    session.execute(
        update(Outage)
        .where(Outage.id.in_(ids), Outage.made_good_at.is_(None))
        .values(reached=reached, found=Outage.found + found, lease_until=until)
        .execution_options(synchronize_session=False)
    )


def let_go(session: Session, ids: Collection[int], *, real: datetime) -> None:
    """Somebody may go on from where it was left."""
    session.execute(
        update(Outage)
        .where(Outage.id.in_(ids), Outage.made_good_at.is_(None))
        .values(lease_until=real)
        .execution_options(synchronize_session=False)
    )


def make_good(session: Session, ids: Collection[int], *, real: datetime) -> int:
    """Everything was read again. Returns how many events had not come."""
    rows = session.scalars(
        update(Outage)
        .where(Outage.id.in_(ids))
        .values(made_good_at=real, lease_until=None)
        .returning(Outage.found)
        .execution_options(synchronize_session=False)
    ).all()
    return max(rows, default=0)


def open_outages(session: Session) -> Sequence[Outage]:
    return session.scalars(select(Outage).where(Outage.made_good_at.is_(None)).order_by(Outage.id)).all()


def release_leases(session: Session, *, real: datetime) -> None:
    """Free what a process that is known to be gone had in hand; only for one process on one database."""
    session.execute(
        update(Outage)
        .where(Outage.made_good_at.is_(None), Outage.lease_until.is_not(None))
        .values(lease_until=real)
        .execution_options(synchronize_session=False)
    )


def stale(session: Session, *, before: datetime, limit: int) -> Sequence[int]:
    """Outages made good before a moment of real time."""
    return session.scalars(select(Outage.id).where(Outage.made_good_at < before).limit(limit)).all()


def _is_free(real: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Outage.made_good_at.is_(None), or_(Outage.lease_until.is_(None), Outage.lease_until <= real))
