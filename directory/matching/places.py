"""Where a text is about: what the names found in it mean together. Finding the names is in gazetteer.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from directory.matching.gazetteer import Gazetteer, Mention, Name
from directory.matching.people import surnames
from directory.matching.postcodes import postcodes
from directory.matching.reasons import why_place
from directory.matching.text import Token, words

Span = tuple[int, int]

_BEFORE_PLACE = frozenset(
    words(
        "in at on near by from around round across along off outside behind opposite to of beside towards through "
        "between down up for over inside within past into"
    )
)
_BEFORE_STREET = frozenset(words("in at on near by along off outside behind opposite down up of from past"))
_LONGEST_HEAD = 3  # words of a landmark that stand before its street: the beach car park at Weld Road
_AFTER_PLACE = frozenset(words("village ward estate area centre station"))


@dataclass(frozen=True, slots=True)
class Place:
    """Wards and partnership areas that are meant. `outside`: a place is named and it is not the council's."""

    text: str
    wards: tuple[str, ...]
    areas: tuple[str, ...]
    street: str | None
    locality: str | None
    outside: bool
    why: str


@dataclass(frozen=True, slots=True)
class Places:
    """The gazetteer with the wards' areas and the postcodes. `areas` names the partnership of each ward number."""

    gazetteer: Gazetteer
    areas: tuple[str | None, ...]
    sectors: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
    districts: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]

    def mentions(self, text: str, found: Sequence[Token]) -> list[Mention]:
        """The names of places in the text, those left out that are ordinary words here."""
        people = surnames(text, found)
        names = self.gazetteer.find([token.word for token in found])
        names = [each for each in names if not people.issuperset(range(each.start, each.end))]
        names = [
            self._turned_round(each, found) for each in names if self._is_meant(each, text, found, names)
        ]
        taken = {at for each in names for at in range(each.start, each.end)}
        for start, end, district, sector in postcodes(found):
            name = self._postcode(district, sector)
            if name is not None and taken.isdisjoint(range(start, end)):
                names.append(Mention(start, end, name))
        return sorted(names, key=lambda mention: mention.start)

    def resolve(self, text: str, found: Sequence[Token], mentions: Sequence[Mention]) -> Place | None:
        """What the mentions say together; None when there is none."""
        if not mentions:
            return None
        ours, outside = _ours(mentions)
        said = ", ".join(_as_written(text, found, each) for each in mentions)
        if not ours:
            return Place(said, (), (), None, None, True, why_place(outside, (), (), outside=True))
        wards = self._together(ours)
        areas = self._areas(wards)
        names = tuple(self.gazetteer.ward_names[ward] for ward in wards)
        street = next((each.name.shown for each in ours if each.name.kind == "street"), None)
        local = next((each.name.shown for each in ours if each.name.kind in ("locality", "landmark")), None)
        why = why_place([each.name for each in ours], names, areas, outside=False)
        return Place(said, names, areas, street, local, False, why)

    def _turned_round(self, mention: Mention, found: Sequence[Token]) -> Mention:
        """The station on Oriel Road is Oriel Road station. The words before the street stay what is said of it."""
        before = mention.start - 1
        if mention.name.kind != "street" or before < 1 or found[before].word not in _BEFORE_STREET:
            return mention
        street = [token.word for token in found[mention.start : mention.end]]
        heads = (
            [token.word for token in found[start:end]]
            for start in range(max(0, before - _LONGEST_HEAD), before)
            for end in range(before, start, -1)
        )
        landmarks = (self.gazetteer.landmark([*street, *head]) for head in heads)
        return replace(mention, name=next(filter(None, landmarks), mention.name))

    def _is_meant(
        self, mention: Mention, text: str, found: Sequence[Token], others: Sequence[Mention]
    ) -> bool:
        name = mention.name
        if not name.guarded:
            return True
        before = found[mention.start - 1].word if mention.start else ""
        after = found[mention.end].word if mention.end < len(found) else ""
        if name.kind == "ward":
            return False
        sure = [each for each in others if not each.name.guarded]
        if any(each.end == mention.start or each.start == mention.end for each in sure):
            return True
        first = found[mention.end - 1].start
        capital = text[first : first + 1].isupper() and not text.istitle() and not text.isupper()
        if name.kind == "street":
            return capital and (before in _BEFORE_STREET or not before)
        return (before in _BEFORE_PLACE and (capital or text.islower())) or after in _AFTER_PLACE

    def _postcode(self, district: str, sector: str | None) -> Name | None:
        known = self.sectors.get(sector) if sector else self.districts.get(district)
        if known:
            return Name(sector or district, sector or district, "postcode", *known)
        letters = district.rstrip("0123456789")
        if sector and any(each.rstrip("0123456789") == letters for each in self.districts):
            return Name(sector, sector, "outside", ())
        return None

    def _together(self, ours: Sequence[Mention]) -> tuple[int, ...]:
        """The wards that all the names have in common, as far as they have. A locality wins over a street."""
        wide = [each.name for each in ours if each.name.kind not in ("street", "landmark")]
        narrow = [each.name for each in ours if each.name.kind in ("street", "landmark")]
        whole = self._common([(set(name.wards), set(name.wards) | set(name.part)) for name in wide])
        reach = {ward for name in wide for ward in (*name.wards, *name.part)}
        if not narrow:
            return tuple(sorted(whole))
        streets = self._common([(set(name.wards), set(name.wards)) for name in narrow])
        if not wide:
            return tuple(sorted(streets))
        for within in (whole, reach):
            if streets & within:
                return tuple(sorted(streets & within))
        every = {ward for name in narrow for ward in name.wards}
        if every & reach:
            return tuple(sorted(every & reach))
        near = {ward for ward in streets if self.areas[ward] in {self.areas[each] for each in whole}}
        return tuple(sorted(near or whole))

    def _common(self, sets: Sequence[tuple[set[int], set[int]]]) -> set[int]:
        """What the names share: their wards, else their areas, else all of them side by side."""
        if not sets:
            return set()
        union = set().union(*(wards for wards, _ in sets))
        shared = set.intersection(*(reach for _, reach in sets))
        if shared & union:
            return shared & union
        areas = set.intersection(*({self.areas[ward] for ward in wards} for wards, _ in sets))
        return {ward for ward in union if self.areas[ward] in areas} if areas else union

    def _areas(self, wards: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(area for ward in wards if (area := self.areas[ward]) is not None))


def _ours(mentions: Sequence[Mention]) -> tuple[list[Mention], list[Name]]:
    """The names that are the council's own here, and those of places outside.

    A street with a town outside just behind it is that town's, unless one of our own localities is named as well:
    "Waterloo, Liverpool" is how letters are addressed.
    """
    outside = [each for each in mentions if each.name.kind == "outside"]
    ours = [each for each in mentions if each.name.kind != "outside"]
    if not outside:
        return ours, []
    if any(each.name.kind in ("locality", "ward", "area", "postcode") for each in ours):
        return ours, [each.name for each in outside]
    starts = {each.start for each in outside}
    theirs = [each for each in ours if any(0 <= start - each.end <= 1 for start in starts)]
    return [each for each in ours if each not in theirs], [each.name for each in outside]


def _as_written(text: str, found: Sequence[Token], mention: Mention) -> str:
    return text[found[mention.start].start : found[mention.end - 1].end]
