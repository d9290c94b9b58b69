"""Which services a text means, as the regression finds them, and how sure that is: the phrases are a second opinion.
What is done with it is in matcher.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from directory.matching.phrasebook import Phrasebook
from directory.matching.regression import SHARPNESS, Regression, softmax
from directory.matching.saying import Word

Floats = NDArray[np.float32]

# Words that only say where count this much beside words that say what.
WHERE_SHARE = 0.4
# How sharply what is left is spread over the services that are not the best.
_SPREAD = 6.0
_RANKED = 8


@dataclass(frozen=True, slots=True)
class Ranking:
    """Services best first. `sure` is the probability that the first is right; `inside` is how far the regression finds
    the text inside each, `likely` what it makes of that, `covered` how much of the text is in one phrase."""

    order: tuple[int, ...]
    inside: Floats
    likely: Floats
    sure: float
    signs: tuple[float, ...]
    covered: float

    @property
    def best(self) -> int:
        return self.order[0]

    @property
    def is_covered(self) -> float:
        """How much of the text is in one phrase of the first service, and of the phrase in the text."""
        return self.signs[4]

    def lead_on(self, service: int) -> float:
        """How much further inside the first service the text is than inside `service`."""
        return float(self.inside[self.best] - self.inside[service])

    def shares(self) -> Floats:
        """The probability of each service: the best's as calibrated, the rest among themselves."""
        rest = np.exp(_SPREAD * (self.likely - self.likely.max()))
        rest[self.best] = 0
        shares = (1 - self.sure) * rest / max(float(rest.sum()), 1e-9)
        shares[self.best] = self.sure
        return np.asarray(shares)


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the signs of a ranking to a probability: a logistic curve below a `ceiling`, the most that the council's
    phrases can show. `threshold` is where an answer is sent."""

    weights: tuple[float, ...]
    bias: float
    ceiling: float
    threshold: float

    def probability(self, signs: Sequence[float]) -> float:
        total = self.bias + sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))
        return min(self.ceiling, 1 / (1 + exp(-max(-30.0, min(30.0, total)))))


@dataclass(frozen=True, slots=True)
class Services:
    """The council's services as they are recognised. Numbers are places in `keys`."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    phrasebook: Phrasebook
    regression: Regression
    calibration: Calibration

    def rank(self, said: Sequence[Word]) -> Ranking:
        """The services in order for a text."""
        covered = self.phrasebook.covered(attention(said))
        return ranking(covered, self.regression.distances(said), self.calibration)


def attention(said: Sequence[Word]) -> list[tuple[str, float]]:
    """Each stem with how much it counts."""
    shares: dict[str, float] = {}
    for word in said:
        share = WHERE_SHARE if word.where else 1.0
        shares[word.stem] = max(share, shares.get(word.stem, 0.0))
    return list(shares.items())


def ranking(covered: Floats, inside: Floats, calibration: Calibration | None) -> Ranking:
    """The services in the order of the regression, judged by both."""
    order = np.argsort(-inside, kind="stable")[:_RANKED]
    likely = softmax(SHARPNESS * inside)
    signs = _signs(covered, inside, likely, order)
    sure = calibration.probability(signs) if calibration else 0.0
    return Ranking(tuple(order.tolist()), inside, likely, sure, signs, float(covered.max(initial=0.0)))


def _signs(covered: Floats, inside: Floats, likely: Floats, order: NDArray[np.intp]) -> tuple[float, ...]:
    """What tells a right answer from a wrong one: likelihood and margin, both as distances too, which still differ where
    all is nearly certain, and what the phrases say."""
    best, second = int(order[0]), int(order[1]) if len(order) > 1 else int(order[0])
    return (
        float(likely[best] - likely[second]),
        float(likely[best]),
        float(inside[best] - inside[second]),
        float(inside[best]),
        float(covered[best]),
        float(int(covered.argmax()) == best),
    )


def calibration_from(data: Mapping[str, object]) -> Calibration:
    weights = data["weights"]
    assert isinstance(weights, list)
    bias, ceiling, threshold = (float(str(data[name])) for name in ("bias", "ceiling", "threshold"))
    return Calibration(tuple(float(each) for each in weights), bias, ceiling, threshold)
