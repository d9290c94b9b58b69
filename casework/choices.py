"""What the lists in forms offer: services, wards, and people who could take a case today."""

from datetime import datetime

from casework.rules import local_day, rules
from directory.funding import ended_on
from storage import Session
from storage.cases import Case

Choice = tuple[str, str]
WORKING_ON_CASES = frozenset({"coordinator", "officer", "duty", "manager"})


def services(session: Session) -> list[Choice]:
    return sorted(((s.key, s.name) for s in rules(session).roster.services), key=lambda choice: choice[1])


def services_to_route_to(session: Session, now: datetime) -> list[Choice]:
    """For staff: a service that nothing pays for any more is named so, and whoever chooses it all the same knows."""
    register, day = rules(session).register, local_day(now)
    ended = {key: ended_on(register, key, on=day) for key, _ in services(session)}
    return [
        (key, f"{name} (funding ended {ended[key]:%-d %b %Y})" if ended[key] else name)
        for key, name in services(session)
    ]


def wards(session: Session, now: datetime) -> list[Choice]:
    """Every ward that lies in an area today."""
    day = local_day(now)
    rows = rules(session).roster.area_wards
    return [
        (ward, ward) for ward in sorted({r.ward for r in rows if r.kind == "partnership" and r.holds_on(day)})
    ]


def people_for(session: Session, case: Case, now: datetime) -> list[Choice]:
    """Who may be given the case: the case's own people first."""
    found = rules(session)
    near: list[Choice] = []
    others: list[Choice] = []
    for key, name in people_in(session, now):
        scopes = {post.scope for post in found.posts(key, now) if post.role in WORKING_ON_CASES}
        (near if scopes & {case.area, case.service} else others).append((key, name))
    return [*near, *others]


def people_in(session: Session, now: datetime) -> list[Choice]:
    """Who may be given cases today: present, in Slack, with a post that works on them."""
    found = rules(session)
    people = [
        (person.key, f"{person.name}, {person.title}" if person.title else person.name)
        for person in found.roster.people
        if person.slack_id
        and found.is_present(person.key, now)
        and any(post.role in WORKING_ON_CASES for post in found.posts(person.key, now))
    ]
    return sorted(people, key=lambda choice: choice[1])
