"""Words one letter away: an index by what is left when a letter is missing, small enough for 158,000 street names."""

from collections.abc import Iterable
from zlib import crc32

import numpy as np
from rapidfuzz.distance import OSA

_SHORTEST = 4


class NearWords:
    """Finds the indexed words that differ from a word by one letter too many, missing, wrong or swapped.

    Two words that close share a form with one letter missing. The forms are
    kept as sorted hashes in arrays, 8 bytes each, and every hit is measured again, so that a collision costs time
    and never a wrong word.
    """

    def __init__(self, some: Iterable[str]) -> None:
        self._words = sorted({word for word in some if len(word) >= _SHORTEST and word.isalpha()})
        hashes: list[int] = []
        owners: list[int] = []
        for number, word in enumerate(self._words):
            forms = _forms(word)
            hashes += forms
            owners += [number] * len(forms)
        order = np.argsort(np.array(hashes, dtype=np.uint32), kind="stable")
        self._hashes = np.array(hashes, dtype=np.uint32)[order]
        self._owners = np.array(owners, dtype=np.int32)[order]

    def __len__(self) -> int:
        return len(self._words)

    def near(self, word: str) -> tuple[str, ...]:
        """The words at distance one, in alphabetical order; none for a word of fewer than four letters."""
        if len(word) < _SHORTEST or not self._words:
            return ()
        forms = np.array(_forms(word), dtype=np.uint32)
        low = np.searchsorted(self._hashes, forms, side="left")
        high = np.searchsorted(self._hashes, forms, side="right")
        found = {
            int(owner)
            for start, end in zip(low.tolist(), high.tolist(), strict=True)
            for owner in self._owners[start:end]
        }
        close = (self._words[number] for number in sorted(found))
        return tuple(each for each in close if OSA.distance(word, each, score_cutoff=1) == 1)


def _forms(word: str) -> list[int]:
    encoded = word.encode()
    forms = {crc32(encoded)}
    forms.update(crc32(encoded[:at] + encoded[at + 1 :]) for at in range(len(encoded)))
    return sorted(forms)
