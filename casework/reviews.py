"""Entries of the directory that are due for review: the owner is asked once, and says that it is still right or what is
to be changed. Which entries there are, and whose, is in directory/reviews.py."""

from datetime import date, datetime
from typing import Any

from casework.errors import NotAllowed, NotUnderstood, TooLate
from casework.mornings import first_this_morning
from casework.notifications import person_recipient, tell
from casework.rules import Rules, forget_rules, local_day, rules
from directory import reviews
from directory.council import Body, Person, Service, Standard
from directory.reviews import Entry
from storage import Session, ticks

AT_ONCE = 5  # that one person is asked about in a morning; the rest come on the next
STILL_RIGHT = "Reviewed: still right"


def ask_for_reviews(session: Session, *, now: datetime) -> bool:
    """Look once a day, in the morning. False: somebody has looked already, or it is too early."""
    day = first_this_morning(session, "reviews", now=now)
    if day is None:
        return False
    asked: dict[str, int] = {}
    for entry in reviews.due(list(reviews.entries(session)), day):
        recipient = _asked_of(session, rules(session), entry, now)
        slot = f"{entry.noun}:{entry.key}:{entry.row.review_on}"
        if asked.get(recipient, 0) < AT_ONCE and ticks.take(session, "review", slot, now=now):
            asked[recipient] = asked.get(recipient, 0) + 1
            tell(session, "review_due", recipient, facts=_facts(entry), now=now)
    return True


def confirm(session: Session, noun: str, key: str, due: date, *, by: Person, now: datetime) -> date:
    """It is still right: the day on which it is to be reviewed next."""
    entry = _due(session, noun, key, due, by=by, now=now)
    next_day = reviews.next_review(due, local_day(now))
    reviews.move_on(session, entry, next_day, why=STILL_RIGHT, by=by.key, now=now)
    forget_rules(session)
    return next_day


def ask_for_change(
    session: Session, noun: str, key: str, due: date, note: str, *, by: Person, now: datetime
) -> None:
    """Something in it is not right: the administrator reads what, and it stays due until it is put right."""
    if not note.strip():
        raise NotUnderstood("Say what is not right, so that it can be put right.")
    entry = _due(session, noun, key, due, by=by, now=now)
    found = rules(session)
    keepers = [person for person in found.with_role("administrator", now) if person.slack_id]
    facts = {"name": entry.name, "noun": noun, "key": key, "by": by.name, "note": note.strip()}
    recipients = [f"user:{person.slack_id}" for person in keepers] or [f"channel:{found.duty_channel()}"]
    for recipient in recipients:
        tell(session, "review_change", recipient, facts=facts, now=now)
    to_asker = person_recipient(session, by.key)
    if to_asker and to_asker not in recipients:
        told = [person.name for person in keepers] or ["the duty desk"]
        tell(session, "review_noted", to_asker, facts={"name": entry.name, "told": told}, now=now)


def check(session: Session, noun: str, key: str, due: date, *, by: Person, now: datetime) -> Entry:
    """The entry, for whoever may say something of it. Raises NotAllowed or TooLate."""
    return _due(session, noun, key, due, by=by, now=now)


def _due(session: Session, noun: str, key: str, due: date, *, by: Person, now: datetime) -> Entry:
    entry = reviews.in_turn(session, noun, key)
    if entry is None:
        raise TooLate("That entry is no longer in the directory. Nothing was changed.")
    found = rules(session)
    owner = reviews.owner(entry, found.roster, found.register, local_day(now))
    if by.key != (owner.key if owner else "") and not found.has_role(by.key, "administrator", now):
        name = owner.name if owner else "an administrator"
        raise NotAllowed(f"Only {name} or an administrator can say that now.")
    if entry.row.review_on != due:
        raise TooLate(
            f"That has been seen to already: {entry.name} is next due on {entry.row.review_on:%-d %B %Y}."
        )
    return entry


def _asked_of(session: Session, found: Rules, entry: Entry, now: datetime) -> str:
    """The owner, else the administrator, else the duty desk: whoever of them is in Slack."""
    owner = reviews.owner(entry, found.roster, found.register, local_day(now))
    people = [*([owner] if owner else []), *found.with_role("administrator", now)]
    found_there = (person_recipient(session, person.key) for person in people)
    return next((each for each in found_there if each), f"channel:{found.duty_channel()}")


def _facts(entry: Entry) -> dict[str, Any]:
    assert entry.row.review_on is not None
    says = [(label, value) for label, value in _says(entry.row) if value]
    due = entry.row.review_on.isoformat()
    return {"name": entry.name, "noun": entry.noun, "key": entry.key, "due": due, "entry_says": says}


def _says(row: Service | Body | Standard) -> list[tuple[str, str]]:
    """What the entry says, as far as its owner would know better."""
    if isinstance(row, Service):
        days = f"{row.answer_days} working days" if row.answer_days else ""
        return [("What", row.what), ("By whom", row.provider), ("Hours", row.hours), ("Telephone", row.telephone),
                ("Answered in", days), ("Mode", row.mode), ("Source", row.source)]  # fmt: skip
    if isinstance(row, Body):
        return [("Kind", row.kind), ("Area", row.area), ("Remit", ", ".join(row.remit)), ("Terms", row.terms),
                ("Source", row.source)]  # fmt: skip
    unit = row.unit.replace("_", " ")
    unit = unit.removesuffix("s") if row.value == "1" else unit
    return [("Value", f"{row.value} {unit}".strip()), ("Source", row.source)]
