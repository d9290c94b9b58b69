"""The names of places and where they lie: finding every name in a row of words. What several names mean together
is in places.py."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from rapidfuzz import fuzz, process

from directory.matching.names import PLURAL_TYPES, ROAD_TYPES, spelled_out
from directory.matching.near import NearWords

Kind = Literal["ward", "area", "locality", "landmark", "street", "outside", "postcode"]

# Inside one road type a name is taken for another from this ratio on (measured: the design notes' table).
STREET_RATIO = 88
_LONGEST_NAME = 8
_MOST_SPELLINGS = 8


@dataclass(frozen=True, slots=True)
class Name:
    """A place's name. `wards` is what the bare name means, `part` are wards that hold some of it (numbers of wards).

    `guarded`: the name is an ordinary word as well and counts only where the text treats it as a place.
    """

    key: str
    shown: str
    kind: Kind
    wards: tuple[int, ...]
    part: tuple[int, ...] = ()
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """`name` stands in the words from `start` to before `end`; `exact` is False when the spelling was mended."""

    start: int
    end: int
    name: Name
    exact: bool = True


@dataclass(slots=True)
class Gazetteer:
    """Every name of the council. Streets are kept apart and lean: there may be 158,000 of them."""

    ward_names: tuple[str, ...]
    named: Mapping[str, Name]
    streets: dict[str, tuple[int, ...]]
    shown_streets: Mapping[str, str] = field(default_factory=dict)
    guarded_streets: Container[str] = frozenset()
    not_misspelt: Container[str] = frozenset()
    _longest: dict[str, int] = field(init=False, default_factory=dict)
    _words: set[str] = field(init=False, default_factory=set)
    _near: NearWords = field(init=False)
    _by_type: dict[tuple[str, str], list[str]] = field(init=False, default_factory=dict)
    _spellings: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for keys in (self.named, self.streets):
            for key in keys:
                parts = key.split()
                self._words.update(parts)
                self._longest[parts[0]] = max(self._longest.get(parts[0], 0), len(parts))
        for key in self.streets:
            head, _, last = key.rpartition(" ")
            if head:
                self._by_type.setdefault((last, head[0]), []).append(key)
        self._near = NearWords(self._words)

    def find(self, words: Sequence[str]) -> list[Mention]:
        """The names in `words`, longest first where they overlap, in the order of the text."""
        plain = spelled_out_inside(words)
        spellings = [self._spelled(word) for word in plain]
        found: list[Mention] = []
        for start in range(len(words)):
            found += self._from(start, words, spellings)
        found += self._plural_streets(words, plain)
        return _longest_first(found)

    def street(self, key: str) -> Name | None:
        wards = self.streets.get(key)
        if wards is None:
            return None
        shown = self.shown_streets.get(key) or _titled(key)
        return Name(key, shown, "street", wards, guarded=key in self.guarded_streets)

    def landmark(self, words: Sequence[str]) -> Name | None:
        """The landmark of exactly these words."""
        name = self.named.get(" ".join(spelled_out(words)))
        return name if name is not None and name.kind == "landmark" else None

    def _from(self, start: int, words: Sequence[str], spellings: Sequence[tuple[str, ...]]) -> list[Mention]:
        """The longest exact name that starts here, else the longest mended one."""
        firsts = ("saint",) if words[start] == "st" else _first_spellings(words[start], spellings[start])
        limit = max((self._longest.get(first, 0) for first in firsts), default=0)
        mended: Mention | None = None
        for length in range(min(limit, _LONGEST_NAME, len(words) - start), 0, -1):
            window = words[start : start + length]
            exact = self._named(" ".join(spelled_out(window)))
            if exact is not None:
                return [Mention(start, start + length, exact)]
            if mended is None:
                name = self._mended(window, firsts, spellings[start + 1 : start + length])
                mended = Mention(start, start + length, name, exact=False) if name else None
        if mended is None:
            mended = self._alike(start, words, spellings)
        return [mended] if mended else []

    def _named(self, key: str) -> Name | None:
        return self.named.get(key) or self.street(key)

    def _mended(
        self, window: Sequence[str], firsts: Sequence[str], rest: Sequence[tuple[str, ...]]
    ) -> Name | None:
        """The name that the window is with one word or two spelled otherwise."""
        if len(window) == 1 and (len(window[0]) < 6 or window[0] in self.not_misspelt):
            return None
        choices = [tuple(firsts), *rest]
        spellings = 1
        for each in choices:
            spellings *= len(each)
        if spellings == 0 or spellings > _MOST_SPELLINGS:
            return None
        for spelling in product(*choices):
            mended = sum(typed != meant for typed, meant in zip(spelled_out(window), spelling, strict=True))
            if not mended or mended > max(1, len(window) - 1) or not _same_start(window, spelling):
                continue
            name = self._named(" ".join(spelling))
            if name is not None and not (name.guarded and len(window) == 1):
                return name
        return None

    def _alike(
        self, start: int, words: Sequence[str], spellings: Sequence[tuple[str, ...]]
    ) -> Mention | None:
        """A street whose name and type follow here, spelled nearly so."""
        for length in (2, 3, 4):
            end = start + length
            if end > len(words):
                break
            types = spellings[end - 1]
            kind = ROAD_TYPES.get(words[end - 1]) or (types[0] if types else "")
            candidates = self._by_type.get((kind, words[start][0]))
            if not candidates:
                continue
            if all(word in self._words or word in self.not_misspelt for word in words[start : end - 1]):
                return None
            wanted = " ".join([*spelled_out(words[start:end])[:-1], kind])
            best = process.extractOne(wanted, candidates, scorer=fuzz.ratio, score_cutoff=STREET_RATIO)
            if best is not None and best[0].count(" ") == length - 1:
                name = self.street(best[0])
                return Mention(start, end, name, exact=False) if name else None
        return None

    def _plural_streets(self, words: Sequence[str], plain: Sequence[str]) -> list[Mention]:
        """ "Hulme and Nelson Streets": each name before the plural is a street of that type."""
        found = []
        for at, word in enumerate(words):
            kind = PLURAL_TYPES.get(word)
            if kind is None:
                continue
            ends = [at]
            joins = [j for j in range(max(0, at - 5), at) if plain[j] == "and"]
            ends += joins
            for end in ends:
                for length in (3, 2, 1):
                    name = self.street(" ".join([*plain[max(0, end - length) : end], kind]))
                    if name is not None and end - length >= 0:
                        found.append(Mention(end - length, at + 1 if end == at else end, name))
                        break
        return found

    def _spelled(self, word: str) -> tuple[str, ...]:
        """How a word may be meant: itself when some name has it, else the names' words one letter away."""
        known = self._spellings.get(word)
        if known is None:
            if word in self._words:
                known = (word,)
            elif word in self.not_misspelt or not word.isalpha():
                known = ()
            else:
                known = self._near.near(word)
            if len(self._spellings) < 20_000:
                self._spellings[word] = known
        return known


def spelled_out_inside(words: Sequence[str]) -> list[str]:
    """`words` of running text with road types written out; "st" stays, its meaning depends on the name."""
    return [word if word == "st" else ROAD_TYPES.get(word, word) for word in words]


def _first_spellings(word: str, spellings: tuple[str, ...]) -> tuple[str, ...]:
    # The first word of a name is never an abbreviated road type.
    return (word,) if word in ROAD_TYPES else spellings


def _same_start(window: Sequence[str], spelling: Sequence[str]) -> bool:
    """People misspell the middle and the end of a word; another first letter is another word ("smelling", Melling)."""
    return all(
        typed[0] == meant[0] or typed[:2] == meant[1::-1] or ROAD_TYPES.get(typed) == meant
        for typed, meant in zip(window, spelling, strict=True)
    )


def _longest_first(found: Iterable[Mention]) -> list[Mention]:
    taken: set[int] = set()
    kept = []
    for mention in sorted(found, key=lambda m: (-(m.end - m.start), not m.exact, m.start)):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _titled(key: str) -> str:
    return " ".join("St" if word == "saint" else word.capitalize() for word in key.split())
