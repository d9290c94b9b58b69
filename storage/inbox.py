"""Slack's events, kept before they are acknowledged, and worked on in order within a conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Index,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from storage.base import Base, Moment
from storage.database import Inserting, prepared

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
    stamp: Mapped[str]  # Slack's event_ts: the order within a conversation, whatever order they arrived in
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
    error: str | None  # of the attempt that failed last; none where those before it died


def keep(
    session: Session,
    body: dict[str, Any],
    *,
    key: str,
    conversation: str,
    kind: str,
    now: datetime,
) -> int | None:
    """Keep an event. None: it was kept before, under this key. `now` is real time."""
    event = body.get("event") or {}
    values = {
        "key": key,
        "conversation": conversation,
        "kind": kind,
        "stamp": str(event.get("event_ts") or event.get("ts") or ""),
        "body": body,
        "received_at": now,
    }
    return session.scalar(_keeping(session), values)


@prepared
def _keeping(insert: Inserting) -> ReturningInsert[int]:
    kept = insert(InboxRow.__table__).on_conflict_do_nothing(index_elements=["key"])
    return kept.returning(InboxRow.id)


def put_off(session: Session, row_id: int, *, conversation: str, until: datetime) -> None:
    """An event that was just kept is worked on later; what comes in `conversation` after it waits with it."""
    session.execute(
        update(InboxRow)
        .where(InboxRow.id == row_id)
        .values(not_before=until, conversation=conversation)
        .execution_options(synchronize_session=False)
    )


def overtake(session: Session, row_id: int) -> None:
    """An event that was just kept waits for nothing that its conversation waits for."""
    session.execute(
        update(InboxRow)
        .where(InboxRow.id == row_id)
        .values(conversation=InboxRow.key)
        .execution_options(synchronize_session=False)
    )


def is_due(session: Session, *, real: datetime) -> bool:
    """Whether `claim` would find something. Reads only, so that an idle loop takes no lock."""
    return session.scalar(_next(), {"real": real, "limit": 1}) is not None


def claim(session: Session, *, real: datetime, lease: timedelta) -> Held | None:
    """Take the oldest event whose conversation is free in hand, until `real + lease`."""
    for row_id, claims in session.execute(_next(), {"real": real, "limit": 8}):
        seen = {"row": row_id, "seen": claims, "until": real + lease}
        held = session.execute(_claiming(), seen).first()
        if held is not None:
            return Held(*held)
    return None


# The statements of the loop are put together once: that costs more than running them.


@cache
def _claiming() -> ReturningUpdate[int, int, int, dict[str, Any], datetime, str | None]:
    """Given `row`, the number of `claims` that was seen, and the lease's end, `until`."""
    return (
        update(InboxRow)
        .where(
            InboxRow.id == bindparam("row"),
            InboxRow.claims == bindparam("seen"),
            InboxRow.state.in_(UNFINISHED),
        )
        .values(
            state="working",
            claims=InboxRow.claims + 1,
            attempts=InboxRow.attempts + 1,
            lease_until=bindparam("until"),
        )
        .returning(
            InboxRow.id,
            InboxRow.claims,
            InboxRow.attempts,
            InboxRow.body,
            InboxRow.received_at,
            InboxRow.error,
        )
        .execution_options(synchronize_session=False)
    )


@cache
def _next() -> Select[int, int]:
    """Events that may be worked on now, given `real` and `limit`. One that is deferred lets the rest of its
    conversation pass."""
    other, real = aliased(InboxRow), bindparam("real", type_=Moment())
    earlier = or_(other.stamp < InboxRow.stamp, and_(other.stamp == InboxRow.stamp, other.id < InboxRow.id))
    blocked = (
        select(other.id)
        .where(
            other.conversation == InboxRow.conversation,
            other.id != InboxRow.id,
            or_(
                and_(other.state == "waiting", earlier),
                and_(other.state == "working", or_(earlier, other.lease_until > real)),
            ),
        )
        .exists()
    )
    return (
        select(InboxRow.id, InboxRow.claims)
        .where(
            InboxRow.state.in_(UNFINISHED),
            or_(InboxRow.state != "working", InboxRow.lease_until <= real),
            or_(InboxRow.not_before.is_(None), InboxRow.not_before <= real),
            ~blocked,
        )
        .order_by(InboxRow.id)
        .limit(bindparam("limit", type_=Integer))
    )


def finish(session: Session, held: Held, *, real: datetime, error: str | None = None) -> bool:
    """The work is done, in the transaction that did it. False: somebody else has the event now; undo the work."""
    return _move(session, held, state="done", body={}, settled_at=real, lease_until=None, error=error)


def give_up(session: Session, held: Held, *, real: datetime, error: str) -> bool:
    """Its body is kept: a person may want it."""
    return _move(session, held, state="given_up", settled_at=real, lease_until=None, error=error)


def fail(session: Session, held: Held, *, not_before: datetime, error: str, attempts: int) -> bool:
    """To be tried again; its conversation waits with it. `attempts`: those that count."""
    return _move(
        session,
        held,
        state="waiting",
        not_before=not_before,
        lease_until=None,
        error=error,
        attempts=attempts,
    )


def defer(session: Session, held: Held, *, not_before: datetime) -> bool:
    """It came before what it is about; its conversation goes on without it. Not counted as an attempt."""
    return _move(
        session,
        held,
        state="deferred",
        not_before=not_before,
        lease_until=None,
        attempts=held.attempts - 1,
    )


def _move(session: Session, held: Held, **values: Any) -> bool:
    given = {f"new_{name}": value for name, value in values.items()}
    return session.scalar(_moving(*values), {"row": held.row_id, "claim": held.claim, **given}) is not None


@cache
def _moving(*columns: str) -> ReturningUpdate[int]:
    """Given `row`, its `claim`, and each column's value as `new_…`."""
    return (
        update(InboxRow)
        .where(
            InboxRow.id == bindparam("row"),
            InboxRow.claims == bindparam("claim"),
            InboxRow.state == "working",
        )
        .values({name: bindparam(f"new_{name}") for name in columns})
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    )


def release_leases(session: Session, *, real: datetime) -> int:
    """Free what a process that is known to be gone had in hand; only for one process on one database."""
    rows = session.scalars(
        update(InboxRow)
        .where(InboxRow.state == "working")
        .values(lease_until=real)
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(rows)


def counts(session: Session) -> dict[str, int]:
    """How many events are in each state."""
    rows = session.execute(select(InboxRow.state, func.count()).group_by(InboxRow.state)).all()
    return {row[0]: row[1] for row in rows}


def oldest_unfinished(session: Session) -> datetime | None:
    """When the event that has waited longest came."""
    return session.scalar(select(func.min(InboxRow.received_at)).where(InboxRow.state.in_(UNFINISHED)))


def newest(session: Session) -> datetime | None:
    """When the last event came."""
    return session.scalar(select(func.max(InboxRow.received_at)))


def given_up(session: Session, limit: int = 100) -> Sequence[InboxRow]:
    return session.scalars(
        select(InboxRow).where(InboxRow.state == "given_up").order_by(InboxRow.id.desc()).limit(limit)
    ).all()


def stale(session: Session, *, before: datetime, limit: int) -> Sequence[int]:
    """Events finished before a moment of real time, the oldest: bodies they have none, only what keeps them from being
    worked on twice. What was given up stays until somebody looks."""
    is_over = (InboxRow.state == "done") & (InboxRow.settled_at < before)
    return session.scalars(select(InboxRow.id).where(is_over).order_by(InboxRow.id).limit(limit)).all()
