"""Who looks after people's data: whoever holds that post, or keeps the directory. By that nobody has casework."""

import re
from datetime import datetime

from casework.errors import NotAllowed, NotUnderstood
from casework.rules import rules
from directory.council import Person, Role
from storage import Session

ROLES: tuple[Role, ...] = ("data_protection", "administrator")
LONGEST_REASON = 500


def insist(session: Session, key: str, *, now: datetime) -> Person:
    """The person with this key, if they may. Raises NotAllowed, naming somebody who may."""
    if not key:
        raise NotAllowed("Give --by KEY: your own key in people.csv.")
    person = rules(session).person(key)
    if person is not None and any(rules(session).has_role(key, role, now) for role in ROLES):
        return person
    names = [each.name for role in ROLES for each in rules(session).with_role(role, now)]
    ask = f" Ask {names[0]}." if names else ""
    who = person.name if person else f"“{key}”"
    raise NotAllowed(
        f"{who} may not: that is for whoever holds the post “data_protection”, or an administrator.{ask}"
    )


def reason(text: str, *, never: re.Pattern[str] | None = None) -> str:
    """Why, in a person's words, for a certificate that is kept; without what is `never` to stand in it. Raises
    NotUnderstood."""
    if not text.strip():
        raise NotUnderstood("Say why (--why): it stands in the certificate. Name no resident there.")
    if len(text) > LONGEST_REASON:
        raise NotUnderstood(f"The reason is too long: at most {LONGEST_REASON} characters.")
    if never is not None and never.search(text):
        raise NotUnderstood("The reason names whom it is about, and the certificate is kept. Say it without.")
    return text.strip()
