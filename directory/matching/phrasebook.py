"""The directory's phrases as an index of stems: how much of a text is in one phrase of a service. What that is used
for is in services.py."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

# A stem in more than this share of all phrases ("the", "on") tells no service from another.
_OFTEN = 0.06


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Phrases in the order of their services. `starts[s]` is the first phrase of service s.

    `rarity` is each stem's weight (its inverse document frequency), `first[stem]` to `first[stem + 1]` its places
    in `phrases` (which phrase) and `rare` (its rarity again). `scale` is one by the root of each phrase's summed
    rarity. Stems in `common` tell nothing, `unknown` is the rarity of the others.
    """

    stems: dict[str, int]
    common: Set[str]
    starts: Ints
    rarity: Floats
    first: Ints
    phrases: Ints
    rare: Floats
    scale: Floats
    unknown: float

    def covered(self, said: Sequence[tuple[str, float]], without: int | None = None) -> Floats:
        """The coverage of each service's best phrase, for stems with their share of attention, 0 to 1.

        Coverage is 0 to 1: how much of the text and of the phrase is in the other. `without` leaves one phrase out.
        """
        here: list[slice] = []
        shares: list[float] = []
        total = 0.0
        for stem, share in said:
            if stem in self.common:
                continue
            number = self.stems.get(stem)
            total += share * (self.unknown if number is None else float(self.rarity[number]))
            if number is not None:
                here.append(slice(self.first[number], self.first[number + 1]))
                shares.append(share)
        if not here:
            return np.zeros(len(self.starts), dtype=np.float32)
        hits = np.concatenate([self.phrases[each] for each in here])
        weights = np.concatenate([self.rare[each] * share for each, share in zip(here, shares, strict=True)])
        shared = np.bincount(hits, weights=weights, minlength=len(self.scale))
        if without is not None:
            shared[without] = 0
        best = np.maximum.reduceat(shared * self.scale, self.starts) / np.sqrt(total)
        return np.asarray(np.minimum(best, 1.0), dtype=np.float32)

    def arrays(self) -> dict[str, Any]:
        return {
            "starts": self.starts,
            "rarity": self.rarity,
            "first": self.first,
            "phrases": self.phrases,
            "rare": self.rare,
            "scale": self.scale,
        }


def phrasebook(phrases: Sequence[tuple[int, Sequence[str]]]) -> Phrasebook:
    """The index of (service number, stems), which must be in the order of the services, each with a phrase."""
    stems: dict[str, int] = {}
    found: list[list[int]] = []
    spread = Counter(stem for _, said in phrases for stem in set(said))
    often = max(_OFTEN * len(phrases), 20)
    common = frozenset(stem for stem in spread if spread[stem] > often)
    for at, (_, said) in enumerate(phrases):
        for stem in dict.fromkeys(stem for stem in said if stem not in common):
            number = stems.setdefault(stem, len(stems))
            if number == len(found):
                found.append([])
            found[number].append(at)
    count = len(phrases)
    rarity = np.array([log(1 + (count - len(hits) + 0.5) / (len(hits) + 0.5)) for hits in found], np.float32)
    first = np.cumsum([0, *(len(hits) for hits in found)]).astype(np.int32)
    where = np.array([at for hits in found for at in hits], dtype=np.int32)
    rare = np.repeat(rarity, np.diff(first)).astype(np.float32)
    mass = np.bincount(where, rare, minlength=count)
    scale = (1 / np.sqrt(np.maximum(mass, 1e-6))).astype(np.float32)
    scale[mass == 0] = 0
    services = [service for service, _ in phrases]
    starts = np.array(
        [at for at in range(count) if at == 0 or services[at] != services[at - 1]], dtype=np.int32
    )
    return Phrasebook(
        stems, common, starts, rarity, first, where, rare, scale, float(rarity.max(initial=1.0))
    )
