"""A trained linear model as plain arrays: from the words of a text to a probability of each class. Training is in
training.py, which runs in a child process only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from directory.matching.features import Feature, joint, own
from directory.matching.saying import Word

Floats = NDArray[np.float32]

# How sharply the distances from the classes' borders are turned into probabilities.
SHARPNESS = 5.0
# The distance of a class that training never saw.
NEVER = -9.0
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Regression:
    """`weights[f, c]` is what feature f says for class c; features that were never seen say nothing.

    What a word's own features say together is remembered: most words come again.
    """

    vocabulary: dict[str, int]
    weights: NDArray[np.float16] | Floats
    bias: Floats
    _remembered: dict[tuple[str, str, bool], tuple[Floats, float]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def distances(self, said: Sequence[Word], more: Sequence[Feature] = ()) -> Floats:
        """How far the text is inside each class, scaled so that long and short texts weigh the same."""
        total, size = self._sum((*joint(said), *more))
        for word in said:
            speaks, weighs = self._word(word)
            total = total + speaks
            size += weighs
        return np.asarray(total / size**0.5 + self.bias if size else self.bias, dtype=np.float32)

    def probabilities(self, said: Sequence[Word], more: Sequence[Feature] = ()) -> Floats:
        return softmax(SHARPNESS * self.distances(said, more))

    def says(self, features: Sequence[str]) -> Floats:
        """How much each feature speaks for each class, against the classes' mean; a row of zeros where unknown."""
        found = np.zeros((len(features), len(self.bias)), dtype=np.float32)
        for at, feature in enumerate(features):
            number = self.vocabulary.get(feature)
            if number is not None:
                found[at] = self.weights[number]
        return np.asarray(found - found.mean(axis=1, keepdims=True), dtype=np.float32)

    def _word(self, word: Word) -> tuple[Floats, float]:
        key = (word.meant, word.stem, word.where)
        known = self._remembered.get(key)
        if known is None:
            known = self._sum(own(word))
            if len(self._remembered) < _MOST_REMEMBERED:
                self._remembered[key] = known
        return known

    def _sum(self, features: Iterable[Feature]) -> tuple[Floats, float]:
        """What known features say together, and their length squared."""
        numbers, values = known_of(self.vocabulary, features)
        if not numbers:
            return np.zeros(len(self.bias), dtype=np.float32), 0.0
        rows = self.weights[numbers].astype(np.float32, copy=False)
        weights = np.array(values, dtype=np.float32)
        return np.asarray(weights @ rows, dtype=np.float32), float(weights @ weights)


def known_of(vocabulary: Mapping[str, int], features: Iterable[Feature]) -> tuple[list[int], list[float]]:
    """The numbers and weights of the features that the vocabulary has."""
    numbers, values = [], []
    for name, value in features:
        number = vocabulary.get(name)
        if number is not None:
            numbers.append(number)
            values.append(value)
    return numbers, values


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)
