"""What rows about bodies, portfolios and resources say about each other and about the rest of the council. The checks
of services, places and people are in checks.py."""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import get_args

from directory.comparing import clashes, nearest, overlap, unknown
from directory.council import AreaKind, Body, BodyMember, Council, Portfolio
from directory.faults import Fault


def _named_things(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    bodies = {body.key for body in council.bodies}
    people = {person.key for person in council.people}
    services = {service.key for service in council.services}
    yield from unknown("body_members", council.body_members, "body", bodies, "bodies")
    yield from unknown("meetings", council.meetings, "body", bodies, "bodies")
    if "people" not in unread:
        yield from unknown("body_members", council.body_members, "person", people, "people")
        yield from unknown("portfolios", council.portfolios, "person", people, "people")
    if "services" not in unread:
        yield from unknown("resources", council.resources, "service", services, "services")
        for noun, rows, column in (
            ("bodies", council.bodies, "remit"),
            ("portfolios", council.portfolios, "services"),
        ):
            for row in rows:
                for key in getattr(row, column):
                    if key not in services:
                        problem = f"{column} “{key}” is not in services.csv"
                        yield Fault(f"{noun}.csv", row.line, problem, nearest(key, services, "services"))


def _areas(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    if "areas" in unread:
        return
    known = {kind: {area.name for area in council.areas if area.kind == kind} for kind in get_args(AreaKind)}
    for body in council.bodies:
        names = known.get(body.kind, set())
        if body.area and body.area not in names:
            problem = f"there is no {body.kind} “{body.area}” in areas.csv"
            yield Fault("bodies.csv", body.line, problem, nearest(body.area, names, "areas"))
    for row in council.resources:
        if row.area and row.area not in known["partnership"]:
            problem = f"there is no partnership “{row.area}” in areas.csv"
            yield Fault("resources.csv", row.line, problem, nearest(row.area, known["partnership"], "areas"))


def _successors(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """A body that ends names one that is there on the day after."""
    bodies = {body.key: body for body in council.bodies}
    for body in council.bodies:
        if body.successor and body.ends_on is None:
            yield Fault(
                "bodies.csv",
                body.line,
                "it has a successor but no last day",
                "Give “until”, or leave “successor” empty",
            )
        elif body.ends_on is not None and not body.successor:
            mend = "Name in “successor” the body that takes over, if one does"
            yield Fault("bodies.csv", body.line, f"{body.name} ends and nobody takes over", mend, stops=False)
        elif body.ends_on is not None:
            yield from _successor(body, bodies.get(body.successor), bodies)


def _successor(body: Body, heir: Body | None, bodies: Collection[str]) -> Iterator[Fault]:
    if heir is None:
        problem = f"successor “{body.successor}” is not in bodies.csv"
        yield Fault("bodies.csv", body.line, problem, nearest(body.successor, bodies, "bodies"))
    elif body.ends_on is not None and not heir.holds_on(body.ends_on + timedelta(days=1)):
        problem = f"its successor {heir.name} is not there on the day after it ends"
        yield Fault("bodies.csv", body.line, problem, "Correct the days of one of the two")


def _outlived(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """Nothing points to a body after its last day."""
    ended = {body.key: body for body in council.bodies if body.ends_on is not None}
    for meeting in council.meetings:
        body = ended.get(meeting.body)
        if body and body.ends_on and meeting.held_on > body.ends_on:
            problem = f"{body.name} ends on {body.ends_on}, before this meeting"
            yield Fault("meetings.csv", meeting.line, problem, "Name the body that takes over")
    for row in council.body_members:
        body = ended.get(row.body)
        if body and body.ends_on and (row.ends_on is None or row.ends_on > body.ends_on):
            problem = f"{body.name} ends on {body.ends_on}, and “{row.person}” still sits on it"
            yield Fault("body_members.csv", row.line, problem, "Give the last day in “until”")


def _deputies(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    for row in council.body_members:
        if row.seat == "deputy" and not row.deputy_for:
            yield Fault(
                "body_members.csv",
                row.line,
                "a deputy for nobody",
                "Name in “deputy_for” whom they stand in for",
            )
        elif row.deputy_for and not any(_sits(other, row) for other in council.body_members):
            problem = f"“{row.deputy_for}” does not sit on {row.body} in that time"
            yield Fault("body_members.csv", row.line, problem, "Correct “deputy_for”, or add a line for them")


def _sits(other: BodyMember, deputy: BodyMember) -> bool:
    return (other.body, other.person) == (deputy.body, deputy.deputy_for) and overlap(other, deputy)


def _once_at_a_time(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """A service is in one portfolio, and a fund pays for a service in an area once, on any day."""
    for key in dict.fromkeys(key for row in council.portfolios for key in row.services):
        rows = [row for row in council.portfolios if key in row.services]
        yield from clashes("portfolios", rows, _same, _says_portfolio(key))
    yield from clashes(
        "resources",
        council.resources,
        lambda row: f"{row.service}|{row.area}|{row.fund}".casefold(),
        lambda row: f"{row.fund} for {row.service}",
    )


def _same(_row: Portfolio) -> str:
    return ""


def _says_portfolio(service: str) -> Callable[[Portfolio], str]:
    return lambda _row: f"the portfolio of service “{service}”"


BODY_CHECKS = (_named_things, _areas, _successors, _outlived, _deputies, _once_at_a_time)
