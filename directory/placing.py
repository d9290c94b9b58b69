"""Which wards a street of OS Open Names may lie in. It names no ward, so the council's own files say: the postcodes
beside the street, and the place that it is in. What they leave open stays open; nothing is guessed. Reading the
lists is in street_lists.py."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from directory.council import Locality, PostcodeSector
from directory.street_lists import NamedPlace

CELL = (
    100  # metres: postcodes are kept by squares of the grid, so that memory follows the borough, not the file
)
BESIDE = 5  # squares: a postcode farther off says nothing of a street
LEAST_SHARE = 0.1  # of a sector's postcodes: a ward with fewer is its edge, not where a street of it lies
MOST_WARDS = 4  # in more, a street is as good as nowhere

Wards = frozenset[str]


class NotPlaced(Exception):
    """The council's files do not say where the street is; the text says why."""


@dataclass(slots=True)
class Placing:
    localities: dict[str, Wards]
    sectors: dict[str, Wards]
    districts: dict[str, Wards]
    unknown_sectors: set[str] = field(default_factory=set)
    _squares: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, localities: Iterable[Locality], postcodes: Iterable[PostcodeSector]) -> "Placing":
        placing = cls({}, {}, {})
        rows = list(localities)
        names = {row.locality: {row.locality} for row in rows}
        for row in rows:
            names[row.locality].update(row.aliases)
        for row in rows:
            for name in names[row.locality]:
                _put(placing.localities, name.casefold(), row.ward)
        for sector in postcodes:
            if sector.share >= LEAST_SHARE:
                _put(placing.sectors, sector.sector, sector.ward)
                _put(placing.districts, sector.sector.split()[0], sector.ward)
        return placing

    def learn(self, postcode: NamedPlace) -> None:
        """A postcode of the borough, and where it is."""
        sector = _sector(postcode.names[0])
        if sector not in self.sectors:
            self.unknown_sectors.add(sector)
            return
        square = _square(postcode)
        held = self._squares.get(square, frozenset())
        if sector not in held:
            self._squares[square] = held | {sector}

    def wards(self, road: NamedPlace) -> Wards:
        """The wards it may lie in, at most a few. Raises NotPlaced.

        A ward is one that the nearest postcodes have (without any: the postcode district), and that the place has
        too. Where the two say otherwise the postcodes are believed: they lie beside the street, while a town's name
        reaches far.
        """
        beside = self._beside(road)
        district = self.districts.get(road.district)
        place = self.localities.get(road.place.casefold())
        by_postcode = beside or district
        if by_postcode is None and place is None:
            raise NotPlaced(_unknown(road))
        found = (by_postcode & place) if by_postcode and place else (by_postcode or place or frozenset())
        if not found and beside:
            found = beside
        if not found:
            raise NotPlaced(f"the wards of {road.place} and of {road.district} are others")
        if len(found) > MOST_WARDS:
            raise NotPlaced(f"it may be in any of {len(found)} wards")
        return found

    def _beside(self, road: NamedPlace) -> Wards | None:
        """The wards of the nearest postcodes' sectors."""
        x, y = _square(road)
        for far in range(BESIDE + 1):
            ring = [(x + dx, y + dy) for dx in range(-far, far + 1) for dy in range(-far, far + 1)
                    if max(abs(dx), abs(dy)) == far]  # fmt: skip
            sectors = [sector for square in ring for sector in self._squares.get(square, ())]
            if sectors:
                return frozenset().union(*(self.sectors[sector] for sector in sectors))
        return None


def _put(table: dict[str, Wards], key: str, ward: str) -> None:
    table[key] = table.get(key, frozenset()) | {ward}


def _sector(postcode: str) -> str:
    joined = postcode.replace(" ", "").upper()
    return f"{joined[:-3]} {joined[-3:-2]}"


def _square(place: NamedPlace) -> tuple[int, int]:
    return int(place.x) // CELL, int(place.y) // CELL


def _unknown(road: NamedPlace) -> str:
    said = [f"the place “{road.place}” is not in localities.csv"] if road.place else []
    if road.district:
        said.append(f"the postcode district {road.district} is not in postcodes.csv")
    return " and ".join(said) or "it has neither a place nor a postcode district"
