"""Words that mean danger, as the directory lists them. What is done about it is casework's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from directory.council import Council
from directory.matching.spelling import Speller
from directory.matching.text import Token, stem, words

_SKIPPED = frozenset(words("the a an some any my his her their our your very really strong is are was were"))

Stems = tuple[str, ...]
Found = tuple[int, int]


@dataclass(frozen=True, slots=True)
class EmergencyMatch:
    """The words of the text that mean danger, where they stand, and what is to be said first."""

    words: str
    span: tuple[int, int]
    kind: str
    sensitive: bool
    advice: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Danger:
    """One line of the directory's list, with the stems that are looked for."""

    stems: Stems
    kind: str
    sensitive: bool
    advice: str
    telephone: str


class Emergencies:
    """Finds the directory's words of danger; `harmless` are wordings that hold them and mean none (a gas bill)."""

    def __init__(self, dangers: Sequence[Danger], harmless: Sequence[Stems], speller: Speller) -> None:
        self._dangers = _by_first(dangers)
        self._harmless: dict[str, list[Stems]] = {}
        for stems in harmless:
            self._harmless.setdefault(stems[0], []).append(stems)
        self._speller = speller
        listed = (*(danger.stems for danger in dangers), *harmless)
        self._known = {stem for stems in listed for stem in stems}

    def find(self, text: str, found: Sequence[Token]) -> list[EmergencyMatch]:
        """Every danger named in the text, those that are sensitive first."""
        kept = [token for token in found if token.word not in _SKIPPED]
        stems = [self._stem(token.word) for token in kept]
        safe = [
            (at, at + len(each))
            for at, first in enumerate(stems)
            for each in self._harmless.get(first, ())
            if tuple(stems[at : at + len(each)]) == each
        ]
        matches: list[EmergencyMatch] = []
        for at, first in enumerate(stems):
            for danger in self._dangers.get(first, ()):
                end = at + len(danger.stems)
                if tuple(stems[at:end]) != danger.stems or any(a <= at and end <= b for a, b in safe):
                    continue
                span = (kept[at].start, kept[end - 1].end)
                rest = (danger.kind, danger.sensitive, danger.advice, danger.telephone)
                matches.append(EmergencyMatch(text[span[0] : span[1]], span, *rest))
        return sorted(matches, key=lambda match: not match.sensitive)

    def _stem(self, word: str) -> str:
        """A word of either list is never mended into another word of the directory."""
        root = stem(word)
        return root if root in self._known else stem(self._speller.mend(word))


def danger_data(council: Council, harmless: Iterable[str]) -> dict[str, Any]:
    """The list as JSON can hold it."""
    dangers = [
        Danger(_stems(row.words), row.kind, row.sensitive == "yes", row.advice, row.telephone)
        for row in council.emergencies
    ]
    return {
        "dangers": [asdict(danger) for danger in dangers if danger.stems],
        "harmless": [stems for text in harmless if (stems := _stems(text))],
    }


def emergencies_from(data: Mapping[str, Any], speller: Speller) -> Emergencies:
    dangers = [Danger(**{**row, "stems": tuple(row["stems"])}) for row in data["dangers"]]
    return Emergencies(dangers, [tuple(stems) for stems in data["harmless"]], speller)


def _stems(text: str) -> Stems:
    return tuple(stem(word) for word in words(text) if word not in _SKIPPED)


def _by_first(dangers: Iterable[Danger]) -> dict[str, list[Danger]]:
    """The dangers by their first stem, the longest first."""
    table: dict[str, list[Danger]] = {}
    for danger in sorted(dangers, key=lambda each: -len(each.stems)):
        table.setdefault(danger.stems[0], []).append(danger)
    return table
