"""Once a day: what came and went long ago, and is needed by nobody, is forgotten. Cases, their posts and their history
are not touched; how long people's words are kept is casework's (casework/retention)."""

from datetime import date, datetime, timedelta

from bot.transactions import Transactions
from bot.worker import RunOnce
from storage import stale

KEPT = timedelta(days=45)  # longer than bot/catching_up looks back, or Slack repeats anything
AT_ONCE = 500  # rows of each table in one transaction: nobody's message waits long for it


def tidy(transactions: Transactions) -> RunOnce:
    """Each process looks once a day; of two that do, one finds nothing."""
    looked: date | None = None

    async def run_once(_now: datetime) -> int:
        nonlocal looked
        real = transactions.clock.real()
        if looked == real.date():
            return 0
        found = await transactions.read(
            lambda session: stale.find(session, before=real - KEPT, limit=AT_ONCE)
        )
        if not any(found):
            looked = real.date()
            return 0
        await transactions.transact(lambda session: stale.forget(session, found), quiet=True)
        return sum(map(len, found))  # and there may be more

    return run_once
