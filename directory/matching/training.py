"""Trains the regressions on the directory's phrases and writes them as arrays. Runs only as a child process
(`python -m directory.matching.training FOLDER`): nothing else imports scikit-learn, which costs 2 s and 120 MB."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from directory.matching.calibrating import Judged, calibrate
from directory.matching.circumstances import circumstanced
from directory.matching.features import Feature, joint, own
from directory.matching.kinds import KINDS, form
from directory.matching.phrasebook import Phrasebook, phrasebook
from directory.matching.regression import NEVER, Floats, Regression, known_of
from directory.matching.saying import Lexicon, Word, lexicon
from directory.matching.services import attention
from directory.matching.text import tokens

# Measured by cross-validation over the sample's phrases, with `SHARPNESS` and the shares of services.py.
_STRENGTH = 1.0
_FOLDS = 4
_KIND_OF = {"_query": "query", "_chase": "chase", "_chatter": "chatter"}

# A class, the words of a text, features besides its words, and how much the example counts.
Example = tuple[int, Sequence[Word], Sequence[Feature], float]


def main(folder: Path) -> None:
    """Reads `folder/source.json`, writes the trained arrays and what belongs to them into `folder`."""
    source = json.loads((folder / "source.json").read_text(encoding="utf-8"))
    phrases = [(number, text) for number, text in source["phrases"]]
    special = [(kind, text) for kind, text in source["special"] if kind in _KIND_OF]
    words = lexicon([text for _, text in (*phrases, *special)])
    said = [words.read(tokens(text), text=text) for _, text in phrases]
    labels = [number for number, _ in phrases]
    book = phrasebook(
        [(number, [word.stem for word in each]) for number, each in zip(labels, said, strict=True)]
    )
    count = len(source["keys"])
    judged = _judged(book, labels, said, count)
    kinds, dropped_at = _kinds(words, book, phrases, said, judged, special)
    _save(folder / "services.npz", _services(words, phrases, said, count))
    _save(folder / "kinds.npz", kinds)
    np.savez(folder / "phrasebook.npz", allow_pickle=False, **book.arrays())
    content = {
        "counts": words.counts,
        "joined": sorted(words.joined),
        "stems": list(book.stems),
        "common": sorted(book.common),
        "unknown": book.unknown,
        "calibration": calibrate(judged),
        "dropped_at": dropped_at,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    (folder / "words.json").write_text(text, encoding="utf-8")


def fit(examples: Sequence[Example], classes: int, least: int = 2) -> Regression:
    """A linear model of the examples: each class against the rest, by squared hinge loss."""
    seen = [
        [*joint(said), *more, *(each for word in said for each in own(word))] for _, said, more, _ in examples
    ]
    vocabulary = _vocabulary(seen, least)
    model = LinearSVC(C=_STRENGTH, random_state=0)
    labels = np.array([number for number, _, _, _ in examples])
    weights = np.array([weight for _, _, _, weight in examples])
    model.fit(_matrix(vocabulary, seen), labels, sample_weight=weights)
    table = np.zeros((len(vocabulary), classes), dtype=np.float32)
    bias = np.full(classes, NEVER, dtype=np.float32)
    if len(model.classes_) == 2:
        table[:, model.classes_] = np.stack([-model.coef_[0], model.coef_[0]], axis=1)
        bias[model.classes_] = -model.intercept_[0], model.intercept_[0]
    else:
        table[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return Regression(vocabulary, table, bias)


def _services(
    words: Lexicon, phrases: Sequence[tuple[int, str]], said: Sequence[Sequence[Word]], count: int
) -> Regression:
    examples: list[Example] = [
        (number, each, (), 1.0) for (number, _), each in zip(phrases, said, strict=True)
    ]
    for number, text, weight in circumstanced(phrases):
        examples.append((number, words.read(tokens(text), text=text), (), weight))
    return fit(examples, count)


def _judged(
    book: Phrasebook, labels: Sequence[int], said: Sequence[Sequence[Word]], count: int
) -> list[Judged]:
    """Each phrase as the rest of the phrases would have it: what calibration learns from."""
    judged: dict[int, Judged] = {}
    for fold in range(_FOLDS):
        outside: list[Example] = [
            (labels[at], said[at], (), 1.0) for at in range(len(labels)) if at % _FOLDS != fold
        ]
        model = fit(outside, count)
        for at in range(fold, len(labels), _FOLDS):
            bm25, covered = book.scores(attention(said[at]), without=at)
            judged[at] = Judged(labels[at], bm25, covered, model.probabilities(said[at]))
    return [judged[at] for at in range(len(labels))]


def _kinds(
    words: Lexicon,
    book: Phrasebook,
    phrases: Sequence[tuple[int, str]],
    said: Sequence[Sequence[Word]],
    judged: Sequence[Judged],
    special: Sequence[tuple[str, str]],
) -> tuple[Regression, float]:
    """The regression over kinds, and from which probability a text is dropped as chatter."""
    examples: list[Example] = []
    for (_, text), each, how in zip(phrases, said, judged, strict=True):
        well = float(how.covered.max(initial=0.0))
        examples.append((KINDS.index("enquiry"), each, form(text, tokens(text), well), 1.0))
    for kind, text in special:
        found = tokens(text)
        each = words.read(found, text=text)
        well = float(book.scores(attention(each))[1].max(initial=0.0))
        examples.append((KINDS.index(_KIND_OF[kind]), each, form(text, found, well), 2.0))
    if not special:
        empty = np.zeros((0, len(KINDS)), dtype=np.float32)
        return Regression({}, empty, _only(KINDS.index("enquiry"))), 1.1
    return fit(examples, len(KINDS)), _dropped_at(examples)


def _dropped_at(examples: Sequence[Example]) -> float:
    """The probability of chatter that only one real message in three hundred reaches."""
    chatter = KINDS.index("chatter")
    likely: list[float] = []
    for fold in range(_FOLDS):
        model = fit([each for at, each in enumerate(examples) if at % _FOLDS != fold], len(KINDS))
        for number, said, more, _ in examples[fold::_FOLDS]:
            if number != chatter:
                likely.append(float(model.probabilities(said, more)[chatter]))
    return max(0.5, float(np.quantile(likely, 1 - 1 / 300)))


def _only(kind: int) -> Floats:
    return np.array([1.0 if at == kind else NEVER for at in range(len(KINDS))], dtype=np.float32)


def _vocabulary(texts: Sequence[Sequence[Feature]], least: int) -> dict[str, int]:
    """A number for each feature that `least` texts or more have."""
    counts = Counter(name for features in texts for name in {name for name, _ in features})
    return {name: at for at, name in enumerate(sorted(name for name in counts if counts[name] >= least))}


def _matrix(vocabulary: Mapping[str, int], texts: Sequence[Sequence[Feature]]) -> Any:
    """One row a text, scaled as Regression.distances scales it."""
    numbers: list[int] = []
    values: list[float] = []
    ends = [0]
    for features in texts:
        some, their = known_of(vocabulary, features)
        size = sum(value * value for value in their) ** 0.5
        numbers += some
        values += [value / size for value in their]
        ends.append(len(numbers))
    return csr_matrix((np.array(values, np.float64), numbers, ends), shape=(len(texts), len(vocabulary)))


def _save(path: Path, model: Regression) -> None:
    np.savez(path, weights=model.weights.astype(np.float16), bias=model.bias, names=_joined(model.vocabulary))


def _joined(vocabulary: Mapping[str, int]) -> NDArray[np.uint8]:
    """The names of the features in order, as bytes: no feature holds a line break."""
    return np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
