"""Posts that end: whoever holds one and the manager are told 30 and 7 days before, with what is still promised. On the day
after, cover.py leaves nothing behind."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from casework.cover import work_of
from casework.heirs import is_of
from casework.mornings import first_this_morning
from casework.notifications import person_recipient, tell
from casework.rules import Rules, rules
from directory.council import Post
from directory.responsibility import Roster, holder
from directory.succession import WORKING, is_same_post, post_name
from storage import Session, ticks

THRESHOLDS = (7, 30)  # days before the last day


def warn_of_ends(session: Session, *, now: datetime) -> bool:
    """Look once a day, in the morning. False: somebody has looked already, or it is too early."""
    day = first_this_morning(session, "post_ends", now=now)
    if day is None:
        return False
    found = rules(session)
    for (person, ends_on), posts in _ending(found.roster, day).items():
        threshold = next(days for days in THRESHOLDS if (ends_on - day).days <= days)
        if ticks.take(session, "post_ends", f"{person}:{ends_on}:{threshold}", now=now):
            _tell(session, found, person, posts, ends_on, day, now=now)
    return True


def _ending(roster: Roster, day: date) -> dict[tuple[str, date], list[Post]]:
    """Posts that nobody has said will go on, by holder and last day."""
    found: dict[tuple[str, date], list[Post]] = {}
    for post in roster.posts:
        ends = post.ends_on
        if post.role not in WORKING or not post.holds_on(day) or ends is None:
            continue
        is_near = (ends - day).days <= max(THRESHOLDS)
        after = ends + timedelta(days=1)
        goes_on = any(
            is_same_post(post, each) and each.holds_on(after) for each in roster.posts_of[post.person]
        )
        if is_near and not goes_on:
            found.setdefault((post.person, ends), []).append(post)
    return found


def _tell(
    session: Session,
    found: Rules,
    key: str,
    posts: Sequence[Post],
    ends_on: date,
    day: date,
    *,
    now: datetime,
) -> None:
    person = found.person(key)
    if person is None:
        return
    after = ends_on + timedelta(days=1)
    is_last = not found.roster.is_in_post(key, after)
    cases, others = work_of(session, key)
    if not is_last:
        cases = [case for case in cases if any(is_of(post, case) for post in posts)]
    next_ones = [holder(found.roster, post.role, post.scope, after, patch=post.patch) for post in posts]
    facts: dict[str, Any] = {
        "name": person.name,
        "posts": [post_name(found.roster, post) for post in posts],
        "ends_on": ends_on.isoformat(),
        "days": (ends_on - day).days,
        "open": len(cases) + (others if is_last else 0),
        "next": list(dict.fromkeys(each.person.name for each in next_ones if each)),
    }
    managers = found.with_role("manager", now) or found.with_role("director", now)
    for reader in dict.fromkeys([key, *(manager.key for manager in managers)]):
        recipient = person_recipient(session, reader)
        if recipient:
            tell(session, "post_ends", recipient, facts={**facts, "own": reader == key}, now=now)
