"""What rows of a council say about each other: that what they name exists, that dates run forwards, that nothing
is said twice and cover goes in no circle. Reading one file is in files.py; whether every day has its owner is in
responsibility.py."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields
from datetime import time
from typing import get_args

from directory.body_checks import BODY_CHECKS
from directory.comparing import clashes, nearest, overlap, unknown
from directory.council import NO_SERVICE, Area, AreaKind, AreaWard, Council, Cover, Dated, Post, Row, Standard
from directory.faults import Fault
from directory.prepared_text_checks import PREPARED_TEXT_CHECKS

Check = Callable[[Council, Collection[str]], Iterator[Fault]]

# The standards without which no clock can be set.
NEEDED_STANDARDS = ("acknowledge", "answer", "right_of_reply", "office_open", "office_close")
_SLACK_PERSON = re.compile(r"[UW][A-Z0-9]{5,}")
# How far Great Britain reaches, in metres.
_GRID = {"easting": 700_000, "northing": 1_300_000}
_SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{5,}")


def check(council: Council, *, unread: Collection[str] = ()) -> list[Fault]:
    """Every fault between rows. `unread` names the nouns whose files could not be read: nothing is held against
    a row for naming what would be in one of those."""
    return [fault for each in _CHECKS for fault in each(council, unread)]


# What is named exists


def _named_things(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    wards = {ward.name for ward in council.wards}
    people = {person.key for person in council.people}
    services = {service.key for service in council.services}
    if "services" not in unread:
        yield from unknown("phrases", council.phrases, "service", services | NO_SERVICE, "services")
    if "wards" not in unread:
        for noun in ("area_wards", "localities", "streets", "landmarks", "postcodes", "ward_profiles"):
            yield from unknown(noun, getattr(council, noun), "ward", wards, "wards")
    if "people" not in unread:
        for noun, column in (
            ("posts", "person"),
            ("covers", "person"),
            ("covers", "cover"),
            ("absences", "person"),
        ):
            yield from unknown(noun, getattr(council, noun), column, people, "people")
    if "areas" not in unread:
        yield from _unknown_areas(council)


def _unknown_areas(council: Council) -> Iterator[Fault]:
    known = {kind: {area.name for area in council.areas if area.kind == kind} for kind in get_args(AreaKind)}
    for row in council.area_wards:
        if row.area not in known[row.kind]:
            problem = f"there is no {row.kind} “{row.area}” in areas.csv"
            yield Fault("area_wards.csv", row.line, problem, nearest(row.area, known[row.kind], "areas"))
    for channel in council.channels:
        if channel.purpose == "area" and channel.area not in known["partnership"]:
            problem = f"there is no partnership “{channel.area}” in areas.csv"
            yield Fault(
                "channels.csv", channel.line, problem, nearest(channel.area, known["partnership"], "areas")
            )


def _scopes(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    """A post's scope is a ward, a partnership or a service, by its role."""
    known = {
        "member": ("wards", {ward.name for ward in council.wards}),
        "coordinator": ("areas", {area.name for area in council.areas if area.kind == "partnership"}),
        "officer": ("services", {service.key for service in council.services}),
    }
    for post in council.posts:
        if post.patch:
            yield from _patch(post, council, unread)
        if post.role in known:
            where, names = known[post.role]
            if post.scope not in names and where not in unread:
                problem = f"scope “{post.scope}” of role {post.role} is not in {where}.csv"
                yield Fault("posts.csv", post.line, problem, nearest(post.scope, names, where))
        elif post.role == "partner" and not post.scope:
            yield Fault("posts.csv", post.line, "a partner has no body", "Name the body in “scope”")
        elif post.role != "partner" and post.scope:
            problem = f"role {post.role} has the scope “{post.scope}”, which it cannot have"
            yield Fault("posts.csv", post.line, problem, "Leave “scope” empty")


def _patch(post: Post, council: Council, unread: Collection[str]) -> Iterator[Fault]:
    if post.role != "officer":
        yield Fault(
            "posts.csv",
            post.line,
            f"role {post.role} has a patch, which only an officer can have",
            "Leave “patch” empty",
        )
    patches = {area.name for area in council.areas if area.kind == "patch"}
    if post.patch not in patches and "areas" not in unread:
        problem = f"there is no patch “{post.patch}” in areas.csv"
        yield Fault("posts.csv", post.line, problem, nearest(post.patch, patches, "areas"))


# Dates


def _dates(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    for noun in fields(Council):
        for row in getattr(council, noun.name):
            if isinstance(row, Dated) and row.starts_on and row.ends_on and row.ends_on < row.starts_on:
                problem = f"it ends ({row.ends_on}) before it starts ({row.starts_on})"
                yield Fault(f"{noun.name}.csv", row.line, problem, "Correct “from” or “until”")


def _once_at_a_time(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """A ward, an area and a standard hold once on any day, and a ward lies in one partnership,
    one committee and one police area."""
    yield from clashes("wards", council.wards, lambda row: row.name, lambda row: f"ward “{row.name}”")
    yield from clashes("areas", council.areas, _area_key, lambda row: f"{row.kind} “{row.name}”")
    yield from clashes(
        "standards", council.standards, lambda row: row.name, lambda row: f"standard “{row.name}”"
    )
    single = [row for row in council.area_wards if row.kind in ("partnership", "committee", "police")]
    yield from clashes(
        "area_wards", single, _membership_key, lambda row: f"the {row.kind} of ward “{row.ward}”"
    )


def _area_key(row: Area) -> str:
    return f"{row.kind}:{row.name}"


def _membership_key(row: AreaWard) -> str:
    return f"{row.kind}:{row.ward}"


# Nothing twice


def _twice(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    yield from _repeated("people", council.people, "slack_id", "Slack id")
    yield from _repeated("people", council.people, "email", "e-mail address")
    yield from _repeated("channels", council.channels, "slack_id", "Slack id")
    names: dict[str, tuple[str, int]] = {}
    for service in council.services:
        for name in (service.name, *service.other_names):
            key, line = names.setdefault(name.casefold(), (service.key, service.line))
            if key != service.key:
                problem = f"the name “{name}” is also a name of {key} (line {line})"
                yield Fault("services.csv", service.line, problem, "Leave it with one of them")


def _repeated(noun: str, rows: Sequence[Row], column: str, says: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        value = getattr(row, column).casefold()
        if value and first.setdefault(value, row.line) != row.line:
            problem = f"the {says} “{getattr(row, column)}” is already in line {first[value]}"
            yield Fault(f"{noun}.csv", row.line, problem, "Two rows cannot share it: correct one")


# Each thing in itself


def _slack_ids(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    for person in council.people:
        if person.slack_id and not _SLACK_PERSON.fullmatch(person.slack_id):
            mend = "Copy the member ID from the person's Slack profile; it begins with U or W"
            yield Fault("people.csv", person.line, f"“{person.slack_id}” is no Slack member id", mend)
    for channel in council.channels:
        if not _SLACK_CHANNEL.fullmatch(channel.slack_id):
            mend = "Copy the channel ID from the channel's details; it begins with C or G"
            yield Fault("channels.csv", channel.line, f"“{channel.slack_id}” is no Slack channel id", mend)


def _standards(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    for standard in council.standards:
        if problem := _standard_problem(standard):
            yield Fault("standards.csv", standard.line, problem, "Correct “value”, or “unit”")
    if "services" not in unread:
        yield from _standards_of_services(council)
    names = {standard.name for standard in council.standards}
    for name in NEEDED_STANDARDS:
        if name not in names and "standards" not in unread:
            yield Fault("standards.csv", 0, f"the standard “{name}” is missing", "Add a line for it")


def _standards_of_services(council: Council) -> Iterator[Fault]:
    """Such as `keep_words: trees`: one of a service that is not there would hold for nothing, and nobody would notice."""
    services = {service.key for service in council.services}
    for standard in council.standards:
        name, colon, service = standard.name.partition(": ")
        if colon and service not in services:
            problem = f"the standard “{name}” is of a service “{service}”, which is not in services.csv"
            yield Fault("standards.csv", standard.line, problem, nearest(service, services, "services"))


def _standard_problem(standard: Standard) -> str:
    if standard.unit == "time":
        try:
            time.fromisoformat(standard.value)
        except ValueError:
            return f"“{standard.value}” is not a time like 09:00"
    elif standard.unit != "text" and not (standard.value.isascii() and standard.value.isdigit()):
        return f"“{standard.value}” is not a whole number"
    return ""


def _points(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """A landmark's point is both numbers, and inside the National Grid."""
    for row in council.landmarks:
        point = {"easting": row.easting, "northing": row.northing}
        if list(point.values()).count(None) == 1:
            missing = next(name for name, value in point.items() if value is None)
            mend = "Fill it in, or leave both empty"
            yield Fault("landmarks.csv", row.line, f"“{row.landmark}” has no {missing}", mend)
        for name, value in point.items():
            if value is not None and value > _GRID[name]:
                problem = f"“{row.landmark}” is outside the British National Grid: {name} {value}"
                yield Fault("landmarks.csv", row.line, problem, f"At most {_GRID[name]} metres")


def _profiles(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """Somebody lives in a ward, and need goes from 0 to 100."""
    for row in council.ward_profiles:
        if row.residents == 0:
            problem = f"nobody lives in “{row.ward}”"
            yield Fault("ward_profiles.csv", row.line, problem, "Correct “residents”, or leave the line out")
        if row.need > 100:
            problem = f"the need in “{row.ward}” is {row.need}"
            yield Fault("ward_profiles.csv", row.line, problem, "Give a number from 0 to 100")


def _circles(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    """Cover that leads back to the person covered. Each circle is named once, at its first line."""
    by_person: dict[str, list[Cover]] = {}
    for cover in council.covers:
        by_person.setdefault(cover.person, []).append(cover)
    told: set[frozenset[int]] = set()
    for cover in council.covers:
        for circle in _circles_from([cover], by_person):
            lines = frozenset(each.line for each in circle)
            if lines not in told:
                told.add(lines)
                said = " → ".join([each.person for each in circle] + [circle[0].person])
                mend = "Let one of them be covered by somebody else"
                yield Fault("covers.csv", circle[0].line, f"cover goes in a circle: {said}", mend)


def _circles_from(path: list[Cover], by_person: dict[str, list[Cover]]) -> Iterator[list[Cover]]:
    if path[-1].cover == path[0].person:
        yield path
        return
    passed = {cover.person for cover in path[1:]}
    for following in by_person.get(path[-1].cover, ()):
        if following.cover not in passed and all(overlap(following, cover) for cover in path):
            yield from _circles_from([*path, following], by_person)


# What is missing


def _gaps(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    placed = {row.ward for row in council.area_wards if row.kind == "partnership"}
    for ward in council.wards:
        if ward.name not in placed and "area_wards" not in unread:
            mend = "Add a line for it to area_wards.csv, kind partnership"
            yield Fault("wards.csv", ward.line, f"ward “{ward.name}” is in no partnership area", mend)
    spoken = {phrase.service for phrase in council.phrases}
    for service in council.services:
        if service.key not in spoken and "phrases" not in unread:
            problem = f"{service.key} has no phrases; it is found by its names only"
            yield Fault("services.csv", service.line, problem, "Add some to phrases.csv", stops=False)


def _channels(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    if "channels" in unread:
        return
    there = {(channel.purpose, channel.area) for channel in council.channels}
    wanted = [("area", area.name) for area in council.areas if area.kind == "partnership"]
    for purpose, area in [*wanted, ("duty", ""), ("restricted", "")]:
        if (purpose, area) not in there:
            problem = f"there is no channel for {f'partnership “{area}”' if area else f'purpose {purpose}'}"
            yield Fault("channels.csv", 0, problem, "Add a line for it", stops=False)


_CHECKS: tuple[Check, ...] = (
    _named_things,
    _scopes,
    _dates,
    _once_at_a_time,
    _twice,
    _slack_ids,
    _standards,
    _circles,
    _points,
    _profiles,
    _gaps,
    _channels,
    *BODY_CHECKS,
    *PREPARED_TEXT_CHECKS,
)
