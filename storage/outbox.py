"""What Wardline has to say: one row a post, written with the work it tells of. Sending is in bot/delivery."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
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
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate, Update

from storage.base import Base
from storage.database import Insert, Inserting, insert_into, prepared

PENDING = ("waiting", "sending")
CLOCKS_DIFFER = timedelta(minutes=1)  # at most, from Slack's
_IS_AFTER = text("after_id IS NOT NULL")
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
        Index("ix_outbox_after", "after_id", sqlite_where=_IS_AFTER, postgresql_where=_IS_AFTER),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]  # the recipient: one lane each, in order, one at a time
    kind: Mapped[str]
    method: Mapped[str]  # post | card | amend | delete | ephemeral | home | upload | unshare | react
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
    method: str
    card_id: int | None


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
) -> int | None:
    """Say something when this transaction has committed. The row's id, or None: `dedup` was said before.

    With `card_id` the post goes into that card's thread, after the card itself where that is still to come.
    Transactions that run at the same time have no order between them; within and after one, ids keep the order.
    """
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
        "after": after_id,
        "thread_of": card_id,
        "due_at": due,
        "created_at": now,
    }
    return session.scalar(_putting(session), values)


def of_event(session: Session, history_id: int, kind: str, recipient: str) -> Sequence[OutboxRow]:
    """The posts of one kind in which one reader was told of a history entry: for files there is one each."""
    told = f"history:{history_id}:{kind}:{recipient}:"
    found = select(OutboxRow).where(
        OutboxRow.recipient == recipient,
        OutboxRow.kind == kind,
        OutboxRow.dedup.startswith(told, autoescape=True),
    )
    return session.scalars(found.order_by(OutboxRow.id)).all()


# What is run for every post is put together once: that costs more than running it.


@prepared
def _putting(insert: Inserting) -> ReturningInsert[int]:
    """Given a row's columns, but `after` for `after_id`: without one, the row that is still to post the card whose
    thread this is (`thread_of`)."""
    waiting = aliased(OutboxRow)
    unposted = (
        select(waiting.id)
        .where(
            waiting.card_id == bindparam("thread_of"), waiting.method == "card", waiting.state.in_(PENDING)
        )
        .order_by(waiting.id)
        .limit(1)
        .scalar_subquery()
    )
    row = insert(OutboxRow.__table__).values(
        after_id=func.coalesce(bindparam("after", type_=Integer), unposted)
    )
    return row.on_conflict_do_nothing(index_elements=["dedup"]).returning(OutboxRow.id)


def _unposted(session: Session, card_id: int) -> int | None:
    """The newest row that is still to show this card."""
    return session.scalar(
        select(OutboxRow.id)
        .where(OutboxRow.card_id == card_id, OutboxRow.method == "card", OutboxRow.state.in_(PENDING))
        .order_by(OutboxRow.id.desc())
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
    after_card: int | None = None,
) -> None:
    """At most one row waits for each card. A row that waits is touched, so that nobody claims it before we commit:
    whoever claims it then sees what this transaction did. `after_card`: another card that is to be shown first."""
    values = {
        "lane": recipient,
        "kind": "card",
        "method": "card",
        "recipient": recipient,
        "card_id": card_id,
        "facts": {},
        "case_id": case_id,
        "enquiry_id": enquiry_id,
        "after_id": _unposted(session, after_card) if after_card else None,
        "created_at": now,
    }
    session.execute(_refreshing(session), values)


@prepared
def _refreshing(insert: Inserting) -> Insert:
    return insert(OutboxRow.__table__).on_conflict_do_update(
        index_elements=["card_id"], index_where=_IS_WAITING_REFRESH, set_={"kind": "card"}
    )


def is_due(session: Session, *, now: datetime, real: datetime) -> bool:
    """Whether `claim` would find something. Reads only, so that an idle loop takes no lock."""
    return bool(session.scalars(_free_lanes(), {"now": now, "real": real, "limit": 1}).first())


def claim(session: Session, *, now: datetime, real: datetime, lease: timedelta, limit: int) -> list[Claim]:
    """Take the first row of up to `limit` free lanes in hand, each until `real + lease`.

    `now` is casework's time, which decides what is due; `real` decides leases and pace.
    """
    lanes = session.scalars(_free_lanes(), {"now": now, "real": real, "limit": limit}).all()
    taken = (
        _claim_lane(session, lane, now, real, real + lease) for lane in sorted(lanes)
    )  # one order for all
    return [claim for claim in taken if claim is not None]


@cache
def _free_lanes() -> Select[str]:
    """Given `now`, `real` and `limit`."""
    busy = select(Lane.name).where(Lane.name == OutboxRow.lane, Lane.next_at > bindparam("real")).exists()
    return (
        select(OutboxRow.lane)
        .where(*_ready(), ~busy)
        .group_by(OutboxRow.lane)
        .order_by(func.min(OutboxRow.id))
        .limit(bindparam("limit", type_=Integer))
    )


@cache
def _first_of_lane() -> Select[OutboxRow]:
    """Given `lane`, `now` and `real`."""
    return (
        select(OutboxRow)
        .where(OutboxRow.lane == bindparam("lane"), *_ready())
        .order_by(OutboxRow.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _ready() -> tuple[ColumnElement[bool], ...]:
    earlier = aliased(OutboxRow)
    unsettled = (
        select(earlier.id).where(earlier.id == OutboxRow.after_id, earlier.state.in_(PENDING)).exists()
    )
    held = (
        select(Lane.name)
        .where(Lane.name == "method:" + OutboxRow.method, Lane.next_at > bindparam("real"))
        .exists()
    )
    return (
        OutboxRow.state.in_(PENDING),
        or_(OutboxRow.due_at.is_(None), OutboxRow.due_at <= bindparam("now")),
        ~unsettled,
        ~held,
    )


def _claim_lane(session: Session, lane: str, now: datetime, real: datetime, until: datetime) -> Claim | None:
    """The lane first, then its row: two claimers meet at the lane, and the second finds it taken."""
    fence = session.scalar(_taking(session), {"name": lane, "next_at": until, "fence": 1, "real": real})
    if fence is None:
        return None
    row = session.scalars(_first_of_lane(), {"lane": lane, "now": now, "real": real}).first()
    if row is None:
        _hold_lane(session, lane, fence, real)
        return None
    doubtful = row.tried_at is not None
    row.state, row.fence, row.lease_until = "sending", fence, until
    row.attempts += 1
    row.tried_at = row.tried_at or min(now, real)
    session.flush()
    return Claim(row.id, lane, fence, doubtful, row.method, row.card_id)


@prepared
def _taking(insert: Inserting) -> ReturningInsert[int]:
    """Given a lane's columns and `real`."""
    lane = insert(Lane.__table__)
    taken = lane.on_conflict_do_update(
        index_elements=["name"],
        set_={"next_at": lane.excluded.next_at, "fence": Lane.fence + 1},
        where=Lane.next_at <= bindparam("real"),
    )
    return taken.returning(Lane.fence)


def in_hand(session: Session, claim: Claim) -> OutboxRow | None:
    """The claimed row, locked, if it is still the claimer's to settle."""
    return session.scalars(select(OutboxRow).where(*_is_in_hand()).with_for_update(), _held(claim)).first()


def _is_in_hand() -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxRow.id == bindparam("held"),
        OutboxRow.fence == bindparam("held_by"),
        OutboxRow.state == "sending",
    )


def _held(claim: Claim) -> dict[str, Any]:
    return {"held": claim.row_id, "held_by": claim.fence}


def settle(
    session: Session,
    claim: Claim,
    *,
    state: str,
    real: datetime,
    next_at: datetime,
    channel: str | None = None,
    ts: str | None = None,
    error: str | None = None,
) -> OutboxRow | None:
    """The end of a row: sent (and where it stands now), dropped or given_up. Its lane may go on at `next_at`. None: it
    was taken over."""
    values = {"to": state, "place": channel, "ts": ts, "said": error, "at": real}
    row = session.scalars(_settling(), {**_held(claim), **values}).first()
    if row is not None:
        _hold_lane(session, claim.lane, claim.fence, next_at)
    return row


@cache
def _settling() -> ReturningUpdate[OutboxRow]:
    """Given what `_held` gives, `to`, `place`, `ts`, `said` and `at`."""
    return (
        update(OutboxRow)
        .where(*_is_in_hand())
        .values(
            state=bindparam("to"),
            channel=bindparam("place"),
            slack_ts=bindparam("ts"),
            error=bindparam("said"),
            settled_at=bindparam("at"),
            lease_until=None,
        )
        .returning(OutboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def retry(
    session: Session,
    claim: Claim,
    *,
    next_at: datetime,
    error: str,
    counted: bool,
    certain: bool,
    holds: str | None = None,
) -> None:
    """Once more at `next_at`; the lane waits with it, so that order is kept.

    `certain`: Slack said no, so that no look is needed unless an earlier attempt already left a doubt.
    `holds`: the method that Slack holds back in every conversation until then.
    The row stays "sending": a newer refresh of the same card may be waiting, and only one may.
    """
    row = in_hand(session, claim)
    if row is None:
        return
    row.error, row.lease_until = error, None
    if not counted:
        row.attempts -= 1
    if certain and not claim.doubtful:
        row.tried_at = None
    _hold_lane(session, claim.lane, claim.fence, next_at)
    if holds is not None:
        _hold_method(session, holds, next_at)


def name_file(session: Session, claim: Claim, slack_file: str) -> None:
    """Noted before the file is shared, so that an attempt that died can be found by it."""
    row = in_hand(session, claim)
    if row is not None:
        row.slack_file = slack_file


def _hold_lane(session: Session, lane: str, fence: int, next_at: datetime) -> None:
    session.execute(_holding(), {"lane": lane, "held_by": fence, "until": next_at})


@cache
def _holding() -> Update:
    """Given `lane`, `held_by` and `until`."""
    return (
        update(Lane)
        .where(Lane.name == bindparam("lane"), Lane.fence == bindparam("held_by"))
        .values(next_at=bindparam("until"))
        .execution_options(synchronize_session=False)
    )


def _hold_method(session: Session, method: str, until: datetime) -> None:
    held = insert_into(session, Lane).values(name=f"method:{method}", next_at=until, fence=0)
    session.execute(
        held.on_conflict_do_update(index_elements=["name"], set_={"next_at": held.excluded.next_at})
    )


def release_leases(session: Session, *, real: datetime) -> int:
    """Free what a process that is known to be gone had in hand; only for one process on one database."""
    rows = session.scalars(
        select(OutboxRow).where(OutboxRow.state == "sending", OutboxRow.lease_until.is_not(None))
    ).all()
    for row in rows:
        row.lease_until = None
        _hold_lane(session, row.lane, row.fence, real)
    return len(rows)


def conversation_of(session: Session, slack_id: str) -> str | None:
    found = session.get(DirectMessage, slack_id)
    return found.channel if found else None


def remember_conversation(session: Session, slack_id: str, channel: str) -> None:
    """Slack gives a person's conversation another id when the app is installed anew: the last one counts."""
    statement = insert_into(session, DirectMessage).values(slack_id=slack_id, channel=channel)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["slack_id"], set_={"channel": statement.excluded.channel}
        )
    )


def conversations(session: Session) -> Sequence[str]:
    """Every person's conversation with Wardline that is known."""
    return session.scalars(select(DirectMessage.channel).order_by(DirectMessage.channel)).all()


def is_posting_to(session: Session, channel: str) -> bool:
    """Whether a post to this conversation is in flight: its place in Slack may not be known here yet."""
    return session.scalar(_in_flight(channel).limit(1)) is not None


def may_have_posted(session: Session, channel: str, ts: str) -> bool:
    """Whether the message that stands there may be a post in flight: one that was begun before it stood there."""
    begun = datetime.fromtimestamp(float(ts), UTC) + CLOCKS_DIFFER
    found = _in_flight(channel).where(OutboxRow.tried_at <= begun)
    return session.scalar(found.limit(1)) is not None


def _in_flight(channel: str) -> Select[int]:
    people = select("user:" + DirectMessage.slack_id).where(DirectMessage.channel == channel)
    lanes = or_(OutboxRow.lane == f"channel:{channel}", OutboxRow.lane.in_(people))
    return select(OutboxRow.id).where(OutboxRow.state == "sending", lanes)


def counts(session: Session) -> dict[str, int]:
    """How many rows are in each state."""
    rows = session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
    return {row[0]: row[1] for row in rows}


def oldest_due(session: Session, *, now: datetime) -> datetime | None:
    """Since when, in casework's time, the post that has waited longest could have been sent."""
    since = func.coalesce(OutboxRow.due_at, OutboxRow.created_at)
    is_due = or_(OutboxRow.due_at.is_(None), OutboxRow.due_at <= now)
    return session.scalar(select(func.min(since)).where(OutboxRow.state.in_(PENDING), is_due))


def given_up(session: Session, limit: int = 100) -> Sequence[OutboxRow]:
    return session.scalars(
        select(OutboxRow).where(OutboxRow.state == "given_up").order_by(OutboxRow.id.desc()).limit(limit)
    ).all()


def troubled(session: Session) -> Sequence[OutboxRow]:
    """What was given up, and what is being tried again after a failure, oldest first."""
    failed_once = and_(OutboxRow.state.in_(PENDING), OutboxRow.error.is_not(None))
    found = select(OutboxRow).where(or_(OutboxRow.state == "given_up", failed_once))
    return session.scalars(found.order_by(OutboxRow.id)).all()


def is_card_given_up(session: Session, card_id: int) -> bool:
    """Whether showing this card was given up, so that what belongs in its thread has nowhere to stand."""
    found = select(OutboxRow.id).where(
        OutboxRow.card_id == card_id, OutboxRow.method == "card", OutboxRow.state == "given_up"
    )
    return session.scalar(found.limit(1)) is not None


def given_up_ids(session: Session) -> Sequence[int]:
    return session.scalars(
        select(OutboxRow.id).where(OutboxRow.state == "given_up").order_by(OutboxRow.id)
    ).all()


def said_in_channels(session: Session, case_id: int, kinds: Sequence[str]) -> Sequence[OutboxRow]:
    """What was posted about a case in a channel, or is being posted, of these kinds: files too."""
    return session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.case_id == case_id,
            OutboxRow.recipient.startswith("channel:"),
            OutboxRow.method.in_(("post", "upload")),
            OutboxRow.kind.in_(kinds),
            OutboxRow.state.in_(("sending", "sent")),
        )
        .order_by(OutboxRow.id)
    ).all()


def standing(session: Session, *, cases: Collection[int], enquiries: Collection[int]) -> Iterator[OutboxRow]:
    """Posts and uploads that stand in Slack or are on their way there, and that nothing takes away yet: those of these
    cases and enquiries, and those of none at all."""
    going = set(
        session.scalars(
            select(OutboxRow.after_id).where(
                OutboxRow.method.in_(("delete", "unshare")), OutboxRow.state != "given_up"
            )
        )
    )
    among = [and_(OutboxRow.case_id.is_(None), OutboxRow.enquiry_id.is_(None))]
    for column, ids in ((OutboxRow.case_id, sorted(cases)), (OutboxRow.enquiry_id, sorted(enquiries))):
        among += [column.in_(ids[at : at + 500]) for at in range(0, len(ids), 500)]
    found = select(OutboxRow).where(
        OutboxRow.method.in_(("post", "upload")), OutboxRow.state.in_(("waiting", "sending", "sent"))
    )
    for part in among:
        rows = session.scalars(found.where(part).order_by(OutboxRow.id).execution_options(yield_per=1_000))
        yield from (row for row in rows if row.id not in going)


def of_cases(session: Session, cases: Collection[int], enquiries: Collection[int]) -> Sequence[int]:
    """The ids of every row about these, whatever became of it."""
    found: list[int] = []
    for column, ids in ((OutboxRow.case_id, sorted(cases)), (OutboxRow.enquiry_id, sorted(enquiries))):
        for at in range(0, len(ids), 500):
            found += session.scalars(select(OutboxRow.id).where(column.in_(ids[at : at + 500])))
    return found


def waiting_refresh(session: Session, card_id: int) -> int | None:
    """The row that is to show this card."""
    return session.scalar(
        select(OutboxRow.id).where(
            OutboxRow.card_id == card_id, OutboxRow.method == "card", OutboxRow.state == "waiting"
        )
    )


def put_back(session: Session, row_id: int) -> bool:
    """Send a given-up row after all. Its doubt stays, so that it is looked for first."""
    row = session.scalar(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.state == "given_up")
        .values(state="sending", attempts=0, settled_at=None, lease_until=None)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return row is not None


def stale(session: Session, *, before: datetime, limit: int) -> Sequence[int]:
    """What was sent or dropped before a moment of real time, is of no case and no message, waits for nothing and keeps
    nothing from being said twice: the oldest. What is of a case may have to be amended or taken away, however old."""
    later = aliased(OutboxRow)
    awaited = select(later.id).where(later.after_id == OutboxRow.id).exists()
    of_nothing = [
        column.is_(None)
        for column in (OutboxRow.case_id, OutboxRow.enquiry_id, OutboxRow.card_id, OutboxRow.dedup)
    ]
    is_over = OutboxRow.state.in_(("sent", "dropped")) & (OutboxRow.settled_at < before)
    wanted = select(OutboxRow.id).where(is_over, *of_nothing, ~awaited)
    return session.scalars(wanted.order_by(OutboxRow.id).limit(limit)).all()
