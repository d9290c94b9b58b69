"""How much one person has in hand: above the council's standard, a manager is told once, until it has come down again."""

from datetime import datetime
from typing import Any

from casework.mornings import first_this_morning
from casework.notifications import person_recipient, tell
from casework.rules import rules
from storage import Session, ticks
from storage.cases import open_by_owner

OVER = "over_capacity"
LOW_WATER = 0.9  # come down to this share of it, and the next rise is told anew
SUGGESTED = 3


def warn_of_load(session: Session, *, now: datetime) -> bool:
    """Look once a day, in the morning. False: somebody has looked already, or it is too early."""
    if first_this_morning(session, "capacity", now=now) is None:
        return False
    found, most = rules(session), rules(session).capacity(now)
    loads = open_by_owner(session)
    for key, load in loads.items():
        if load > most and ticks.take(session, OVER, key, now=now):
            _tell(session, key, load, most, loads, now=now)
    for key in ticks.taken(session, OVER):
        if loads.get(key, 0) <= most * LOW_WATER or found.person(key) is None:
            ticks.give_back(session, OVER, key)
    return True


def _tell(session: Session, key: str, load: int, most: int, loads: dict[str, int], *, now: datetime) -> None:
    found = rules(session)
    person = found.person(key)
    facts: dict[str, Any] = {
        "name": person.name if person else key,
        "open": load,
        "most": most,
        "free": _least_loaded(session, key, loads, now=now),
    }
    for manager in found.with_role("manager", now):
        recipient = person_recipient(session, manager.key)
        if recipient:
            tell(session, OVER, recipient, facts=facts, now=now)


def _least_loaded(
    session: Session, key: str, loads: dict[str, int], *, now: datetime
) -> list[tuple[str, int]]:
    """Who does the same work, is present, and has the least in hand: names, and how many cases."""
    found = rules(session)
    roles = {post.role for post in found.posts(key, now)} & {"coordinator", "officer", "duty"}
    others = {
        person.key: person.name
        for role in roles
        for person in found.with_role(role, now)
        if person.key != key and found.is_present(person.key, now)
    }
    return sorted(
        ((name, loads.get(each, 0)) for each, name in others.items()), key=lambda pair: (pair[1], pair[0])
    )[:SUGGESTED]
