"""A trained regression as plain arrays: from weighted features to a probability of each class. Training is in
training.py, which runs in a child process only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Regression:
    """`weights[f, c]` is what feature f says for class c; features that were never seen say nothing."""

    vocabulary: dict[str, int]
    weights: NDArray[np.float16] | Floats
    bias: Floats

    def logits(self, features: Mapping[str, float]) -> Floats:
        numbers, values = vector(self.vocabulary, features)
        if not numbers:
            return self.bias
        rows = self.weights[numbers].astype(np.float32, copy=False)
        return np.asarray(np.array(values, dtype=np.float32) @ rows + self.bias, dtype=np.float32)

    def probabilities(self, features: Mapping[str, float]) -> Floats:
        return softmax(self.logits(features))

    def says(self, features: Sequence[str]) -> Floats:
        """How much each feature speaks for each class, against the classes' mean; a row of zeros where unknown."""
        found = np.zeros((len(features), len(self.bias)), dtype=np.float32)
        for at, feature in enumerate(features):
            number = self.vocabulary.get(feature)
            if number is not None:
                found[at] = self.weights[number]
        return np.asarray(found - found.mean(axis=1, keepdims=True), dtype=np.float32)


def vector(vocabulary: Mapping[str, int], features: Mapping[str, float]) -> tuple[list[int], list[float]]:
    """The known features' numbers and values, scaled so that long and short texts weigh the same."""
    numbers, values = [], []
    for name, value in features.items():
        number = vocabulary.get(name)
        if number is not None:
            numbers.append(number)
            values.append(value)
    length = sum(value * value for value in values) ** 0.5
    return numbers, [value / length for value in values] if length else values


def softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def vocabulary_of(texts: Sequence[Mapping[str, float]], least: int) -> dict[str, int]:
    """A number for each feature that `least` texts or more have."""
    counts: dict[str, int] = {}
    for features in texts:
        for name in features:
            counts[name] = counts.get(name, 0) + 1
    return {name: at for at, name in enumerate(sorted(name for name in counts if counts[name] >= least))}
