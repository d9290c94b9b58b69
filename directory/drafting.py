"""Changes to the map taken line by line into the rows of a council: a place for each row, so that every one that is
another afterwards can be named. What is made of the rows is in proposals.py."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from directory.comparing import nearest
from directory.council import AreaWard, Council, Dated, PostcodeSector, Street, Ward
from directory.differences import Key, key_of
from directory.faults import Fault
from directory.map_changes import MapChange, What

# Where a ward stands in a row without dates of its own: such a row changes on the day.
_PLACES = ("streets", "localities", "landmarks", "postcodes")
_DAY = timedelta(days=1)


class Draft:
    """The rows by noun, a place for each; one that goes leaves its place empty."""

    def __init__(self, council: Council, on: date, file: str) -> None:
        self.council, self.on, self.file = council, on, file
        self.faults: list[Fault] = []
        self.nouns: dict[str, list[Any]] = {
            noun: list(getattr(council, noun)) for noun in ("wards", "area_wards", "posts", *_PLACES)
        }
        self._keys: dict[str, dict[Key, int]] = {}
        self.renamed: dict[str, str] = {}
        self.ended: dict[str, str] = {}
        self.streets: list[tuple[str, str, str, str]] = []

    def take(self, lines: Iterable[MapChange]) -> None:
        """Every line, new wards first and new names last, so that all may use the old ones; what cannot be is in
        `faults`."""
        taken: dict[What, Callable[[MapChange], None]] = {
            "new": self._new,
            "street": self._street,
            "move": self._move,
            "retire": self._retire,
            "rename": self._rename,
        }
        for what, take in taken.items():
            for line in lines:
                if line.change == what:
                    take(line)
        self._check_new(lines)

    # One method for each kind of line

    def _new(self, line: MapChange) -> None:
        if self._is_free(line, line.ward):
            ward = Ward(
                code=line.code, name=line.ward, status="current", starts_on=self.on, source=line.source
            )
            self.nouns["wards"].append(ward)

    def _street(self, line: MapChange) -> None:
        if self._ward(line, line.ward) is None or self._ward(line, line.to) is None:
            return
        came = any(
            name.casefold() == line.street.casefold() and to == line.ward for name, _, _, to in self.streets
        )
        if line.to == line.ward or came:
            said = "comes there by another line" if came else "is in that ward already"
            self._fault(line, f"“{line.street}” {said}", "Take the line out, or correct “to”")
            return
        rows = self.nouns["streets"]
        found = [place for place, row in enumerate(rows) if row and _is_street(row, line)]
        if not found:
            known = {row.street for row in rows if row and row.ward == line.ward}
            where = f"{line.ward} ward" + (f", {line.locality}" if line.locality else "")
            problem = f"there is no street “{line.street}” in {where}"
            self._fault(line, problem, nearest(line.street, known, "streets"))
        for place in found:
            self._put(
                "streets", place, replace(rows[place], ward=line.to, source=line.source or rows[place].source)
            )
        if found:
            self.streets.append((line.street, line.locality, line.ward, line.to))

    def _move(self, line: MapChange) -> None:
        areas = {
            area.name for area in self.council.areas if area.kind == line.kind and area.holds_on(self.on)
        }
        if self._ward(line, line.ward) is None:
            return
        if line.to not in areas:
            problem = f"there is no {line.kind} “{line.to}” on {self.on}"
            self._fault(line, problem, nearest(line.to, areas, "areas"))
            return
        last: date | None = None
        for place, row in self._lasting("area_wards", line.ward):
            if row.kind != line.kind:
                continue
            if row.area == line.to or (row.starts_on and row.starts_on > self.on):
                known = f"{line.ward} ward is in the {line.kind} {row.area} from {row.starts_on or 'ever'} already"
                self._fault(line, known, "Take the line out, or correct area_wards.csv first")
                return
            last = row.ends_on
            self._end("area_wards", place)
        row = AreaWard(
            kind=line.kind, area=line.to, ward=line.ward, starts_on=self.on, ends_on=last, source=line.source
        )
        self.nouns["area_wards"].append(row)

    def _rename(self, line: MapChange) -> None:
        place = self._ward(line, line.ward)
        if place is None or not self._is_free(line, line.to, besides=line.ward):
            return
        old = self.nouns["wards"][place]
        called = (*old.variants, *((old.name,) if old.name != line.to else ()))
        self._end("wards", place)
        new = replace(
            old, code=line.code, name=line.to, variants=called, status="current", starts_on=self.on, source=line.source or old.source
        )  # fmt: skip
        self.nouns["wards"].append(new)
        if line.to == line.ward:
            return
        for noun, column in (("area_wards", "ward"), ("posts", "scope")):
            for where, row in self._lasting(noun, line.ward):
                self._end(noun, where)
                begins = max(row.starts_on or date.min, self.on)
                self.nouns[noun].append(replace(row, **{column: line.to}, starts_on=begins))
        self._hand_over(line.ward, line.to)
        self.renamed[line.ward] = line.to

    def _retire(self, line: MapChange) -> None:
        place = self._ward(line, line.ward)
        if place is None or (line.to and self._ward(line, line.to) is None):
            return
        if line.to == line.ward:
            self._fault(line, "a ward cannot come to itself", "Name another ward in “to”")
            return
        self._end("wards", place)
        for noun in ("area_wards", "posts"):
            for where, _ in self._lasting(noun, line.ward):
                self._end(noun, where)
        if line.to:
            self._hand_over(line.ward, line.to)
            self.ended[line.ward] = line.to

    def _check_new(self, lines: Iterable[MapChange]) -> None:
        for line in lines:
            name = self.renamed.get(line.ward, line.ward)
            if line.change == "new" and not any(
                row and (row.kind, row.ward) == ("partnership", name) for row in self.nouns["area_wards"]
            ):
                mend = "Add a line with “move” that says which area it comes to"
                self._fault(line, f"{line.ward} is a new ward in no partnership area", mend)

    # Rows

    def _hand_over(self, ward: str, to: str) -> None:
        """Every place of the ward is another ward's."""
        for noun in _PLACES:
            for place, row in enumerate(self.nouns[noun]):
                if row and row.ward == ward:
                    self._put(noun, place, replace(row, ward=to))

    def _put(self, noun: str, place: int, row: Any) -> None:
        """Another row in this place; where that row is there already, the two are one."""
        rows, key = self.nouns[noun], key_of(row)
        if noun not in self._keys:
            self._keys[noun] = {key_of(each): at for at, each in enumerate(rows)}
        known = self._keys[noun]
        known.pop(key_of(rows[place]), None)
        twin = known.setdefault(key, place)
        if twin == place:
            rows[place] = row
            return
        rows[place] = None
        if isinstance(row, PostcodeSector):
            rows[twin] = replace(rows[twin], share=min(1.0, round(rows[twin].share + row.share, 6)))

    def _end(self, noun: str, place: int) -> None:
        """It holds until the day before; one that would not have begun by then is gone."""
        row = self.nouns[noun][place]
        begun = row.starts_on is None or row.starts_on < self.on
        self.nouns[noun][place] = replace(row, ends_on=self.on - _DAY) if begun else None

    def _lasting(self, noun: str, ward: str) -> list[tuple[int, Any]]:
        """The ward's rows that hold on the day or after it."""
        return [
            (place, row)
            for place, row in enumerate(self.nouns[noun])
            if row and _is_of_ward(row, ward) and (row.ends_on is None or row.ends_on >= self.on)
        ]

    # What a line names

    def _ward(self, line: MapChange, name: str) -> int | None:
        """Where the ward stands that is called so on the day."""
        wards = self.nouns["wards"]
        for place, row in enumerate(wards):
            if row and row.name == name and row.holds_on(self.on):
                return place
        known = {row.name for row in wards if row and row.holds_on(self.on)}
        self._fault(line, f"there is no ward “{name}” on {self.on}", nearest(name, known, "wards"))
        return None

    def _is_free(self, line: MapChange, name: str, besides: str = "") -> bool:
        """Whether no other ward has the name, or the code."""
        for row in self.nouns["wards"]:
            lasts = row.ends_on is None or row.ends_on >= self.on
            if row.name == name and name != besides and lasts:
                mend = (
                    "Use “retire” with that ward in “to”" if line.change == "rename" else "Take the line out"
                )
                self._fault(line, f"there is a ward “{name}” already", mend)
                return False
            if row.code == line.code:
                self._fault(line, f"the code {line.code} is {row.name} ward's", "Give it a code of its own")
                return False
        return True

    def _fault(self, line: MapChange, problem: str, mend: str) -> None:
        self.faults.append(Fault(self.file, line.line, problem, mend))


def _is_street(row: Street, line: MapChange) -> bool:
    return (row.street.casefold(), row.ward) == (line.street.casefold(), line.ward) and (
        not line.locality or row.locality.casefold() == line.locality.casefold()
    )


def _is_of_ward(row: Dated, ward: str) -> bool:
    if isinstance(row, AreaWard):
        return row.ward == ward
    return getattr(row, "role", "") == "member" and getattr(row, "scope", "") == ward
