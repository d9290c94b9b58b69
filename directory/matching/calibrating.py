"""How sure a ranking is: the curve from its signs to a probability, and the probability from which an answer is sent.
Learned from the directory's own phrases, each judged by the others; used in services.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from directory.matching.regression import Floats
from directory.matching.services import ranking

# The share of answers sent that may be wrong.
WRONG_OF_SENT = 0.02
# Of the phrases that the others surely give to another service, so many a person would give to either ("hate crime
# report": police or cohesion). Of 120 drawn at random 88, judged by hand; this is the low end of what that allows.
ARGUABLE = 0.7
# However easily a council's phrases are told apart: messages come that are about none of its services.
LEAST = 0.75
# Where strangers are judged too: so many of them to one message about a service.
STRANGERS = 0.3


@dataclass(frozen=True, slots=True)
class Judged:
    """One phrase: its service, and what each part says with the phrase itself left out."""

    service: int
    covered: Floats
    inside: Floats


def calibrate(judged: Sequence[Judged], strangers: Sequence[Judged] = ()) -> dict[str, Any]:
    """Weights, bias, ceiling and threshold of services.Calibration. `strangers` are texts of no service, each of which
    is wrong whatever it is given to."""
    ranked = [ranking(each.covered, each.inside, None) for each in (*judged, *strangers)]
    signs = np.array([each.signs for each in ranked])
    right = np.array(
        [each.best == text.service for each, text in zip(ranked, (*judged, *strangers), strict=True)]
    )
    # So many phrases of a council, all of them right, would still show no more than this.
    ceiling = (len(judged) + 1) / (len(judged) + 2)
    if right.all() or not right.any():
        return {
            "weights": [0.0] * signs.shape[1],
            "bias": 4.0 if right.all() else -4.0,
            "ceiling": ceiling,
            "threshold": LEAST,
        }
    counts = np.ones(len(ranked))
    counts[len(judged) :] = STRANGERS * len(judged) / max(1, len(strangers))
    model = LogisticRegression(C=10.0, max_iter=1000).fit(signs, right, sample_weight=counts)
    sure = model.predict_proba(signs)[:, 1]
    return {
        "weights": [float(each) for each in model.coef_[0]],
        "bias": float(model.intercept_[0]),
        "ceiling": ceiling,
        "threshold": max(LEAST, threshold(sure, right, counts, WRONG_OF_SENT / (1 - ARGUABLE))),
    }


def threshold(sure: Any, right: Any, counts: Any, wrong: float) -> float:
    """The lowest probability from which no more than the share `wrong` of the answers are wrong."""
    order = np.argsort(-np.asarray(sure), kind="stable")
    weighed = np.asarray(counts)[order]
    mistakes = np.cumsum(~np.asarray(right)[order] * weighed) / np.cumsum(weighed)
    good = np.flatnonzero(mistakes <= wrong)
    return float(np.asarray(sure)[order[good[-1]]]) if len(good) else 1.0
