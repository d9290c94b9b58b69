"""A small council for the tests of this room: two areas, three wards, a service of each mode. Plain functions."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from directory.council import (
    Absence,
    Area,
    AreaWard,
    Cover,
    Mode,
    Person,
    Post,
    Role,
    Service,
    Ward,
)
from directory.responsibility import Roster

TODAY = date(2026, 11, 23)


def a_person(key: str, **more: str) -> Person:
    return Person(key=key, name=key.title(), fictional="yes", **more)


def a_service(key: str, mode: Mode, **more: Any) -> Service:
    return Service(key=key, name=key.title(), theme="Street Scene", mode=mode, what="work", **more)


def a_post(
    role: Role, scope: str, person: str, starts_on: date | None = None, ends_on: date | None = None
) -> Post:
    return Post(role=role, scope=scope, person=person, starts_on=starts_on, ends_on=ends_on)


def in_area(area: str, ward: str, starts_on: date | None = None, ends_on: date | None = None) -> AreaWard:
    return AreaWard(kind="partnership", area=area, ward=ward, starts_on=starts_on, ends_on=ends_on)


def away(person: str, starts_on: date | None = None, ends_on: date | None = None) -> Absence:
    return Absence(person=person, starts_on=starts_on, ends_on=ends_on)


def covers(person: str, cover: str) -> Cover:
    return Cover(person=person, cover=cover)


def the_roster(**more: Any) -> Roster:
    """South has Linacre and Derby and its co-ordinator Jo, covered by Lewis, he by Chidi; Crosby has Church and Marcus."""
    keys = ("jo", "marcus", "lewis", "chidi", "grace", "stuart", "ray", "farah", "pat", "theo", "fiona")
    roster = Roster(
        services=(
            a_service("litter", "dedicated"),
            a_service("planning", "virtual"),
            a_service("lights", "combination"),
        ),
        wards=tuple(Ward(code=name, name=name, status="current") for name in ("Linacre", "Derby", "Church")),
        areas=(Area(kind="partnership", name="South"), Area(kind="partnership", name="Crosby")),
        area_wards=(in_area("South", "Linacre"), in_area("South", "Derby"), in_area("Crosby", "Church")),
        people=tuple(a_person(key) for key in keys),
        posts=(
            a_post("coordinator", "South", "jo"),
            a_post("coordinator", "Crosby", "marcus"),
            a_post("officer", "planning", "farah"),
            a_post("officer", "lights", "ray"),
            a_post("duty", "", "grace"),
            a_post("duty", "", "stuart"),
            a_post("manager", "", "pat"),
            a_post("director", "", "theo"),
            a_post("support", "", "fiona"),
        ),
        covers=(covers("jo", "lewis"), covers("lewis", "chidi"), covers("ray", "farah")),
    )
    return replace(roster, **more)


def without_post(roster: Roster, role: Role, scope: str = "") -> Roster:
    kept = tuple(post for post in roster.posts if (post.role, post.scope) != (role, scope))
    assert len(kept) < len(roster.posts)
    return replace(roster, posts=kept)


def a_large_council(today: date) -> Roster:
    """A hundred services in a hundred wards, and 300 people who are all away for ten days, one after another; with
    every tenth officer their cover is away too, and nobody has the work."""
    wards, areas, keys = (
        [f"{noun}{n}" for n in range(count)] for noun, count in (("w", 100), ("a", 10), ("p", 300))
    )

    def leave(key: str, first: int) -> Absence:
        return away(key, today + timedelta(days=first), today + timedelta(days=first + 9))

    return Roster(
        services=tuple(a_service(f"s{n}", "virtual") for n in range(100)),
        wards=tuple(Ward(code=ward, name=ward, status="current") for ward in wards),
        areas=tuple(Area(kind="partnership", name=area) for area in areas),
        area_wards=tuple(in_area(areas[n % 10], ward) for n, ward in enumerate(wards)),
        people=tuple(a_person(key) for key in keys),
        posts=(
            *(a_post("coordinator", area, keys[n]) for n, area in enumerate(areas)),
            *(a_post("officer", f"s{n}", keys[100 + n]) for n in range(100)),
            a_post("duty", "", keys[250]),
        ),
        covers=tuple(covers(one, other) for one, other in zip(keys[:200], keys[100:], strict=True)),
        absences=(
            *(leave(key, n) for n, key in enumerate(keys)),
            *(leave(keys[100 + n], n) for n in range(100, 200, 10)),
        ),
    )
