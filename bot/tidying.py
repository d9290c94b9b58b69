"""Once a day: what came and went long ago, and is needed by nobody, is forgotten. Cases, their posts and their history
are not touched; how long people's words are kept is casework's (casework/retention)."""

from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.transactions import Transactions
from bot.worker import RunOnce
from storage import Session, inbox, outages, outbox

KEPT = timedelta(
    days=45
)  # longer than an outage is looked back for (bot/catching_up), or Slack repeats anything
AT_ONCE = 500  # rows of each table in one transaction: nobody's message waits long for it


def tidy(transactions: Transactions, clock: Clock) -> RunOnce:
    """Each process looks once a day; of two that do, one finds nothing."""
    looked: date | None = None

    async def run_once(_now: datetime) -> int:
        nonlocal looked
        real = clock.real()
        if looked == real.date():
            return 0
        found = await transactions.read(lambda session: _stale(session, before=real - KEPT))
        if not any(found):
            looked = real.date()
            return 0
        await transactions.transact(lambda session: _forget(session, found), quiet=True)
        return sum(map(len, found))  # and there may be more

    return run_once


def _stale(session: Session, *, before: datetime) -> list[list[int]]:
    return [
        list(rows(session, before=before, limit=AT_ONCE))
        for rows in (inbox.stale, outbox.stale, outages.stale)
    ]


def _forget(session: Session, found: list[list[int]]) -> None:
    for forget, ids in zip((inbox.forget, outbox.forget, outages.forget), found, strict=True):
        forget(session, ids)
