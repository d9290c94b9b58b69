"""What a change of the map means: which wards go where, whose they are then, which streets and places would be
nowhere, and which work nobody's. Pure; it compares two councils on one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from directory.council import AreaKind, Council, Person
from directory.coverage import AHEAD, Hole, coverage
from directory.proposals import Redrawn
from directory.responsibility import Roster, responsible

_PLACES = ("streets", "localities", "landmarks", "postcodes")


@dataclass(frozen=True)
class AreaEffect:
    """A ward's area of one kind; empty where it is in none."""

    kind: AreaKind
    before: str
    after: str


@dataclass(frozen=True)
class WardEffect:
    """What becomes of one ward. `called` is its name afterwards; `begins` and `ends`: it is new, or no longer there.
    `came` and `went` are its streets. The contacts are those of the day, cover included."""

    ward: str
    called: str
    areas: tuple[AreaEffect, ...]
    contact_before: Person | None
    contact_after: Person | None
    begins: bool = False
    ends: bool = False
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()

    @property
    def is_handed_over(self) -> bool:
        return self.contact_before != self.contact_after

    def area(self, kind: AreaKind) -> AreaEffect | None:
        return next((area for area in self.areas if area.kind == kind), None)


def ward_effects(old: Council, new: Council, redrawn: Redrawn, on: date) -> list[WardEffect]:
    """Every ward that is not as it was, in the council's order."""
    rosters = Roster.of(old), Roster.of(new)
    before, after = _wards(old, on), _wards(new, on)
    came, went = _moved_streets(old, new, redrawn)
    found = []
    for ward in dict.fromkeys([*before, *after]):
        called = redrawn.renamed.get(ward, ward)
        if ward not in before and ward in redrawn.renamed.values():
            continue  # told under its old name
        effect = WardEffect(
            ward, called, tuple(_areas(old, new, ward, called, on)),
            _contact(rosters[0], ward, on) if ward in before else None,
            _contact(rosters[1], called, on) if called in after else None,
            begins=ward not in before, ends=called not in after,
            came=came.get(called, ()), went=went.get(ward, ()),
        )  # fmt: skip
        if effect.areas or effect.came or effect.went or called != ward or effect.begins or effect.ends:
            found.append(effect)
    return found


def nowhere(council: Council, on: date) -> list[str]:
    """Streets and places whose ward is not there that day, or is in no partnership area: nobody's but the duty
    officer's."""
    roster = Roster.of(council)
    wards = set(_wards(council, on))
    placed = {ward for ward in wards if roster.partnerships_on(ward, on)}
    found = []
    for noun in _PLACES:
        for row in getattr(council, noun):
            if row.ward not in placed:
                name = getattr(row, row.KEY[0])
                why = "is in no partnership area" if row.ward in wards else "is no ward then"
                found.append(f"{noun.removesuffix('s')} {name}: {row.ward} {why}")
    return list(dict.fromkeys(found))


def new_holes(old: Council, new: Council, on: date) -> list[Hole]:
    """Gaps and overlaps of coverage from the day on that are not there already, ward by ward."""
    there = coverage(Roster.of(old), on, on + AHEAD)
    found = []
    for hole in coverage(Roster.of(new), on, on + AHEAD):
        wards = tuple(ward for ward in hole.wards if not any(_holds(known, hole, ward) for known in there))
        if wards:
            found.append(replace(hole, wards=wards))
    return found


def _holds(known: Hole, hole: Hole, ward: str) -> bool:
    return (
        (known.kind, known.rule, known.service) == (hole.kind, hole.rule, hole.service)
        and ward in known.wards
        and known.starts_on <= hole.starts_on
        and hole.ends_on <= known.ends_on
    )


def _wards(council: Council, on: date) -> list[str]:
    return list(dict.fromkeys(ward.name for ward in council.wards if ward.holds_on(on)))


def _contact(roster: Roster, ward: str, on: date) -> Person:
    return responsible(roster, None, [ward], on).contact


def _areas(old: Council, new: Council, ward: str, called: str, on: date) -> Iterator[AreaEffect]:
    kinds: tuple[AreaKind, ...] = ("partnership", "committee", "police", "parish", "patch")
    for kind in kinds:
        before, after = _in(old, kind, ward, on), _in(new, kind, called, on)
        if before != after:
            yield AreaEffect(kind, before, after)


def _in(council: Council, kind: AreaKind, ward: str, on: date) -> str:
    rows = (row for row in council.area_wards if (row.kind, row.ward) == (kind, ward) and row.holds_on(on))
    return ", ".join(sorted(row.area for row in rows))


def _moved_streets(
    old: Council, new: Council, redrawn: Redrawn
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Streets by the ward they came to (as it is called then) and by the ward they left; a name alone moves none."""
    before = {(row.street, redrawn.renamed.get(row.ward, row.ward)): row.ward for row in old.streets}
    after = {(row.street, row.ward) for row in new.streets}
    came: dict[str, tuple[str, ...]] = {}
    went: dict[str, tuple[str, ...]] = {}
    for street, ward in sorted(after - before.keys()):
        came[ward] = (*came.get(ward, ()), street)
    for key in sorted(before.keys() - after):
        went[before[key]] = (*went.get(before[key], ()), key[0])
    return came, went


def members_of(council: Council, wards: Sequence[str], on: date) -> list[str]:
    """The keys of those who are elected for the wards that day."""
    found = [p.person for p in council.posts if p.role == "member" and p.scope in wards and p.holds_on(on)]
    return list(dict.fromkeys(found))


def coordinators_of(council: Council, areas: Sequence[str], on: date) -> list[str]:
    found = [
        p.person for p in council.posts if p.role == "coordinator" and p.scope in areas and p.holds_on(on)
    ]
    return list(dict.fromkeys(found))
