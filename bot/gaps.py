"""Since when something that Slack said may never have been kept, until that stands in the database as an outage. Making it
good is in bot/catching_up."""

import logging
from datetime import datetime, timedelta

from bot import figures
from bot.transactions import Transactions
from storage import inbox, outages

log = logging.getLogger(__name__)

REPEATS = timedelta(
    minutes=10
)  # Slack repeats for six: what came before the last event may still be on its way
LONGEST = timedelta(days=14)  # no further back than this


class Gaps:
    """A gap begins with the last thing that was kept: before a link that begins, and before what could not be kept."""

    def __init__(self, transactions: Transactions) -> None:
        self.links = 0  # since this process started
        self._transactions = transactions
        self._good: datetime | None = (
            None  # until then everything is kept; None: there was nobody here before
        )
        self._gap: datetime | None = None  # since then something may not be; None: no gap that is not noted

    async def begin(self) -> None:
        """Before Slack speaks to us: until when was anything kept?"""
        self._good = await self._transactions.read(inbox.newest)

    async def linked(self) -> None:
        """A link has begun. What was said since something was last kept may never come."""
        self.links += 1
        figures.links.inc()
        self.missed()
        await self.kept()

    def missed(self) -> None:
        """Something could not be kept. Slack says it again for a while, and then no more."""
        if self._good is not None:
            self._gap = min(self._gap or self._good, self._good)

    async def kept(self) -> None:
        """Something was, so that the database answers. Never raises: what is not noted now is noted later."""
        self._good = self._transactions.clock.real()
        try:
            await self.note(self._good)
        except Exception as error:
            log.warning("an outage could not be noted yet: %s", type(error).__name__)

    async def note(self, _now: datetime) -> int:
        """1 where there was a gap: from now on it is an outage, which any process may make good."""
        if self._gap is None:
            return 0
        begun, self._gap = self._gap, None
        real = self._transactions.clock.real()
        since = max(begun - REPEATS, real - LONGEST)
        try:
            await self._transactions.transact(lambda session: outages.note(session, since=since, real=real))
        except BaseException:
            self._gap = min(begun, self._gap or begun)
            raise
        return 1
