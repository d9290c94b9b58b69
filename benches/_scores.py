"""How often a reading of a labelled message is right. The labels' first service is expected, the rest acceptable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process, utils

from directory.matching.matcher import Matcher

Row = dict[str, Any]
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True)
class Ranked:
    """What one message was read as: services best first, the probability stated for the first, what is done, and the
    first service of each issue."""

    services: tuple[str, ...]
    stated: float = 0.0
    decision: str = ""
    issues: tuple[str, ...] = ()


def ours_at(matcher: Matcher, row: Row) -> Ranked:
    reading = matcher.read(row["text"])
    found = reading.issues[0].services if reading.issues else ()
    stated = found[0].score if found else 0.0
    issues = tuple(issue.services[0].key for issue in reading.issues if issue.services)
    return Ranked(tuple(each.key for each in found), stated, reading.decision, issues)


def rapidfuzz_at(phrases: Sequence[tuple[str, str]], row: Row) -> Ranked:
    """The services of the nearest phrases, each once."""
    found = process.extract(
        row["text"],
        [text for text, _ in phrases],
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        limit=100,
    )
    return Ranked(tuple(dict.fromkeys(phrases[at][1] for _, _, at in found)))


def _single(rows: Sequence[Row], read: Sequence[Ranked]) -> Iterator[tuple[Row, Ranked]]:
    """Enquiries and queries about one service: what the bar is about."""
    for row, ranked in zip(rows, read, strict=True):
        if row["kind"] in ("enquiry", "query") and row["services"]:
            yield row, ranked


def scores(rows: Sequence[Row], read: Sequence[Ranked]) -> dict[str, float]:
    pairs = list(_single(rows, read))
    strict = sum(ranked.services[:1] == tuple(row["services"][:1]) for row, ranked in pairs)
    lenient = sum(_is_right(row, ranked) for row, ranked in pairs)
    third = sum(row["services"][0] in ranked.services[:3] for row, ranked in pairs)
    return {
        "strict": _share(strict, len(pairs)),
        "lenient": _share(lenient, len(pairs)),
        "among the first three": _share(third, len(pairs)),
    }


def sent(rows: Sequence[Row], read: Sequence[Ranked]) -> dict[str, float]:
    """What becomes of them: how many are asked about, and how many of those sent are wrong."""
    pairs = list(_single(rows, read))
    going = [(row, ranked) for row, ranked in pairs if ranked.decision in ("sure", "emergency")]
    wrong = sum(not _is_right(row, ranked) for row, ranked in going)
    return {
        "asked about, not sent": _share(len(pairs) - len(going), len(pairs)),
        f"wrong among the {len(going)} sent": _share(wrong, len(going)),
    }


def several(rows: Sequence[Row], read: Sequence[Ranked]) -> dict[str, float]:
    """Messages of several issues: their services found, against missed and made up (F1); and single ones split."""
    right = wanted = found = 0
    for row, ranked in zip(rows, read, strict=True):
        if row["kind"] == "multi":
            right += len(set(ranked.issues) & set(row["services"]))
            wanted, found = wanted + len(set(row["services"])), found + len(set(ranked.issues))
    single = [ranked for _, ranked in _single(rows, read)]
    return {
        "several issues: F1 of their services": _share(2 * right, wanted + found),
        "single issues that are split": _share(sum(len(each.issues) > 1 for each in single), len(single)),
    }


def reliability(rows: Sequence[Row], read: Sequence[Ranked]) -> Iterator[tuple[str, float]]:
    """(how many stated which probability, the share of them that was right): good when the two agree."""
    pairs = [(row, ranked) for row, ranked in _single(rows, read) if ranked.services]
    for low, high in pairwise(BINS):
        inside = [(row, ranked) for row, ranked in pairs if low <= ranked.stated < high]
        if inside:
            stated = _share(sum(ranked.stated for _, ranked in inside), len(inside))
            right = _share(sum(_is_right(row, ranked) for row, ranked in inside), len(inside))
            bounds = f"{100 * low:.0f}–{min(100 * high, 100):.0f}"
            yield f"stated {bounds} % (mean {stated:.0f} %, n = {len(inside)}): right", right


def _is_right(row: Row, ranked: Ranked) -> bool:
    return bool(ranked.services) and ranked.services[0] in row["services"]


def _share(part: float, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
