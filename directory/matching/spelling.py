"""Spelling mended towards the directory's own words. A real English word is never turned into another."""

from collections.abc import Container, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from directory.matching.near import NearWords

# Short words have too many neighbours to guess at; long ones may be two letters off.
_SHORTEST = 5
_TWO_OFF_FROM = 8
_MOST_REMEMBERED = 20_000


class Speller:
    """`counts` says how often each of the directory's words occurs; `real` are words to leave alone."""

    def __init__(self, counts: Mapping[str, int], real: Container[str]) -> None:
        self._counts = counts
        self._real = real
        self._near = NearWords(word for word in counts if len(word) >= _SHORTEST)
        self._by_letter: dict[str, list[str]] = {}
        for word in counts:
            if len(word) >= _TWO_OFF_FROM - 1:
                self._by_letter.setdefault(word[0], []).append(word)
        self._mended: dict[str, str] = {}

    def mend(self, word: str) -> str:
        """`word`, or the directory's word that it must be."""
        if word in self._counts or len(word) < _SHORTEST or word in self._real or not word.isalpha():
            return word
        mended = self._mended.get(word)
        if mended is None:
            mended = self._best(word)
            if len(self._mended) < _MOST_REMEMBERED:
                self._mended[word] = mended
        return mended

    def _best(self, word: str) -> str:
        candidates = [each for each in self._near.near(word) if _begins_alike(word, each)]
        if not candidates and len(word) >= _TWO_OFF_FROM:
            candidates = self._two_off(word)
        return max(candidates, key=lambda each: (self._counts[each], each), default=word)

    def _two_off(self, word: str) -> list[str]:
        alike = self._by_letter.get(word[0], [])
        distances = cdist([word], alike, scorer=OSA.distance, score_cutoff=2)[0] if alike else ()
        return [each for each, distance in zip(alike, distances, strict=True) if distance <= 2]


def _begins_alike(typed: str, meant: str) -> bool:
    return typed[0] == meant[0] or typed[:2] == meant[1::-1]
