"""The buildings, parks and stations that a place names, and those near them. Pure: rows in, names out."""

import re
from collections.abc import Iterable, Sequence
from math import hypot

from directory.council import Landmark

NEAR = 250  # metres; FixMyStreet's distance for the same kind of report
_WARD_BEHIND = re.compile(r"\s*\([^)]*\)$")
_WORD = re.compile(r"\w+")


def named_in(place: str, landmarks: Iterable[Landmark]) -> str | None:
    """The landmark that a place names, by its own name or another one: “Marsh Lane, the Strand (Linacre)”."""
    place = _WARD_BEHIND.sub("", place)
    said = {_plain(part) for part in (place, *place.split(", "))}
    for row in landmarks:
        if any(_plain(name) in said for name in (row.landmark, *row.aliases)):
            return row.landmark
    return None


def near(landmark: str, landmarks: Sequence[Landmark], *, metres: float = NEAR) -> list[str]:
    """The landmark itself, and those whose points are within so many metres of one of its own."""
    points = [point for row in landmarks if row.landmark == landmark and (point := _point(row))]
    found = {
        row.landmark
        for row in landmarks
        if (there := _point(row)) and any(hypot(there[0] - x, there[1] - y) <= metres for x, y in points)
    }
    return sorted(found | {landmark})


def _point(row: Landmark) -> tuple[int, int] | None:
    if row.easting is None or row.northing is None:
        return None
    return row.easting, row.northing


def _plain(name: str) -> str:
    return " ".join(word for word in _WORD.findall(name.casefold()) if word != "the")
