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


@dataclass(frozen=True, slots=True)
class Judged:
    """One phrase: its service, and what each part says with the phrase itself left out."""

    service: int
    covered: Floats
    inside: Floats


def calibrate(judged: Sequence[Judged]) -> dict[str, Any]:
    """Weights, bias and threshold of services.Calibration."""
    ranked = [ranking(each.covered, each.inside, None) for each in judged]
    signs = np.array([each.signs for each in ranked])
    right = np.array([each.best == phrase.service for each, phrase in zip(ranked, judged, strict=True)])
    if right.all() or not right.any():
        return {"weights": [0.0] * signs.shape[1], "bias": 4.0 if right.all() else -4.0, "threshold": 0.5}
    model = LogisticRegression(C=10.0, max_iter=1000).fit(signs, right)
    sure = model.predict_proba(signs)[:, 1]
    return {
        "weights": [float(each) for each in model.coef_[0]],
        "bias": float(model.intercept_[0]),
        "threshold": max(LEAST, threshold(sure, right, WRONG_OF_SENT / (1 - ARGUABLE))),
    }


def threshold(sure: Any, right: Any, wrong: float) -> float:
    """The lowest probability from which no more than the share `wrong` of the answers are wrong."""
    order = np.argsort(-np.asarray(sure), kind="stable")
    mistakes = np.cumsum(~np.asarray(right)[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(mistakes <= wrong)
    return float(np.asarray(sure)[order[good[-1]]]) if len(good) else 1.0
