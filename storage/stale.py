"""What came and went long ago, and is needed by nobody. Which rows those are is said beside each table."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from storage import inbox, outages, outbox
from storage.inbox import InboxRow
from storage.outages import Outage
from storage.outbox import OutboxRow

Stale = Callable[..., Sequence[int]]
Found = Sequence[Sequence[int]]  # ids, table by table

_TABLES: tuple[tuple[type[InboxRow | OutboxRow | Outage], Stale], ...] = (
    (InboxRow, inbox.stale),
    (OutboxRow, outbox.stale),
    (Outage, outages.stale),
)


def find(session: Session, *, before: datetime, limit: int) -> Found:
    """What was over before a moment of real time: the oldest rows, `limit` of each table at most."""
    return [stale(session, before=before, limit=limit) for _, stale in _TABLES]


def forget(session: Session, found: Found) -> None:
    for (table, _), ids in zip(_TABLES, found, strict=True):
        session.execute(delete(table).where(table.id.in_(ids)).execution_options(synchronize_session=False))
