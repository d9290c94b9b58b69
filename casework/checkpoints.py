"""A checkpoint of the whole history, once a day: what it shows is in verification.py."""

from datetime import datetime

from casework.rules import local_day
from storage import Session, checkpoints, ticks
from storage.checkpoints import Checkpoint


def take_daily(session: Session, *, now: datetime) -> Checkpoint | None:
    """The day's, where nobody has taken it yet and something was recorded since the last."""
    day = local_day(now)
    if not ticks.take(session, "checkpoint", f"{day}", now=now):
        return None
    return checkpoints.take(session, day, now=now)
