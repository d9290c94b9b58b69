"""The directory's phrases as an index of stems, for scoring by shared words. The two ways of scoring are BM25 and
coverage; what the scores are used for is in services.py."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

# The usual BM25 constants; phrases are short, so their length counts little.
_K1 = 1.2
_B = 0.4


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Phrases in the order of their services. `starts[s]` is the first phrase of service s.

    `rarity` is each stem's weight (its inverse document frequency), `first[stem]` to `first[stem + 1]` its places
    in `phrases` (which phrase) and `weights` (its BM25 weight there). `mass` is each phrase's summed rarity.
    """

    stems: dict[str, int]
    starts: Ints
    rarity: Floats
    first: Ints
    phrases: Ints
    weights: Floats
    mass: Floats
    unknown: float

    def scores(self, said: Sequence[tuple[str, float]], without: int | None = None) -> tuple[Floats, Floats]:
        """(BM25, coverage) of each service's best phrase, for stems with their share of attention, 0 to 1.

        Coverage is 0 to 1: how much of the text and of the phrase is in the other. `without` leaves one phrase out.
        """
        bm25 = np.zeros(len(self.mass), dtype=np.float32)
        shared = np.zeros(len(self.mass), dtype=np.float32)
        total = 0.0
        for stem, share in dict(said).items():
            number = self.stems.get(stem)
            if number is None:
                total += self.unknown * share
                continue
            here = slice(self.first[number], self.first[number + 1])
            bm25[self.phrases[here]] += self.weights[here] * share
            shared[self.phrases[here]] += self.rarity[number] * share
            total += float(self.rarity[number]) * share
        if without is not None:
            bm25[without] = shared[without] = 0
        covered = shared / np.sqrt(np.maximum(self.mass * max(total, 1e-6), 1e-6))
        return (
            np.maximum.reduceat(bm25, self.starts),
            np.minimum(np.maximum.reduceat(covered, self.starts), 1.0),
        )

    def arrays(self) -> dict[str, Any]:
        return {
            "starts": self.starts,
            "rarity": self.rarity,
            "first": self.first,
            "phrases": self.phrases,
            "weights": self.weights,
            "mass": self.mass,
        }


def phrasebook(phrases: Sequence[tuple[int, Sequence[str]]]) -> Phrasebook:
    """The index of (service number, stems), which must be in the order of the services, each with a phrase."""
    stems: dict[str, int] = {}
    found: list[list[tuple[int, int]]] = []
    for at, (_, said) in enumerate(phrases):
        for stem, times in Counter(said).items():
            number = stems.setdefault(stem, len(stems))
            if number == len(found):
                found.append([])
            found[number].append((at, times))
    count = len(phrases)
    lengths = np.array([max(len(said), 1) for _, said in phrases], dtype=np.float32)
    rarity = np.array([log(1 + (count - len(hits) + 0.5) / (len(hits) + 0.5)) for hits in found], np.float32)
    first = np.cumsum([0, *(len(hits) for hits in found)]).astype(np.int32)
    where = np.array([at for hits in found for at, _ in hits], dtype=np.int32)
    often = np.array([number for hits in found for _, number in hits], dtype=np.float32)
    norm = _K1 * (1 - _B + _B * lengths[where] / lengths.mean())
    weights = np.repeat(rarity, np.diff(first)) * often * (_K1 + 1) / (often + norm)
    mass = np.zeros(count, dtype=np.float32)
    np.add.at(mass, where, np.repeat(rarity, np.diff(first)))
    services = [service for service, _ in phrases]
    starts = np.array(
        [at for at in range(count) if at == 0 or services[at] != services[at - 1]], dtype=np.int32
    )
    return Phrasebook(stems, starts, rarity, first, where, weights, mass, float(rarity.max(initial=1.0)))
