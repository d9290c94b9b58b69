"""The buildings, parks and stations that a place names, and those near them. Pure: rows in, names out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from directory.council import Landmark

NEAR = 250  # metres; FixMyStreet's distance for reports of the same kind
_WARD_BEHIND = re.compile(r"\s*\([^)]*\)$")
_WORD = re.compile(r"\w+")
Point = tuple[int, int]  # metres of the British National Grid


@dataclass(frozen=True, slots=True)
class Landmarks:
    """By every name in plain words, and the points of those that have any."""

    names: Mapping[str, str]
    points: Mapping[str, Sequence[Point]]

    @classmethod
    def of(cls, rows: Iterable[Landmark]) -> "Landmarks":
        names: dict[str, str] = {}
        points: dict[str, list[Point]] = {}
        for row in rows:
            for name in (row.landmark, *row.aliases):
                names.setdefault(_plain(name), row.landmark)
            if row.easting is not None and row.northing is not None:
                points.setdefault(row.landmark, []).append((row.easting, row.northing))
        return cls(names, points)

    def named_in(self, place: str) -> str | None:
        """The landmark that a place names, by its own name or another one: “Marsh Lane, the Strand (Linacre)”."""
        place = _WARD_BEHIND.sub("", place)
        found = (self.names.get(_plain(part)) for part in (place, *place.split(", ")))
        return next((name for name in found if name is not None), None)

    def near(self, landmark: str, *, metres: float = NEAR) -> list[str]:
        """The landmark itself, and those with a point within so many metres of one of its own."""
        own = self.points.get(landmark, ())
        found = {
            name
            for name, points in self.points.items()
            if any(hypot(x - there, y - up) <= metres for x, y in points for there, up in own)
        }
        return sorted(found | {landmark})


def _plain(name: str) -> str:
    return " ".join(word for word in _WORD.findall(name.casefold()) if word != "the")
