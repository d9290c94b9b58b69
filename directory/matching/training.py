"""Trains the regressions on the directory's phrases and writes them as arrays. Runs only as a child process
(`python -m directory.matching.training FOLDER`): nothing else imports scikit-learn, which costs 2 s and 120 MB."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.council import SPOKEN_KINDS
from directory.matching.calibrating import Judged, calibrate
from directory.matching.circumstances import TAILS, asked, circumstanced
from directory.matching.corrections import counted
from directory.matching.english import left_alone
from directory.matching.fitting import Examples, examples_of, features_of, fit, trained
from directory.matching.format import FORMAT
from directory.matching.kinds import KINDS, Matter, asks, form
from directory.matching.phrasebook import Phrasebook, phrasebook
from directory.matching.regression import NEVER, SHARPNESS, Floats, Regression, softmax
from directory.matching.saying import Lexicon, Word, lexicon
from directory.matching.services import Services, attention, calibration_from
from directory.matching.strangers import strangers
from directory.matching.text import tokens

_KIND_OF = {spoken: spoken.removeprefix("_") for spoken in SPOKEN_KINDS}
# How much a correction counts beside a phrase: once is enough where the phrases are not sure.
_TAUGHT_COUNTS = 2.0
# How much an example of the rarer kinds counts beside one of an enquiry.
_SPECIAL_COUNTS = 3.0
# Every so many-th phrase also teaches, passed on by somebody, what an enquiry is.
_PASSED_ON_EVERY = 3
# One real message in so many may be taken for chatter; one in so many may be asked about because it is like it.
_DROPPED_OF, _DOUBTED_OF = 400, 100


def main(folder: Path) -> None:
    """Reads `folder/source.json`, writes the trained arrays and what belongs to them into `folder`."""
    source = json.loads((folder / "source.json").read_text(encoding="utf-8"))
    if source.get("format") != FORMAT:
        # A bot runs on while its files are replaced: it could not read what they write.
        sys.exit("Wardline was changed on disk while it ran: start it again")
    phrases = [(number, text) for number, text in source["phrases"]]
    special = [(kind, text) for kind, text in source["special"] if kind in _KIND_OF]
    words = lexicon([text for _, text in (*phrases, *special)])
    said = [words.read(tokens(text), text=text) for _, text in phrases]
    labels = [number for number, _ in phrases]
    book = phrasebook(
        [(number, [word.stem for word in each]) for number, each in zip(labels, said, strict=True)]
    )
    services, inside = _services(words, phrases, said, len(source["keys"]))
    judged = [
        Judged(number, book.covered(attention(each), without=at), inside[at])
        for at, (number, each) in enumerate(zip(labels, said, strict=True))
    ]
    kinds, (doubted_at, dropped_at) = _kinds(words, book, services, phrases, judged, special)

    def model_of(some: Sequence[int]) -> Regression:
        few = _service_examples(words, [phrases[at] for at in some], [said[at] for at in some])
        return _regression(few, len(source["keys"]))

    calibration = calibrate(judged, strangers(words, book, services, phrases, said, model_of))
    alone = Services(
        tuple(source["keys"]), tuple(source["names"]), book, services, calibration_from(calibration)
    )
    taught = _taught(words, alone, source["corrections"])
    if taught:
        services, book = _with_taught(words, phrases, said, taught, len(source["keys"]))
    _save(folder / "services.npz", services)
    _save(folder / "kinds.npz", kinds)
    np.savez(folder / "phrasebook.npz", allow_pickle=False, **book.arrays())
    content = {
        "counts": words.counts,
        "english": left_alone(words.speller),
        "joined": sorted(words.joined),
        "stems": list(book.stems),
        "common": sorted(book.common),
        "unknown": book.unknown,
        "calibration": calibration,
        "held_out": _held_out(judged),
        "dropped_at": dropped_at,
        "doubted_at": doubted_at,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    (folder / "words.json").write_text(text, encoding="utf-8")


def _held_out(judged: Sequence[Judged]) -> dict[str, float]:
    """How often the phrases' own service is the first, and among the first three, by a model of the other phrases."""
    orders = [(each.service, np.argsort(-each.inside, kind="stable")) for each in judged]
    return {
        name: sum(service in order[:many] for service, order in orders) / max(1, len(orders))
        for name, many in (("first", 1), ("first_three", 3))
    }


def _services(
    words: Lexicon, phrases: Sequence[tuple[int, str]], said: Sequence[Sequence[Word]], count: int
) -> tuple[Regression, Floats]:
    """The regression over services, and for each phrase how far the others find it inside each."""
    examples = _service_examples(words, phrases, said)
    return trained(examples, np.arange(len(phrases)), count)


def _service_examples(
    words: Lexicon,
    phrases: Sequence[tuple[int, str]],
    said: Sequence[Sequence[Word]],
    taught: Sequence[tuple[int, str]] = (),
) -> Examples:
    """The phrases, then the same in circumstances, then what corrections teach."""
    others = [
        (number, words.read(tokens(text), text=text), weight)
        for number, text, weight in (
            *circumstanced(phrases),
            *((number, text, _TAUGHT_COUNTS) for number, text in taught),
            *circumstanced(taught),
        )
    ]
    texts = [*said, *(each for _, each, _ in others)]
    labels = [*(number for number, _ in phrases), *(number for number, _, _ in others)]
    counts = [*(1.0 for _ in phrases), *(weight for _, _, weight in others)]
    return examples_of([features_of(each) for each in texts], labels, counts)


def _regression(examples: Examples, count: int) -> Regression:
    table, bias = fit(examples, np.arange(len(examples.labels)), count)
    return Regression(examples.vocabulary, table, bias)


def _taught(words: Lexicon, alone: Services, corrections: Sequence[Sequence[Any]]) -> list[tuple[int, str]]:
    """The corrections that count, beside what the phrases `alone` are sure of."""
    sure: list[int | None] = []
    for _, text in corrections:
        ranked = alone.rank(words.read(tokens(text), text=text))
        sure.append(ranked.best if ranked.sure >= alone.calibration.threshold else None)
    numbers = [number for number, _ in corrections]
    counts = counted(list(zip(numbers, sure, strict=True)))
    return [(number, text) for (number, text), each in zip(corrections, counts, strict=True) if each]


def _with_taught(
    words: Lexicon,
    phrases: Sequence[tuple[int, str]],
    said: Sequence[Sequence[Word]],
    taught: Sequence[tuple[int, str]],
    count: int,
) -> tuple[Regression, Phrasebook]:
    """The regression and the book with what corrections teach. How sure they are is judged by the phrases alone."""
    services = _regression(_service_examples(words, phrases, said, taught), count)
    told = [
        *((number, [word.stem for word in each]) for (number, _), each in zip(phrases, said, strict=True)),
        *((number, [word.stem for word in words.read(tokens(text), text=text)]) for number, text in taught),
    ]
    return services, phrasebook(sorted(told, key=lambda each: each[0]))


def _kinds(
    words: Lexicon,
    book: Phrasebook,
    services: Regression,
    phrases: Sequence[tuple[int, str]],
    judged: Sequence[Judged],
    special: Sequence[tuple[str, str]],
) -> tuple[Regression, tuple[float, float]]:
    """The regression over kinds, and from which probabilities a text may be chatter, and is dropped as chatter."""
    enquiry, chatter = KINDS.index("enquiry"), KINDS.index("chatter")
    if not special:
        return Regression({}, np.zeros((0, len(KINDS)), dtype=np.float32), _only(enquiry)), (1.1, 1.1)
    texts, labels = [], []
    for text, said, matter, label in _kind_examples(words, book, services, phrases, judged, special):
        texts.append([*features_of(said), *form(text, tokens(text), matter)])
        labels.append(label)
    examples = examples_of(texts, labels, [_SPECIAL_COUNTS if label != enquiry else 1.0 for label in labels])
    kinds, inside = trained(examples, np.arange(len(texts)), len(KINDS))
    likely = np.stack([softmax(SHARPNESS * each) for each in inside])
    real = likely[examples.labels != chatter, chatter]
    doubted_at, dropped_at = (float(np.quantile(real, 1 - 1 / each)) for each in (_DOUBTED_OF, _DROPPED_OF))
    return kinds, (doubted_at, max(0.5, dropped_at))


def _kind_examples(
    words: Lexicon,
    book: Phrasebook,
    services: Regression,
    phrases: Sequence[tuple[int, str]],
    judged: Sequence[Judged],
    special: Sequence[tuple[str, str]],
) -> Iterator[tuple[str, Sequence[Word], Matter, int]]:
    """(text, its words, how like a service's business, number of its kind). A service's phrase may itself ask."""
    enquiry, query = KINDS.index("enquiry"), KINDS.index("query")
    passed_on = [text for _, text, _ in circumstanced(phrases)]
    for at, ((_, text), how) in enumerate(zip(phrases, judged, strict=True)):
        matter = Matter(float(how.covered.max(initial=0.0)), float(softmax(SHARPNESS * how.inside).max()))
        label = query if asks(tokens(text)) else enquiry
        yield text, words.read(tokens(text), text=text), matter, label
        if label == enquiry and at % _PASSED_ON_EVERY == 0:
            other = passed_on[at]
            yield other, words.read(tokens(other), text=other), matter, enquiry
    for text in TAILS:
        yield text, words.read(tokens(text), text=text), Matter(0.0, 0.0), enquiry
    asking = [("_query", text) for text in asked(phrases)]
    for kind, text in (*special, *asking):
        said = words.read(tokens(text), text=text)
        covered = float(book.covered(attention(said)).max(initial=0.0))
        matter = Matter(covered, float(services.probabilities(said).max()))
        yield text, said, matter, KINDS.index(_KIND_OF[kind])


def _only(kind: int) -> Floats:
    return np.array([1.0 if at == kind else NEVER for at in range(len(KINDS))], dtype=np.float32)


def _save(path: Path, model: Regression) -> None:
    np.savez(path, weights=model.weights.astype(np.float16), bias=model.bias, names=_joined(model.vocabulary))


def _joined(vocabulary: Mapping[str, int]) -> NDArray[np.uint8]:
    """The names of the features in order, as bytes: no feature holds a line break."""
    return np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
