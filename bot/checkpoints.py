"""The daily checkpoint, as the worker runs it: its digest goes to the log too, which is kept elsewhere than the database."""

import logging
from datetime import date, datetime

from bot.transactions import Transactions
from bot.worker import RunOnce
from casework.checkpoints import take_daily
from casework.rules import local_day
from storage import Session

log = logging.getLogger(__name__)


def daily(transactions: Transactions) -> RunOnce:
    """The database is asked once a day in each process."""
    asked: date | None = None

    async def run_once(now: datetime) -> int:
        nonlocal asked
        if asked == local_day(now):
            return 0
        taken = await transactions.transact(lambda session: _take(session, now), quiet=True)
        asked = local_day(now)
        if taken:
            log.info("checkpoint of the history, %s: %s", *taken)
        return 0  # nobody is told, so nothing else becomes due

    return run_once


def _take(session: Session, now: datetime) -> tuple[date, str] | None:
    checkpoint = take_daily(session, now=now)
    return (checkpoint.day, checkpoint.digest) if checkpoint else None
