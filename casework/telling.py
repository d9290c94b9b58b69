"""When somebody is told: at once, or with everything else in the morning, as they chose in their profile."""

from datetime import datetime

from casework.rules import rules
from storage import Session, profiles

# What may wait for the morning. The rest is danger, a question that a case waits on, or follows from one's own press.
CAN_WAIT = frozenset(
    {"reply", "files", "outcome", "missed", "contact_changed", "ward_told", "ward_notice", "ward_view_answered",
     "outcome_followed", "reopened_followed"}
)  # fmt: skip


def held_until(session: Session, kind: str, person: str, *, now: datetime) -> datetime | None:
    """The moment before which this person is not told of it; None: at once."""
    profile = profiles.of_person(session, person) if kind in CAN_WAIT else None
    if profile is None or profile.told_when != "morning":
        return None
    return rules(session).calendar(now).next_morning(now)
