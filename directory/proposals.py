"""The council as it would be with changes to its map from a day on, row by row, and the way back. Pure: nothing is
loaded. What the changes mean for wards and people is in effects.py."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from directory.checks import check
from directory.council import Council, Row
from directory.differences import Change, as_kept, as_row, entry_of, key_of
from directory.drafting import Draft
from directory.faults import DirectoryFaults, Fault
from directory.map_changes import MapChange

UNREAD = ("phrases", "emergencies")  # most of a council's rows, and no change of a map concerns them


@dataclass(frozen=True, slots=True)
class Replaced:
    """One row that is another one; `place` is where it stands among its noun's rows. No `after`: it is gone."""

    noun: str
    before: Row | None
    after: Row | None
    place: int

    def changes(self) -> Iterator[Change]:
        """The same as the history writes it: a row under another key is one gone and one added."""
        if self.before and self.after and key_of(self.before) != key_of(self.after):
            yield Change(self.noun, self.before, None)
            yield Change(self.noun, None, self.after)
        else:
            yield Change(self.noun, self.before, self.after)


@dataclass(frozen=True)
class Redrawn:
    """Where a case's wards are found afterwards: wards under another name, wards that ended, streets that moved
    (street, locality, from, to)."""

    renamed: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    streets: tuple[tuple[str, str, str, str], ...] = ()

    def wards_of(self, wards: Sequence[str], street: str | None, place: str) -> list[str]:
        found = [self._ward(ward, (street or "").casefold(), place.casefold()) for ward in wards]
        return list(dict.fromkeys(found))

    def _ward(self, ward: str, street: str, place: str) -> str:
        for name, locality, from_ward, to_ward in self.streets:
            here = name.casefold() == street and (not locality or locality.casefold() in place)
            if here and from_ward == ward:
                ward = to_ward
                break
        return self._now(ward)

    def _now(self, ward: str) -> str:
        ward = self.ended.get(ward, ward)
        return self.renamed.get(ward, ward)

    def back(self) -> "Redrawn":
        """The way back. Who came from a ward that ended cannot be told from who was there before."""
        streets = tuple((name, where, self._now(to), from_) for name, where, from_, to in self.streets)
        return Redrawn({new: old for old, new in self.renamed.items()}, {}, streets)


@dataclass(frozen=True)
class Proposal:
    council: Council
    replaced: tuple[Replaced, ...] = ()
    redrawn: Redrawn = field(default_factory=Redrawn)


def propose(council: Council, lines: Iterable[MapChange], on: date, file: str = "") -> Proposal:
    """The council with the lines' changes from the day on; before it, all stays true as it was.

    Raises DirectoryFaults, with every line that cannot be.
    """
    draft = Draft(council, on, file)
    draft.take(list(lines))
    if draft.faults:
        raise DirectoryFaults(draft.faults)
    nouns: dict[str, Any] = {noun: tuple(row for row in rows if row) for noun, rows in draft.nouns.items()}
    proposed = replace(council, **nouns)
    _check(council, proposed, file)
    redrawn = Redrawn(draft.renamed, draft.ended, tuple(draft.streets))
    return Proposal(proposed, tuple(_replaced(council, draft)), redrawn)


def _replaced(council: Council, draft: Draft) -> Iterator[Replaced]:
    for noun, rows in draft.nouns.items():
        before = getattr(council, noun)
        for place, (old, new) in enumerate(zip_longest(before, rows)):
            if old != new:
                yield Replaced(noun, old, new, place)


class ChangedSince(Exception):
    """Rows that were to be put back are no longer what the changes made of them. `rows`: noun and key, for people."""

    def __init__(self, rows: Sequence[str]) -> None:
        super().__init__(f"{len(rows)} rows have changed since")
        self.rows = tuple(rows)


def put_back(council: Council, replaced: Iterable[Replaced]) -> Council:
    """The council without the changes; rows that they did not touch stay as they are now. Raises ChangedSince."""
    nouns: dict[str, list[Row]] = {}
    changed: list[str] = []
    gone: list[Replaced] = []
    for each in replaced:
        rows = nouns.setdefault(each.noun, list(getattr(council, each.noun)))
        if each.after is None:
            gone.append(each)
        elif each.after not in rows:
            changed.append(f"{each.noun} {entry_of(each.after)}")
        elif each.before is None:
            rows.remove(each.after)
        else:
            rows[rows.index(each.after)] = each.before
    for each in sorted(gone, key=lambda each: each.place):
        assert each.before is not None
        nouns[each.noun].insert(each.place, each.before)
    for noun, rows in nouns.items():
        counts = Counter(map(key_of, rows))
        changed += [f"{noun} {entry_of(row)}" for row in rows if counts[key_of(row)] > 1]
    if changed:
        raise ChangedSince(list(dict.fromkeys(changed)))
    restored: dict[str, Any] = {noun: tuple(rows) for noun, rows in nouns.items()}
    return replace(council, **restored)


def kept(proposal: Proposal) -> dict[str, Any]:
    """What is needed to put it back, as JSON can hold it."""
    rows = [
        {"noun": r.noun, "before": as_kept(r.before), "after": as_kept(r.after), "place": r.place}
        for r in proposal.replaced
    ]
    drawn = proposal.redrawn
    return {
        "rows": rows,
        "renamed": drawn.renamed,
        "ended": drawn.ended,
        "streets": [list(each) for each in drawn.streets],
    }


def from_kept(undo: dict[str, Any]) -> tuple[tuple[Replaced, ...], Redrawn]:
    replaced = tuple(
        Replaced(r["noun"], as_row(r["noun"], r["before"]), as_row(r["noun"], r["after"]), r["place"])
        for r in undo["rows"]
    )
    streets = tuple((name, locality, old, new) for name, locality, old, new in undo["streets"])
    return replaced, Redrawn(undo["renamed"], undo["ended"], streets)


def _check(old: Council, new: Council, file: str) -> None:
    """Whatever rows say about each other holds afterwards too; what was wrong before is not the changes' fault."""
    known = {(fault.file, fault.problem) for fault in check(old)}
    faults = [
        Fault(file, 0, f"afterwards {fault.file} would be wrong: {fault.problem}", fault.mend)
        for fault in check(new)
        if fault.stops and (fault.file, fault.problem) not in known
    ]
    if faults:
        raise DirectoryFaults(faults)
