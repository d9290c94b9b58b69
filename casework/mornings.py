"""What is looked at once a day, in the morning: nobody reads it before."""

from datetime import date, datetime

from casework.rules import local_day
from casework.working_time import LONDON
from storage import Session, ticks

FROM_HOUR = 9


def first_this_morning(session: Session, job: str, *, now: datetime) -> date | None:
    """Today, where nobody has looked yet for this job; None where somebody has, or where it is too early."""
    day = local_day(now)
    if now.astimezone(LONDON).hour < FROM_HOUR or not ticks.take(session, job, f"{day}", now=now):
        return None
    return day
