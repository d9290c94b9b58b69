"""What councillors choose for themselves on their Home: when they are told, and how far their new cases are shared."""

from datetime import datetime

from casework.audience import LEVELS
from casework.errors import NotAllowed, NotUnderstood
from casework.facts import ProfileFacts
from casework.history import record
from casework.rules import rules
from directory.council import Person
from storage import Session, profiles
from storage.profiles import Profile

TOLD_WHEN = ("at_once", "morning")


def profile_of(session: Session, person: Person, *, now: datetime) -> ProfileFacts:
    """A councillor's. Raises NotAllowed for anybody else: nothing that staff are told waits."""
    wards = rules(session).member_wards(person.key, now)
    if not wards:
        raise NotAllowed("Only councillors have a profile here.")
    kept = profiles.of_person(session, person.key)
    return ProfileFacts(
        name=person.name,
        wards=tuple(wards),
        told_when=kept.told_when if kept else TOLD_WHEN[0],
        sharing=kept.sharing if kept else LEVELS[0],
    )


def change(session: Session, *, told_when: str, sharing: str, by: Person, now: datetime) -> None:
    """From now on; what is on its way already stays as it is."""
    was = profile_of(session, by, now=now)
    if told_when not in TOLD_WHEN or sharing not in LEVELS:
        raise NotUnderstood("Choose one of the lines that are offered.")
    if (told_when, sharing) == (was.told_when, was.sharing):
        return
    session.merge(Profile(person=by.key, told_when=told_when, sharing=sharing, changed_at=now))
    facts = {"told_when": told_when, "sharing": sharing}
    record(session, "profile_changed", actor=by.key, facts=facts, now=now)
