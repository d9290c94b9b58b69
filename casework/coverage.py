"""Work that will be nobody's: the duty channel is told 90, 30 and 7 days before, and each week while it lasts."""

from datetime import date, datetime, timedelta
from typing import Any

from casework.mornings import first_this_morning
from casework.notifications import tell
from casework.rules import rules
from directory.coverage import Hole, coverage
from storage import Session, ticks

THRESHOLDS = (7, 30, 90)  # days before a gap begins


def warn_of_gaps(session: Session, *, now: datetime) -> bool:
    """Look once a day, in the morning. False: somebody has looked already, or it is too early."""
    day = first_this_morning(session, "coverage", now=now)
    if day is None:
        return False
    found = coverage(rules(session).roster, day, day + timedelta(days=max(THRESHOLDS)))
    gaps = [
        _told(hole, day) for hole in found if hole.kind == "gap" and _is_news(session, hole, day, now=now)
    ]
    if gaps:
        recipient = f"channel:{rules(session).duty_channel()}"
        tell(session, "gaps_ahead", recipient, facts={"gaps": gaps}, now=now, dedup=f"gaps:{day}")
    return True


def _is_news(session: Session, hole: Hole, day: date, *, now: datetime) -> bool:
    """Whether this gap was not told yet at the threshold it has come to; one that lasts is told again each week."""
    ahead = (hole.starts_on - day).days
    threshold = next(days for days in THRESHOLDS if ahead <= days)
    began = f"{hole.starts_on}" if ahead else "{}-W{}".format(*day.isocalendar())
    about = f"{hole.rule}:{hole.area or hole.service or ' '.join(hole.wards)}"
    return ticks.take(session, "gap", f"{about}:{began}:{threshold}", now=now)


def _told(hole: Hole, day: date) -> dict[str, Any]:
    return {
        "why": hole.why,
        "from": hole.starts_on.isoformat(),
        "days": (hole.starts_on - day).days,
        "wards": list(hole.wards),
    }
