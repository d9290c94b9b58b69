"""Who handles a service in a place, and who covers it: one person to turn to in each area, and for staff who owns the
work there. What was asked, and every other kind of answer, is in answers.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from directory.council import Person
from directory.overlays import WardMaps, ward_maps
from directory.responsibility import Responsibility, Roster, responsible


@dataclass(frozen=True)
class Work:
    """Who owns a service's work in some wards of an area, and who has a task there. `patch`: the service's own patch
    that governs; empty: the area does."""

    wards: tuple[str, ...]
    patch: str
    owner: Person
    officer: Person | None


@dataclass(frozen=True)
class Handler:
    """The one person to turn to in an area. `area` None: the duty officer, for a place in no area."""

    area: str | None
    contact: Person
    wards: tuple[str, ...]
    # For staff only; a member sees one person.
    owner: Person | None = None
    officer: Person | None = None
    why: str = ""
    works: tuple[Work, ...] = ()


@dataclass(frozen=True)
class WardCover:
    """A ward's members, and every map that it lies in."""

    members: tuple[Person, ...]
    maps: WardMaps

    @property
    def ward(self) -> str:
        return self.maps.ward

    @property
    def committee(self) -> str:
        return next(iter(self.maps.committees), "")

    @property
    def parishes(self) -> tuple[str, ...]:
        return self.maps.parishes


def handlers_of(
    roster: Roster, service: str | None, wards: Sequence[str], on: date, *, for_staff: bool
) -> tuple[Handler, ...]:
    """One for each area that the wards lie in, in the council's order."""
    by_area: dict[str | None, list[str]] = {}
    for ward in dict.fromkeys(wards):
        by_area.setdefault(roster.area_of([ward], on), []).append(ward)
    order = {name: place for place, name in enumerate(roster.partnerships)}
    areas = sorted(by_area, key=lambda area: order.get(area or "", len(order)))
    return tuple(_handler(roster, service, by_area[area], on, for_staff=for_staff) for area in areas)


def _handler(
    roster: Roster, service: str | None, wards: Sequence[str], on: date, *, for_staff: bool
) -> Handler:
    who = responsible(roster, service, wards, on)
    if not for_staff:
        return Handler(who.area, who.contact, tuple(wards))
    works = tuple(_works(roster, service, wards, who, on)) if service else ()
    return Handler(who.area, who.contact, tuple(wards), who.owner, who.officer, who.why, works)


def _works(
    roster: Roster, service: str, wards: Sequence[str], whole: Responsibility, on: date
) -> Iterator[Work]:
    """One for each of the service's patches that the wards lie in; one for all, where it has none of its own."""
    by_patch: dict[str, list[str]] = {}
    for ward in wards:
        patches = roster.patches_on(service, ward, on)
        by_patch.setdefault(patches[0] if len(patches) == 1 else "", []).append(ward)
    for patch, held in by_patch.items():
        who = responsible(roster, service, held, on) if len(by_patch) > 1 else whole
        yield Work(tuple(held), patch, who.owner, who.officer)


def ward_cover(roster: Roster, ward: str, on: date) -> WardCover:
    posts = [post for post in roster.posts_for.get(("member", ward), ()) if post.holds_on(on)]
    members = tuple(roster.person[key] for key in dict.fromkeys(post.person for post in posts))
    return WardCover(members, ward_maps(roster, ward, on))
