"""Who should have a case today, where whoever has it is not in or has it for somebody else: its rightful holder when they
are in, their successor when their post has ended, else who stands in for them. Moving it is in cover.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from casework.moves import GIVING
from casework.opening import answering
from casework.rules import Rules, local_day
from casework.stand_ins import CASE, PARTS, Part
from directory.council import Person, Post
from directory.responsibility import officer_for
from directory.succession import Heir, heir, left_posts
from storage import Session
from storage import stand_ins as rows
from storage.cases import Case
from storage.history import of_case

Event = Literal["covered", "returned", "succeeded"]


@dataclass(frozen=True)
class Passing:
    """One part of a case that is to go to somebody else. `rightful` is whose it was, by key."""

    part: Part
    event: Event
    holder: str
    rightful: str
    to: Person
    instead_of: Person | None


def passings(session: Session, found: Rules, case: Case, *, now: datetime) -> list[Passing]:
    """Whatever of a case is to go to somebody else today. Nothing where whoever has it is in and it is theirs."""
    noted = rows.active_of(session, CASE, case.id)
    passing = []
    for part in PARTS:
        holder, row = getattr(case, part), noted.get(part)
        rightful = row.person if row is not None and row.stand_in == holder else holder
        wanted = passing_of(session, found, case, part, holder, rightful, service=case.service, now=now)
        if wanted is not None and wanted.to.key != holder:
            passing.append(wanted)
    return passing


def absent_holders(found: Rules, now: datetime) -> Iterator[str]:
    """Everybody who may have work on their hands and is not there today."""
    roster = found.roster
    known = roster.posts_of.keys() | roster.absences_of.keys() | found.unlisted
    return (key for key in sorted(known) if not found.is_present(key, now))


def left_behind(found: Rules, now: datetime) -> Iterator[tuple[str, Post]]:
    """The posts that somebody who is still in another one held before."""
    day = local_day(now)
    for person in found.roster.posts_of:
        if found.is_present(person, now):
            yield from ((person, post) for post in left_posts(found.roster, person, day))


def is_back(found: Rules, person: str, now: datetime) -> bool:
    """In, and not about to be away again when work begins: nothing goes back for a week-end between two leaves."""
    calendar, day = found.calendar(now), local_day(now)
    working = day if calendar.is_working_day(day) else calendar.next_working_day(day)
    return found.is_present(person, now) and found.roster.is_present(person, working)


def passing_of(
    session: Session,
    found: Rules,
    case: Case,
    part: Part,
    holder: str,
    rightful: str,
    *,
    service: str | None,
    now: datetime,
) -> Passing | None:
    """Where what `holder` has, and what is `rightful`'s, should be: the case, or another service's task on it. None: where
    it is, or there is nobody for it."""
    person = found.person(rightful)
    is_in = found.is_present(rightful, now) if holder == rightful else is_back(found, rightful, now)
    if person and is_in and not _has_left(session, found, case, rightful, now):
        return Passing(part, "returned", holder, rightful, person, None)
    after = _after(found, case, part, rightful, service, now)
    if after is None:
        return None
    if after.instead_of is None:
        return Passing(part, "succeeded", holder, rightful, after.person, None)
    if holder != rightful and found.is_present(holder, now):
        return None  # a stand-in has it already
    return Passing(part, "covered", holder, rightful, after.person, after.instead_of)


def _after(
    found: Rules, case: Case, part: Part, rightful: str, service: str | None, now: datetime
) -> Heir | None:
    """Who has it after somebody who is not there: their heir, else whoever answers for such a case today."""
    day = local_day(now)
    inherits = heir(found.roster, rightful, day, area=case.area, service=service)
    if inherits is not None:
        return inherits
    people = answering(
        found.roster, service, case.wards, day,
        emergency=case.emergency is not None, restricted=case.restricted,
    )  # fmt: skip
    if not people.is_present:
        return None
    is_contact = part == "contact"
    absent = people.contact_for if is_contact else people.owner_for
    if not found.is_gone(rightful, now):
        absent = found.person(rightful)
    return Heir(people.contact if is_contact else people.owner, absent)


def _has_left(session: Session, found: Rules, case: Case, person: str, now: datetime) -> bool:
    """Whether somebody who is still in another post has the case from one that has ended. What they were given since
    is theirs."""
    for post in left_posts(found.roster, person, local_day(now)):
        if is_of(post, case) and not _has_it_still(found, post, case, now):
            given = [entry.at for entry in of_case(session, case.id) if entry.event in GIVING]
            if given and post.ends_on is not None and local_day(given[-1]) <= post.ends_on:
                return True
    return False


def is_of(post: Post, case: Case) -> bool:
    """Whether a case is the work of a post."""
    match post.role:
        case "coordinator":
            return post.scope == case.area
        case "officer":
            return post.scope == case.service
        case "duty":
            return case.emergency is not None or case.area is None
    return False


def _has_it_still(found: Rules, post: Post, case: Case, now: datetime) -> bool:
    """An officer whose post was for one patch may have the service in another."""
    service = found.service(case.service) if post.role == "officer" else None
    if service is None:
        return False
    officer = officer_for(found.roster, service, case.wards, local_day(now)).person
    return officer is not None and officer.key == post.person
