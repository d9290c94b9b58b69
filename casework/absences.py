"""Leave as it is entered in Slack: who may mark whom away, what follows, and who is told."""

from datetime import date, datetime, timedelta
from typing import Any

from casework.errors import NotAllowed, NotUnderstood
from casework.notifications import person_recipient, tell
from casework.rules import Rules, forget_rules, local_day, rules
from directory import people
from directory.council import Person, Role
from storage import Session
from storage.cases import count_held

# Whoever holds one of these may mark anybody away; everybody may mark themselves, and whom they cover.
MAY_MARK_ANYBODY: frozenset[Role] = frozenset({"support", "manager", "director"})
# Posts that somebody must always be there for.
_NEEDED: frozenset[Role] = frozenset({"coordinator", "officer", "duty"})


def may_mark(found: Rules, by: Person, person: Person, now: datetime) -> bool:
    if by.key == person.key or any(found.has_role(by.key, role, now) for role in MAY_MARK_ANYBODY):
        return True
    day = local_day(now)
    return any(
        row.cover == by.key and row.holds_on(day) for row in found.roster.covers_of.get(person.key, ())
    )


def problems(starts_on: date | None, ends_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with the days, by field, in words for the form."""
    if starts_on is None:
        return {"from": "Give the first day away."}
    if ends_on is not None and ends_on < starts_on:
        return {"until": "The last day is before the first. Correct one of them."}
    if ends_on is not None and ends_on < today:
        return {"until": "That leave is over already. Give a last day from today on, or leave it empty."}
    return {}


def mark_away(
    session: Session,
    person: Person,
    starts_on: date,
    ends_on: date | None,
    *,
    reason: str = "",
    by: Person,
    now: datetime,
) -> None:
    """From the first day new work goes to whoever stands in, and so does what they have (cover.py). `ends_on` None: nobody knows yet. The person and whoever
    marked them are told; the duty channel too, where nobody would stand in. The reason stays in the directory."""
    _check(session, by, person, now)
    wrong = problems(starts_on, ends_on, local_day(now))
    if wrong:
        raise NotUnderstood(" ".join(wrong.values()))
    leave = rules(session).roster.absences_of.get(person.key, ())
    if any(_overlaps(row.starts_on, row.ends_on, starts_on, ends_on) for row in leave):
        raise NotUnderstood(
            f"{person.name} is marked away for some of those days already. Use /wardline back first."
        )
    people.mark_away(session, person.key, starts_on, ends_on, reason=reason, by=by.key, now=now)
    forget_rules(session)
    _tell_away(session, person, starts_on, ends_on, by=by, now=now)


def mark_back(session: Session, person: Person, *, by: Person, now: datetime) -> None:
    """Leave that holds today ends yesterday."""
    _check(session, by, person, now)
    if not people.end_absence(session, person.key, local_day(now) - timedelta(days=1)):
        raise NotUnderstood(f"{person.name} is not marked away today.")
    forget_rules(session)
    for key in dict.fromkeys((by.key, person.key)):
        _say(session, "back", key, {"name": person.name}, now=now)


def person_of_account(session: Session, slack_id: str | None) -> Person:
    """Whom a form's choice of a Slack account means."""
    person = rules(session).by_slack_id(slack_id or "")
    if person is None:
        raise NotUnderstood("The council's directory does not know that account. Choose somebody else.")
    return person


def _check(session: Session, by: Person, person: Person, now: datetime) -> None:
    if not may_mark(rules(session), by, person, now):
        raise NotAllowed(
            f"Only {person.name}, their cover, a manager or Member Support can say whether {person.name} is away."
        )


def _overlaps(
    one_from: date | None, one_until: date | None, other_from: date, other_until: date | None
) -> bool:
    return (one_from or date.min) <= (other_until or date.max) and other_from <= (one_until or date.max)


def _tell_away(
    session: Session, person: Person, starts_on: date, ends_on: date | None, *, by: Person, now: datetime
) -> None:
    found = rules(session)
    first_day = datetime.combine(max(starts_on, local_day(now)), now.timetz())
    stand_ins = found.stand_ins(person.key, first_day)
    facts: dict[str, Any] = {
        "name": person.name,
        "first": starts_on.isoformat(),
        "last": ends_on.isoformat() if ends_on else None,
        "cover": stand_ins[0].name if stand_ins else None,
        "open": count_held(session, person.key),
        "begun": starts_on <= local_day(now),
        "needed": any(post.role in _NEEDED for post in found.posts(person.key, first_day)),
    }
    for key in dict.fromkeys((by.key, person.key)):
        _say(session, "away", key, facts, now=now)
    if facts["needed"] and not stand_ins:
        tell(session, "away", f"channel:{found.duty_channel()}", facts=facts, now=now)


def _say(session: Session, kind: str, key: str, facts: dict[str, Any], *, now: datetime) -> None:
    recipient = person_recipient(session, key)
    if recipient:
        tell(session, kind, recipient, facts=facts, now=now)
