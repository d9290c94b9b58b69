"""Who keeps the directory: whoever is an administrator that day. By that role nobody has casework."""

from datetime import datetime

from casework.errors import NotAllowed
from casework.rules import rules
from directory.council import Person
from storage import Session


def is_administrator(session: Session, person: Person, *, now: datetime) -> bool:
    return rules(session).has_role(person.key, "administrator", now)


def insist(session: Session, does: str, *, by: Person, now: datetime) -> None:
    """Raises NotAllowed ("Only an administrator {does}."), naming somebody who may."""
    if is_administrator(session, by, now=now):
        return
    names = [person.name for person in rules(session).with_role("administrator", now)]
    ask = f" Ask {names[0]}." if names else ""
    raise NotAllowed(f"Only an administrator {does}.{ask}")
