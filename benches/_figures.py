"""Numbers from samples, and how they are written. Nothing is measured and nothing is printed here."""

from collections.abc import Iterable, Sequence
from math import ceil
from statistics import median

Rounds = Sequence[float]  # one figure a round


def percentile(samples: Iterable[float], share: float) -> float:
    """The smallest sample that at least `share` of all do not exceed (nearest rank: no sample is invented)."""
    ordered = sorted(samples)
    if not ordered:
        raise ValueError("no samples")
    rank = ceil(len(ordered) * share - 1e-9)
    return ordered[max(rank, 1) - 1]


def as_rounds(value: float | Rounds | None) -> Rounds:
    """A single figure is one round; None is none at all."""
    if value is None:
        return ()
    return (float(value),) if isinstance(value, int | float) else value


def shown(rounds: Rounds) -> str:
    """The median of the rounds, and between which two figures they lay."""
    if not rounds:
        return "–"
    middle = number(median(rounds))
    if len(rounds) == 1:
        return middle
    return f"{middle} [{number(min(rounds))}–{number(max(rounds))}]"


def ratio(rounds: Rounds, baseline: Rounds) -> str:
    """How many times the baseline's median this one's is."""
    if not rounds or not baseline or not median(baseline):
        return ""
    return f"×{number(median(rounds) / median(baseline))}"


def number(value: float) -> str:
    """Three figures that mean something, and no more."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 or not size else f"{value:.2g}"
