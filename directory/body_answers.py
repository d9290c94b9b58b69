"""Answers about bodies and Cabinet Members, as facts: who sits, when they meet, which body has something, who answers
for it. Answers about services and places are in answers.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directory.council import Body, BodyKind, Meeting, Person, Seat, Service
from directory.overlays import areas_on
from directory.register import Register
from directory.responsibility import Roster

AHEAD = 3  # meetings that an answer names
# Whom one turns to, the likeliest first.
SPEAKS_FOR: tuple[Seat, ...] = ("contact", "clerk", "chair")


@dataclass(frozen=True)
class Heir:
    """A body that took over from another, and the first day on which it had."""

    body: Body
    since: date


@dataclass(frozen=True)
class Found:
    """A body that was asked about, and those that took over from it since. `is_exact` False: it was called something
    that no body is called, and this comes nearest."""

    asked: Body
    heirs: tuple[Heir, ...]
    is_exact: bool
    on: date

    @property
    def now(self) -> Body:
        return self.heirs[-1].body if self.heirs else self.asked

    @property
    def stale_since(self) -> date | None:
        return stale_since(self.now.review_on, self.on)


@dataclass(frozen=True)
class Sitting:
    seat: Seat
    person: Person
    deputy_for: Person | None = None


@dataclass(frozen=True)
class Sits:
    """Who sits on a body. `by_ward`: its members are the councillors of its wards, and are listed nowhere else."""

    found: Found
    seats: tuple[Sitting, ...]
    by_ward: bool


@dataclass(frozen=True)
class Meets:
    """When a body meets: the next meetings, and the last one where none is planned."""

    found: Found
    meetings: tuple[Meeting, ...]
    last: Meeting | None


@dataclass(frozen=True)
class Covering:
    """A body that has something in a place. `wards` are those of the place that it covers; empty: all of them."""

    body: Body
    speaks: Person | None
    wards: tuple[str, ...]
    names_service: bool
    stale_since: date | None


@dataclass(frozen=True)
class Bodies:
    """Which bodies have a service in a place. `kind` is the kind that was asked for, None for any."""

    kind: BodyKind | None
    service: Service | None
    place: str
    bodies: tuple[Covering, ...]
    on: date


@dataclass(frozen=True)
class Holding:
    portfolio: str
    person: Person
    since: date | None


@dataclass(frozen=True)
class CabinetMember:
    """Who answers in Cabinet for a portfolio, or for a service (`service` None: the portfolio was named)."""

    service: Service | None
    holders: tuple[Holding, ...]
    on: date


def stale_since(review_on: date | None, on: date) -> date | None:
    """The day on which somebody should have looked at an entry, where that is past."""
    return review_on if review_on is not None and review_on < on else None


def found(register: Register, key: str, *, is_exact: bool, on: date) -> Found:
    body, heirs = register.body[key], []
    before = body
    for heir in register.heirs(body, on):
        assert before.ends_on is not None
        heirs.append(Heir(heir, before.ends_on + timedelta(days=1)))
        before = heir
    return Found(body, tuple(heirs), is_exact, on)


def sits(register: Register, roster: Roster, asked: Found) -> Sits:
    """Who sits on the body that is there on the day; nobody, where none is."""
    body = asked.now
    if not body.holds_on(asked.on):
        return Sits(asked, (), by_ward=False)
    seats = tuple(_seats(register, roster, body, asked.on))
    by_ward = (
        body.kind == "committee" and bool(body.area) and not any(each.seat == "member" for each in seats)
    )
    if by_ward:
        known = {each.person.key for each in seats}
        members = (person for person in _ward_members(roster, body, asked.on) if person.key not in known)
        seats = (*seats, *(Sitting("member", person) for person in members))
    return Sits(asked, seats, by_ward)


def meets(register: Register, asked: Found) -> Meets:
    body = asked.now
    coming = register.next_meetings(body, asked.on) if body.holds_on(asked.on) else []
    last = None if coming else register.last_meeting(body, asked.on)
    return Meets(asked, tuple(coming[:AHEAD]), last)


def bodies_for(
    register: Register,
    roster: Roster,
    *,
    kind: BodyKind | None,
    service: Service | None,
    place: str,
    wards: Sequence[str],
    on: date,
) -> Bodies:
    """The bodies of that day that have the service in any of the wards; those that name it in their remit first. A body
    without a remit may be asked about anything; one that only has an area is no answer where no place was named."""
    rows = [_covering(register, roster, body, service, wards, on) for body in register.bodies]
    chosen = [row for row in rows if row and row.body.kind == (kind or row.body.kind)]
    named = [row for row in chosen if row.names_service]
    others = [row for row in chosen if not row.names_service and row.body.area and wards]
    return Bodies(kind, service, place, (*named, *others), on)


def cabinet_member(
    register: Register, roster: Roster, *, portfolio: str, service: Service | None, on: date
) -> CabinetMember:
    rows = register.portfolios_on(on)
    if portfolio:
        rows, service = [row for row in rows if row.portfolio == portfolio], None
    else:
        rows = [row for row in rows if service and service.key in row.services]
    holders = (
        Holding(row.portfolio, roster.person[row.person], row.starts_on)
        for row in rows
        if row.person in roster.person
    )
    return CabinetMember(service, tuple(holders), on)


def _seats(register: Register, roster: Roster, body: Body, on: date) -> Iterator[Sitting]:
    for row in register.seats(body, on):
        if row.person in roster.person:
            yield Sitting(row.seat, roster.person[row.person], roster.person.get(row.deputy_for))


def _ward_members(roster: Roster, body: Body, on: date) -> list[Person]:
    wards = [
        row.ward
        for row in roster.area_wards
        if (row.kind, row.area) == (body.kind, body.area) and row.holds_on(on)
    ]
    posts = (post for ward in wards for post in roster.posts_for.get(("member", ward), ()))
    return [roster.person[key] for key in dict.fromkeys(post.person for post in posts if post.holds_on(on))]


def _covering(
    register: Register, roster: Roster, body: Body, service: Service | None, wards: Sequence[str], on: date
) -> Covering | None:
    """None: the body is not there that day, or has nothing to do with it."""
    names_service = service is not None and service.key in body.remit
    if not body.holds_on(on) or (service and body.remit and not names_service):
        return None
    held = [ward for ward in wards if not body.area or body.area in areas_of(roster, body, ward, on)]
    if wards and not held:
        return None
    speaks = {row.seat: row.person for row in reversed(list(register.seats(body, on)))}
    keys = (speaks[seat] for seat in SPEAKS_FOR if seat in speaks)
    return Covering(
        body,
        next((roster.person[key] for key in keys if key in roster.person), None),
        () if len(held) == len(wards) else tuple(held),
        names_service,
        stale_since(body.review_on, on),
    )


def areas_of(roster: Roster, body: Body, ward: str, on: date) -> Sequence[str]:
    """The areas of a body's own kind that a ward lies in."""
    if body.kind == "partnership":
        return roster.partnerships_on(ward, on)
    return areas_on(roster, body.kind, [ward], on) if body.kind in ("committee", "parish") else ()
