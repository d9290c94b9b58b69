"""Trains the regressions on the directory's phrases and writes them as arrays. Runs only as a child process
(`python -m directory.matching.training FOLDER`): nothing else imports scikit-learn, which costs 2 s and 120 MB."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from directory.matching.calibrating import Judged, calibrate
from directory.matching.circumstances import circumstanced
from directory.matching.features import features
from directory.matching.kinds import KINDS, form
from directory.matching.phrasebook import Phrasebook, phrasebook
from directory.matching.regression import Floats, Regression, softmax, vector, vocabulary_of
from directory.matching.saying import Lexicon, Word, lexicon
from directory.matching.services import attention
from directory.matching.text import tokens

_STRENGTH = 8.0
_FOLDS = 4
_KIND_OF = {"_query": "query", "_chase": "chase", "_chatter": "chatter"}

Example = tuple[int, Mapping[str, float], float]


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
    services = _services(words, phrases, said, count)
    judged = _judged(book, labels, said, count)
    covered = _covered(book, said)
    kinds, dropped_at = _kinds(words, book, phrases, said, covered, special)
    _save(folder / "services.npz", services)
    _save(folder / "kinds.npz", kinds)
    np.savez(folder / "phrasebook.npz", **book.arrays())
    _write(
        folder / "words.json",
        {
            "counts": words.counts,
            "joined": sorted(words.joined),
            "stems": list(book.stems),
            "unknown": book.unknown,
            "calibration": calibrate(judged),
            "dropped_at": dropped_at,
        },
    )


def fit(examples: Sequence[Example], classes: int, least: int = 2, rounds: int = 60) -> Regression:
    """A multinomial logistic regression of (class, features, weight)."""
    vocabulary = vocabulary_of([each for _, each, _ in examples], least)
    model = LogisticRegression(C=_STRENGTH, max_iter=rounds, tol=1e-3)
    labels = np.array([number for number, _, _ in examples])
    weights = np.array([weight for _, _, weight in examples])
    model.fit(_matrix(vocabulary, [each for _, each, _ in examples]), labels, sample_weight=weights)
    table = np.zeros((len(vocabulary), classes), dtype=np.float32)
    bias = np.full(classes, -20.0, dtype=np.float32)
    if len(model.classes_) == 2:
        table[:, model.classes_[1]] = model.coef_[0]
        bias[model.classes_[0]] = 0.0
        bias[model.classes_[1]] = model.intercept_[0]
    else:
        table[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return Regression(vocabulary, table, bias)


def _services(
    words: Lexicon, phrases: Sequence[tuple[int, str]], said: Sequence[Sequence[Word]], count: int
) -> Regression:
    examples: list[Example] = [
        (number, features(each), 1.0) for (number, _), each in zip(phrases, said, strict=True)
    ]
    for number, text, weight in circumstanced(phrases):
        examples.append((number, features(words.read(tokens(text), text=text)), weight))
    return fit(examples, count)


def _judged(
    book: Phrasebook, labels: Sequence[int], said: Sequence[Sequence[Word]], count: int
) -> list[Judged]:
    """Each phrase as the rest of the phrases would have it: what calibration learns from."""
    seen = [features(each) for each in said]
    judged: list[Judged] = []
    for fold in range(_FOLDS):
        inside = [at for at in range(len(labels)) if at % _FOLDS == fold]
        outside: list[Example] = [
            (labels[at], seen[at], 1.0) for at in range(len(labels)) if at % _FOLDS != fold
        ]
        model = fit(outside, count, rounds=30)
        for at in inside:
            bm25, covered = book.scores(attention(said[at]), without=at)
            judged.append(Judged(labels[at], bm25, covered, model.probabilities(seen[at])))
    return judged


def _covered(book: Phrasebook, said: Sequence[Sequence[Word]]) -> list[float]:
    return [float(book.scores(attention(each), without=at)[1].max()) for at, each in enumerate(said)]


def _kinds(
    words: Lexicon,
    book: Phrasebook,
    phrases: Sequence[tuple[int, str]],
    said: Sequence[Sequence[Word]],
    covered: Sequence[float],
    special: Sequence[tuple[str, str]],
) -> tuple[Regression, float]:
    """The regression over kinds, and from which probability a text is dropped as chatter."""
    examples: list[Example] = []
    for (_, text), each, well in zip(phrases, said, covered, strict=True):
        examples.append((KINDS.index("enquiry"), form(text, tokens(text), each, well), 1.0))
    for kind, text in special:
        found = tokens(text)
        each = words.read(found, text=text)
        well = float(book.scores(attention(each))[1].max())
        examples.append((KINDS.index(_KIND_OF[kind]), form(text, found, each, well), 2.0))
    if len({number for number, _, _ in examples}) < 2:
        return Regression({}, np.zeros((0, len(KINDS)), np.float32), _only(KINDS.index("enquiry"))), 1.1
    chatter = KINDS.index("chatter")
    lost: list[float] = []
    for fold in range(_FOLDS):
        outside = [each for at, each in enumerate(examples) if at % _FOLDS != fold]
        model = fit(outside, len(KINDS), rounds=30)
        inside = [each for at, each in enumerate(examples) if at % _FOLDS == fold and each[0] != chatter]
        lost += [float(softmax(model.logits(each))[chatter]) for _, each, _ in inside]
    # One real message in three hundred may be taken for chatter.
    dropped_at = float(np.quantile(lost, 1 - 1 / 300)) if lost else 1.1
    return fit(examples, len(KINDS)), max(0.5, dropped_at)


def _only(kind: int) -> Floats:
    return np.array([0.0 if at == kind else -20.0 for at in range(len(KINDS))], dtype=np.float32)


def _matrix(vocabulary: Mapping[str, int], texts: Sequence[Mapping[str, float]]) -> Any:
    numbers: list[int] = []
    values: list[float] = []
    ends = [0]
    for each in texts:
        some, their = vector(vocabulary, each)
        numbers += some
        values += their
        ends.append(len(numbers))
    return csr_matrix((np.array(values, np.float64), numbers, ends), shape=(len(texts), len(vocabulary)))


def _save(path: Path, model: Regression) -> None:
    np.savez(path, weights=model.weights.astype(np.float16), bias=model.bias, names=_joined(model.vocabulary))


def _joined(vocabulary: Mapping[str, int]) -> NDArray[np.uint8]:
    """The names of the features in order, as bytes: no feature holds a line break."""
    return np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
