"""Linear models fitted to texts, each class against the rest. What is learned, and from which texts, is in training.py,
whose child process alone imports this."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from directory.matching.features import Feature, joint, own
from directory.matching.regression import NEVER, Floats, Regression, known_of
from directory.matching.saying import Word

# Measured by cross-validation over the sample's phrases, with `SHARPNESS`.
_STRENGTH = 1.0
_TOLERANCE = 0.1
_FOLDS = 5
_LEAST_TEXTS = 2
_FEW_TEXTS = 5_000
# How much the mere counts of a class's features weigh beside what tells it from the others: they order the services that
# are not the best, of which the others' examples say nothing ("no" to all of them alike).
_COUNTS_WEIGH, _SMOOTHED = 0.05, 0.02


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts as rows of weighted features, with the class of each and how much it counts."""

    vocabulary: dict[str, int]
    rows: Any
    labels: NDArray[np.int64]
    counts: NDArray[np.float64]


def features_of(said: Sequence[Word]) -> list[Feature]:
    return [*joint(said), *(each for word in said for each in _own(word))]


@cache
def _own(word: Word) -> tuple[Feature, ...]:
    return tuple(own(word))


def examples_of(
    texts: Sequence[Sequence[Feature]], labels: Sequence[int], counts: Sequence[float]
) -> Examples:
    """The texts as a matrix; a feature that too few of them have is left out. Scaled as Regression does it."""
    spread = Counter(name for features in texts for name in {name for name, _ in features})
    kept = sorted(name for name in spread if spread[name] >= _LEAST_TEXTS)
    vocabulary = {name: at for at, name in enumerate(kept)}
    numbers: list[int] = []
    values: list[float] = []
    ends = [0]
    for features in texts:
        some, their = known_of(vocabulary, features)
        size = sum(value * value for value in their) ** 0.5
        numbers += some
        values += [value / size for value in their]
        ends.append(len(numbers))
    rows = csr_matrix((np.array(values), numbers, ends), shape=(len(texts), len(vocabulary)))
    return Examples(vocabulary, rows, np.array(labels), np.array(counts))


def trained(examples: Examples, chosen: NDArray[np.int64], classes: int) -> tuple[Regression, Floats]:
    """The model of all examples, and for each of the chosen ones its distances by a model of the others."""
    distances = np.zeros((len(chosen), classes), dtype=np.float32)
    folds = [chosen % _FOLDS == fold for fold in range(_FOLDS)]
    parts = [np.arange(len(examples.labels)), *(chosen[~inside] for inside in folds)]
    # Processes, one a core: the solver's dice belong to the process, so that threads would throw them for each other.
    # Fewer texts are fitted sooner than a process starts.
    cores = -1 if len(examples.labels) > _FEW_TEXTS else 1
    (whole, *fits) = Parallel(n_jobs=cores)(delayed(fit)(examples, part, classes) for part in parts)
    for inside, (table, bias) in zip(folds, fits, strict=True):
        distances[inside] = examples.rows[chosen[inside]] @ table + bias
    return Regression(examples.vocabulary, *whole), distances


def fit(examples: Examples, chosen: NDArray[np.int64], classes: int) -> tuple[Floats, Floats]:
    """Weights and bias of a linear model of the chosen examples: each class against the rest, squared hinge loss."""
    table = np.zeros((examples.rows.shape[1], classes), dtype=np.float32)
    bias = np.full(classes, NEVER, dtype=np.float32)
    present = np.unique(examples.labels[chosen])
    if len(present) < 2:  # nothing tells the only one from any other
        bias[present] = 0.0
        return table, bias
    model = LinearSVC(C=_STRENGTH, tol=_TOLERANCE, random_state=0)
    model.fit(examples.rows[chosen], examples.labels[chosen], sample_weight=examples.counts[chosen])
    if len(model.classes_) == 2:
        table[:, model.classes_] = np.stack([-model.coef_[0], model.coef_[0]], axis=1)
        bias[model.classes_] = -model.intercept_[0], model.intercept_[0]
    else:
        table[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return table + _COUNTS_WEIGH * _counted(examples, chosen, classes), bias


def _counted(examples: Examples, chosen: NDArray[np.int64], classes: int) -> Floats:
    """What each feature says for each class by how often it occurs there, as naive Bayes has it; zero on the mean."""
    belongs = np.zeros((len(chosen), classes))
    belongs[np.arange(len(chosen)), examples.labels[chosen]] = examples.counts[chosen]
    often = np.asarray(examples.rows[chosen].T @ belongs) + _SMOOTHED
    shares = np.log(often / often.sum(axis=0))
    return np.asarray(shares - shares.mean(axis=1, keepdims=True), dtype=np.float32)
