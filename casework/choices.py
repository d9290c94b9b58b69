"""What the lists in forms offer: services, wards, and people who could take a case today."""

from datetime import date, datetime

from casework.contributors import wanted_by
from casework.passing import suggested_officer
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


def reply_wanted_by(session: Session, now: datetime) -> date:
    """When a partner's answer is wanted, where nobody says otherwise."""
    found = rules(session)
    return local_day(found.calendar(now).end_of_working_day(now, found.days("offer_reply", now)))


def proposed_for_task(session: Session, case: Case, service: str, now: datetime) -> tuple[str, date]:
    """Who would be asked for a service's part, and by when."""
    officer = suggested_officer(rules(session), service, case.wards, now)
    return officer.key, local_day(wanted_by(session, case, service, now=now))


def people_for_task(session: Session, case: Case, service: str, now: datetime, *, first: str) -> list[Choice]:
    """Who may be asked: whoever is named first, then as for a case, the service's own people before others."""
    person = rules(session).person(first)
    found = people_for(session, case, now, service=service)
    named = [(key, words) for key, words in found if key == first]
    if person and not named:
        named = [(first, person.name)]
    return [*named, *(choice for choice in found if choice[0] != first)]


def people_for(session: Session, case: Case, now: datetime, *, service: str | None = None) -> list[Choice]:
    """Who may be given the case: the case's own people first, or those of `service`."""
    found = rules(session)
    near: list[Choice] = []
    others: list[Choice] = []
    for key, name in people_in(session, now):
        scopes = {post.scope for post in found.posts(key, now) if post.role in WORKING_ON_CASES}
        (near if scopes & {case.area, service or case.service} else others).append((key, name))
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
