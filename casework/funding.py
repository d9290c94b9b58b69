"""Funding that ends: who works with it, and the administrator, are told six, three and one month before, once each.
What pays for what is in directory/funding.py."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from casework.mornings import first_this_morning
from casework.notifications import person_recipient, tell
from casework.rules import Rules, rules
from directory.council import Person, Resource
from directory.funding import goes_on
from directory.responsibility import holder
from storage import Session, ticks
from storage.cases import count_open

MONTHS = (1, 3, 6)  # before the last day


def warn_of_endings(session: Session, *, now: datetime) -> bool:
    """Look once a day, in the morning. False: somebody has looked already, or it is too early."""
    day = first_this_morning(session, "funding", now=now)
    if day is None:
        return False
    found = rules(session)
    for resource in found.register.resources:
        threshold = _threshold(resource, day)
        is_news = threshold is not None and not goes_on(resource, found.register.resources)
        if is_news and ticks.take(session, "funding_ends", f"{_called(resource)}:{threshold}", now=now):
            _tell(session, found, resource, day, now=now)
    return True


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _threshold(resource: Resource, day: date) -> int | None:
    """The months before its end that it has come to, the fewest; None where it is not so far yet, or over."""
    ends = resource.ends_on
    if ends is None or ends < day:
        return None
    return next((months for months in MONTHS if day >= months_before(ends, months)), None)


def _called(resource: Resource) -> str:
    """One resource to its end: with another end it is told anew."""
    return f"{resource.service}:{resource.area}:{resource.fund}:{resource.ends_on}"


def _tell(session: Session, found: Rules, resource: Resource, day: date, *, now: datetime) -> None:
    service = found.service(resource.service)
    assert resource.ends_on is not None
    facts: dict[str, Any] = {
        "service": service.name if service else resource.service,
        "area": resource.area,
        "fund": resource.fund,
        "pounds": resource.pounds,
        "ends_on": resource.ends_on.isoformat(),
        "days": (resource.ends_on - day).days,
        "open": count_open(session, service=resource.service, area=resource.area or None),
    }
    people = [*_owners(found, resource, day), *found.with_role("administrator", now)]
    for key in dict.fromkeys(person.key for person in people):
        recipient = person_recipient(session, key)
        if recipient:
            tell(session, "funding_ends", recipient, facts=facts, now=now)


def _owners(found: Rules, resource: Resource, day: date) -> list[Person]:
    """The service's officer; the area's co-ordinator, where it has none."""
    officer = holder(found.roster, "officer", resource.service, day)
    coordinator = holder(found.roster, "coordinator", resource.area, day) if resource.area else None
    return [each.person for each in (officer or coordinator,) if each]
