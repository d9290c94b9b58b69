"""A file of changes to the map, as an administrator writes it by hand: each line one change. What the council would be
with them is in proposals.py."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from directory.council import Row
from directory.faults import DirectoryFaults, Fault
from directory.files import read_file

What = Literal["move", "street", "rename", "new", "retire"]
# Where a ward lies in one area of a kind at most, so that moving it there takes it out of another.
MapKind = Literal["partnership", "committee", "police"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChange(Row):
    """What happens to a ward: `move`, it lies in the area `to` of a kind; `street`, this street of it comes to the ward
    `to`; `rename`, it is called `to`; `new`, it begins; `retire`, it ends, and what is left of it comes to the ward `to`.
    `ward` is its name before the change. A new ward and a renamed one have a code of their own."""

    KEY: ClassVar[tuple[str, ...]] = ("change", "ward", "kind", "street", "locality")
    SPARE: ClassVar[tuple[str, ...]] = ("to", "kind", "code", "street", "locality")

    change: What
    ward: str
    to: str = ""
    kind: MapKind = "partnership"
    code: str = ""
    street: str = ""
    locality: str = ""
    source: str = ""


# What a line of each kind must have, besides its ward.
_NEEDS: dict[What, tuple[tuple[str, str], ...]] = {
    "move": (("to", "Name the area that the ward goes to"),),
    "street": (
        ("street", "Name the street, as streets.csv has it"),
        ("to", "Name the ward that the street goes to"),
    ),
    "rename": (
        ("to", "Give the ward's new name"),
        ("code", "Give the code that it has under the new name: no two rows of wards.csv share one"),
    ),
    "new": (("code", "Give the new ward's code, from the order that makes it"),),
    "retire": (),
}
_IS_OF = {"code": ("rename", "new"), "street": ("street",), "locality": ("street",)}


def read_map_changes(path: Path) -> list[MapChange]:
    """The file's lines, in their order; a file with a header only changes nothing.

    Raises DirectoryFaults, with every fault by its line.
    """
    faults: list[Fault] = []
    lines = cast(Sequence[MapChange], read_file(path, MapChange, faults) or ())
    for line in lines:
        faults += _faults(path.name, line)
    if any(fault.stops for fault in faults):
        raise DirectoryFaults(faults)
    return list(lines)


def _faults(file: str, line: MapChange) -> Iterator[Fault]:
    for column, mend in _NEEDS[line.change]:
        if not getattr(line, column):
            yield Fault(file, line.line, f"“{line.change}” needs “{column}”, and it is empty", mend)
    for column, kinds in _IS_OF.items():
        if getattr(line, column) and line.change not in kinds:
            said = f"“{line.change}” has no “{column}”, but “{getattr(line, column)}” stands there"
            yield Fault(file, line.line, said, f"Leave “{column}” empty, or correct “change”")


# As a cut-over keeps them until its day


def as_kept(lines: Sequence[MapChange]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def from_kept(lines: Sequence[dict[str, Any]]) -> list[MapChange]:
    return [MapChange(**line) for line in lines]
