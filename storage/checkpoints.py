"""Checkpoints: where every chain of the history ended on a day, each checkpoint with the digest of the one before, so
that entries cannot go missing from a chain's end, nor a whole chain, without its showing. Append-only as the history."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Row, Select, and_, func, insert, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.cases import Case
from storage.history import HistoryEntry

_PAGE = 5_000  # heads


class Checkpoint(Base):
    __tablename__ = "checkpoints"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1, without a gap
    day: Mapped[date]  # on its morning: it covers what was recorded before
    through: Mapped[int]  # the last history.id that it looked at
    at: Mapped[datetime]
    previous: Mapped[str]  # the digest of the checkpoint before; empty for the first
    digest: Mapped[str]  # over all of this and its heads


class Head(Base):
    """The last entry of a chain, as a checkpoint found it; a chain that did not change since is not noted again.

    `reference` is the case's, so that a case can be named of which nothing else is left.
    """

    __tablename__ = "checkpoint_heads"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    checkpoint: Mapped[int] = mapped_column(
        index=True
    )  # checkpoints.number, which is written after its heads
    reference: Mapped[str | None]
    digest: Mapped[str]


def take(session: Session, day: date, *, now: datetime) -> Checkpoint | None:
    """Note where the chains end that changed since the last checkpoint. None where nothing was recorded since.

    Looks back to the checkpoint before the last, for what was being written while the last one was taken.
    """
    newest = session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(2)).all()
    through = session.scalar(select(func.max(HistoryEntry.id))) or 0
    if through == (newest[0].through if newest else 0):
        return None
    number = newest[0].number + 1 if newest else 1
    _note_heads(session, number, since=newest[1].through if len(newest) > 1 else 0, through=through)
    previous = newest[0].digest if newest else ""
    made = Checkpoint(number=number, day=day, through=through, at=now, previous=previous, digest="")
    made.digest = digest(made, heads(session, number))
    session.add(made)
    session.flush()
    return made


def _note_heads(session: Session, number: int, *, since: int, through: int) -> None:
    ends = (
        select(HistoryEntry.chain, func.max(HistoryEntry.number).label("number"))
        .where(HistoryEntry.id > since, HistoryEntry.id <= through)
        .group_by(HistoryEntry.chain)
        .subquery()
    )
    noted = select(Head.chain).where(Head.chain == ends.c.chain, Head.number >= ends.c.number)
    found = (
        select(ends.c.chain, ends.c.number, literal(number), Case.reference, HistoryEntry.digest)
        .join(HistoryEntry, and_(HistoryEntry.chain == ends.c.chain, HistoryEntry.number == ends.c.number))
        .outerjoin(Case, Case.id == HistoryEntry.case_id)
        .where(~noted.exists())
    )
    columns = ["chain", "number", "checkpoint", "reference", "digest"]
    session.execute(insert(Head).from_select(columns, found))


def digest(checkpoint: Checkpoint, found: Iterator[Row[int, int, str | None, str]]) -> str:
    """SHA-256 over the checkpoint before, this one, and its heads in the order of their chains."""
    made = hashlib.sha256()
    at = checkpoint.at.astimezone(UTC).isoformat()
    first = [checkpoint.previous, checkpoint.number, checkpoint.day.isoformat(), checkpoint.through, at]
    made.update(json.dumps(first).encode())
    for head in found:
        made.update(json.dumps(list(head)).encode())
    return made.hexdigest()


def heads(session: Session, number: int) -> Iterator[Row[int, int, str | None, str]]:
    """What a checkpoint noted, in the order of the chains: chain, number, reference, digest."""
    found = select(Head.chain, Head.number, Head.reference, Head.digest).where(Head.checkpoint == number)
    yield from session.execute(found.order_by(Head.chain).execution_options(yield_per=_PAGE))


def all_in_order(session: Session) -> Sequence[Checkpoint]:
    return session.scalars(select(Checkpoint).order_by(Checkpoint.number)).all()


def first_uncovered(session: Session) -> HistoryEntry | None:
    """The oldest entry that is newer than the last checkpoint."""
    last = newest(session)
    found = select(HistoryEntry).where(HistoryEntry.id > (last.through if last else 0))
    return session.scalar(found.order_by(HistoryEntry.id).limit(1))


def first_unkept(session: Session, chain: int | None = None) -> Row[int, int, str | None, date] | None:
    """The earliest end of a chain, of all or of one, that was noted and is not among the entries now: its chain, number,
    reference, and the day of the checkpoint."""
    same = and_(
        HistoryEntry.chain == Head.chain,
        HistoryEntry.number == Head.number,
        HistoryEntry.digest == Head.digest,
    )
    found = _noted(chain).outerjoin(HistoryEntry, same).where(HistoryEntry.id.is_(None))
    return session.execute(found.order_by(Head.checkpoint, Head.chain).limit(1)).first()


def last_kept(session: Session, chain: int, number: int) -> Row[int, int, str | None, date] | None:
    """The newest end of a chain, not beyond an entry, that was noted and is still there."""
    same = and_(HistoryEntry.chain == Head.chain, HistoryEntry.digest == Head.digest)
    found = _noted(chain).join(HistoryEntry, and_(same, HistoryEntry.number == Head.number))
    return session.execute(found.where(Head.number <= number).order_by(Head.number.desc()).limit(1)).first()


def newest_end(session: Session, chain: int) -> Row[int, int, str | None, date] | None:
    """The last end of a chain that was noted."""
    return session.execute(_noted(chain).order_by(Head.number.desc()).limit(1)).first()


def _noted(chain: int | None) -> Select[int, int, str | None, date]:
    found = select(Head.chain, Head.number, Head.reference, Checkpoint.day).join(
        Checkpoint, Checkpoint.number == Head.checkpoint
    )
    return found if chain is None else found.where(Head.chain == chain)


def last_noted(session: Session) -> int:
    """The number of the last checkpoint that noted anything."""
    return session.scalar(select(func.max(Head.checkpoint))) or 0


def chain_of(session: Session, reference: str) -> int | None:
    """The chain that was a case's, also where the case itself is gone."""
    return session.scalar(select(Head.chain).where(Head.reference == reference).limit(1))


def is_known(session: Session, kept: str) -> bool:
    """Whether a digest is that of a checkpoint: the whole of it, as a beginning can be found for another history."""
    return session.scalar(select(Checkpoint.number).where(Checkpoint.digest == kept)) is not None


def newest(session: Session) -> Checkpoint | None:
    return session.scalar(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1))
