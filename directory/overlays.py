"""The maps that lie over each other: every area, committee, parish, police area and service's patch that a ward lies in
on a day. Which of them decides who has the work is in responsibility.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directory.council import AreaKind
from directory.responsibility import Roster


@dataclass(frozen=True)
class Patch:
    """One of a service's own patches."""

    service: str  # its name
    name: str


@dataclass(frozen=True)
class WardMaps:
    """Where one ward lies. Empty: in none of that kind."""

    ward: str
    partnerships: tuple[str, ...]
    committees: tuple[str, ...]
    parishes: tuple[str, ...]  # each may hold a part of the ward only
    police: tuple[str, ...]
    patches: tuple[Patch, ...]


def ward_maps(roster: Roster, ward: str, on: date) -> WardMaps:
    return WardMaps(
        ward=ward,
        partnerships=tuple(roster.partnerships_on(ward, on)),
        committees=areas_on(roster, "committee", [ward], on),
        parishes=areas_on(roster, "parish", [ward], on),
        police=areas_on(roster, "police", [ward], on),
        patches=tuple(
            Patch(roster.service[key].name, name)
            for key in roster.patch_posts
            if key in roster.service
            for name in roster.patches_on(key, ward, on)
        ),
    )


def areas_on(roster: Roster, kind: AreaKind, wards: Iterable[str], on: date) -> tuple[str, ...]:
    """The areas of one kind that hold any of the wards that day."""
    wanted = set(wards)
    there = {area.name for area in roster.areas if area.kind == kind and area.holds_on(on)}
    rows = (row for row in roster.area_wards if row.kind == kind and row.ward in wanted and row.holds_on(on))
    return tuple(dict.fromkeys(row.area for row in rows if row.area in there))
