"""Which services a text means: three scores added up, and how sure that is. The parts are in phrasebook.py and
regression.py; what is done with it in matcher.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from directory.matching.phrasebook import Phrasebook
from directory.matching.regression import Regression
from directory.matching.saying import Word

Floats = NDArray[np.float32]

# Words that only say where count this much beside words that say what.
WHERE_SHARE = 0.4
# The sum of the parts. With thousands of phrases the regression carries nearly all of it.
BM25_SHARE, COVERAGE_SHARE, REGRESSION_SHARE = 0.1, 0.1, 1.0
# How sharply the sum is spread over the services that are not the best.
_SPREAD = 6.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Services best first. `sure` is the probability that the first is right, `shares` sum to 1 over all."""

    order: tuple[int, ...]
    total: Floats
    sure: float
    signs: tuple[float, ...]
    covered: float
    likely: float

    @property
    def best(self) -> int:
        return self.order[0]

    def share(self, service: int) -> float:
        """The probability of one service: the best's as calibrated, the rest among themselves."""
        if service == self.best:
            return self.sure
        rest = np.exp(_SPREAD * (self.total - self.total.max()))
        rest[self.best] = 0
        return float((1 - self.sure) * rest[service] / max(float(rest.sum()), 1e-9))


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the signs of a ranking to a probability: a logistic curve. `threshold` is where an answer is sent."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, signs: Sequence[float]) -> float:
        total = self.bias + sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Services:
    """The council's services as they are recognised. Numbers are places in `keys`."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    phrasebook: Phrasebook
    regression: Regression
    calibration: Calibration

    def rank(self, said: Sequence[Word], without: int | None = None) -> Ranking:
        """The services in order for a text; `without` is a phrase of the book that is not to be looked at."""
        bm25, covered = self.phrasebook.scores(attention(said), without)
        likely = self.regression.probabilities(said)
        return ranking(bm25, covered, likely, self.calibration)


def attention(said: Sequence[Word]) -> list[tuple[str, float]]:
    """Each stem with how much it counts."""
    shares: dict[str, float] = {}
    for word in said:
        share = WHERE_SHARE if word.where else 1.0
        shares[word.stem] = max(share, shares.get(word.stem, 0.0))
    return list(shares.items())


def ranking(bm25: Floats, covered: Floats, likely: Floats, calibration: Calibration | None) -> Ranking:
    """The three parts put together."""
    most = max(float(bm25.max(initial=0.0)), 1e-6)
    total = BM25_SHARE * bm25 / most + COVERAGE_SHARE * covered + REGRESSION_SHARE * likely
    order = np.argsort(-total, kind="stable")[:8]
    signs = _signs(total, bm25, covered, likely, order)
    sure = calibration.probability(signs) if calibration else 0.0
    return Ranking(
        tuple(order.tolist()), total, sure, signs, float(covered.max(initial=0.0)), float(likely.max())
    )


def _signs(
    total: Floats, bm25: Floats, covered: Floats, likely: Floats, order: NDArray[np.intp]
) -> tuple[float, ...]:
    """What tells a right answer from a wrong one: score, margin, agreement of the parts."""
    best, second = int(order[0]), int(order[1]) if len(order) > 1 else int(order[0])
    agree = sum(int(part.argmax()) == best for part in (bm25, covered, likely))
    return (
        float(total[best] - total[second]),
        float(likely[best]),
        float(covered[best]),
        float(agree == 3),
        float(agree == 1),
    )


def calibration_from(data: Mapping[str, object]) -> Calibration:
    weights, bias, threshold = data["weights"], data["bias"], data["threshold"]
    assert isinstance(weights, list)
    return Calibration(tuple(float(each) for each in weights), float(str(bias)), float(str(threshold)))
