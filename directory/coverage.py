"""The proof that somebody has every service in every ward on every day: gaps and overlaps, by the days they last.

It works on stretches of days in which nothing changes, never day by day, and on areas and services apart, never on
their product. It proves the directory; what happens to a gap is in responsibility.py."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from directory.council import Dated, Role
from directory.responsibility import Roster, holder

Rule = Literal[
    "no area",
    "several areas",
    "no coordinator",
    "several coordinators",
    "no officer",
    "several officers",
    "no duty officer",
]
AHEAD = timedelta(days=400)  # how far it is proved
_DAY = timedelta(days=1)
_NAMED = 4  # wards that a line names
_RULES: dict[Role, tuple[str, Rule, Rule]] = {
    "coordinator": ("co-ordinator", "no coordinator", "several coordinators"),
    "officer": ("officer", "no officer", "several officers"),
}


@dataclass(frozen=True)
class Hole:
    """From one day to another, both included, these wards have nobody whose work a service is, or more than one.

    `service` None: every service. `rule` is what causes it, `why` the same in words for people.
    """

    kind: Literal["gap", "overlap"]
    rule: Rule
    starts_on: date
    ends_on: date
    service: str | None
    area: str | None
    wards: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        """One line for a person: when, which wards, and why."""
        when = f"{self.starts_on} to {self.ends_on}"
        many = len(self.wards)
        where = (
            f"{many} wards"
            if many > _NAMED
            else f"{', '.join(self.wards)} {'ward' if many == 1 else 'wards'}"
        )
        return f"{self.kind}, {when}, {where}: {self.why} ({self.rule})"


def coverage(roster: Roster, starts_on: date, ends_on: date) -> list[Hole]:
    """Every gap and overlap between two days, both included; an empty list is the proof that there is none.

    A gap is where neither the holder of the post nor a cover is there; the duty officer's rota must be full as well.
    """
    open_holes: dict[Hole, date] = {}
    holes: list[Hole] = []
    for first, last in _stretches(roster, starts_on, ends_on):
        # The same hole in the stretch before is lengthened; dates are left out of the comparison.
        now = {replace(hole, starts_on=date.min, ends_on=date.max) for hole in _holes_on(roster, first)}
        for hole in [hole for hole in open_holes if hole not in now]:
            holes.append(replace(hole, starts_on=open_holes.pop(hole), ends_on=first - _DAY))
        for hole in now:
            open_holes.setdefault(hole, first)
        if last == ends_on:
            holes += [replace(hole, starts_on=began, ends_on=last) for hole, began in open_holes.items()]
    return sorted(holes, key=lambda hole: (hole.starts_on, hole.rule, hole.area or "", hole.service or ""))


def _stretches(roster: Roster, starts_on: date, ends_on: date) -> Iterator[tuple[date, date]]:
    """The longest runs of days between the two on which no row begins or ends."""
    rows: Iterable[Dated]
    begins = {starts_on}
    for rows in (roster.wards, roster.areas, roster.area_wards, roster.posts, roster.covers, roster.absences):
        for row in rows:
            if row.starts_on:
                begins.add(row.starts_on)
            if row.ends_on and row.ends_on < date.max:
                begins.add(row.ends_on + _DAY)
    days = sorted(day for day in begins if starts_on <= day <= ends_on)
    for day, following in zip(days, [*days[1:], ends_on + _DAY], strict=True):
        yield day, following - _DAY


def _holes_on(roster: Roster, day: date) -> Iterator[Hole]:
    wards = tuple(dict.fromkeys(ward.name for ward in roster.wards if ward.holds_on(day)))
    placed: dict[str, list[str]] = {}
    for ward in wards:
        areas = roster.partnerships_on(ward, day)
        if len(areas) == 1:
            placed.setdefault(areas[0], []).append(ward)
        elif areas:
            said = f"{ward} ward is in {_listed(areas)} at once"
            yield Hole("overlap", "several areas", day, day, None, None, (ward,), said)
        else:
            yield Hole(
                "gap", "no area", day, day, None, None, (ward,), f"{ward} ward is in no partnership area"
            )
    for area, held in placed.items():
        yield from _post_holes(roster, "coordinator", area, None, area, tuple(held), day)
    for service in roster.services:
        if service.mode != "dedicated":
            for patch, held_there in _by_patch(roster, service.key, wards, day).items():
                yield from _post_holes(
                    roster, "officer", service.key, service.key, None, held_there, day, patch
                )
    if holder(roster, "duty", "", day) is None:
        yield Hole(
            "gap", "no duty officer", day, day, None, None, wards, "Nobody is on the duty rota, nor covers it"
        )


def _by_patch(roster: Roster, service: str, wards: tuple[str, ...], day: date) -> dict[str, tuple[str, ...]]:
    """The wards by the service's patch that holds them; "" where none does, or several do."""
    if service not in roster.patch_posts:
        return {"": wards}
    found: dict[str, list[str]] = {}
    for ward in wards:
        patches = roster.patches_on(service, ward, day)
        found.setdefault(patches[0] if len(patches) == 1 else "", []).append(ward)
    return {patch: tuple(held) for patch, held in found.items()}


def _post_holes(
    roster: Roster,
    role: Role,
    scope: str,
    service: str | None,
    area: str | None,
    wards: tuple[str, ...],
    day: date,
    patch: str = "",
) -> Iterator[Hole]:
    """What is wrong with one post that should have exactly one holder."""
    called, none, several = _RULES[role]
    posts = roster.posts_for.get((role, scope), ())
    holding = [post for post in posts if post.patch == patch and post.holds_on(day)]
    where = f"{scope} in {patch}" if patch else scope
    names = [roster.person[key].name for key in dict.fromkeys(post.person for post in holding)]
    if len(names) > 1:
        said = f"{where} has {len(names)} {called}s at once: {_listed(names)}"
        yield Hole("overlap", several, day, day, service, area, wards, said)
    if holder(roster, role, scope, day, patch=patch) is None:
        said = f"{where} has no {called}, and no cover"
        if names:
            said = f"{_listed(names)}, {called} for {where}: away, and no cover is there"
        yield Hole("gap", none, day, day, service, area, wards, said)


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
