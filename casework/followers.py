"""Who follows a case besides its member hears how it ends and that it is open again, never about the member."""

from datetime import datetime

from casework.rules import local_day, rules
from directory.council import Person
from storage import Session, followers
from storage.cases import Case


def clerk_of(session: Session, parish: str, *, now: datetime) -> Person | None:
    """The clerk of a parish's council, where the directory has one."""
    found, day = rules(session), local_day(now)
    for body in found.register.bodies:
        if body.kind == "parish" and body.area == parish and body.holds_on(day):
            clerks = [row.person for row in found.register.seats(body, day) if row.seat == "clerk"]
            return next((person for key in clerks if (person := found.person(key))), None)
    return None


def follow(session: Session, case: Case, person: Person, *, why: str, now: datetime) -> None:
    followers.add(session, case.id, person.key, why=why, now=now)


def stop_following(session: Session, case: Case, *, why: str) -> None:
    followers.remove(session, case.id, why=why)


def unreached(session: Session, case: Case) -> tuple[str, ...]:
    """Those who are not in Slack, by name: somebody else must tell them."""
    people = [rules(session).person(row.person) for row in followers.of_case(session, case.id)]
    return tuple(person.name for person in people if person and not person.slack_id)
