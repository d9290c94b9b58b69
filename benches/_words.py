"""Messages to measure with: labelled ones where there are any, else made from the sample's phrases. And the matcher."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from _house import HOUSE, SAMPLE

from directory.council import NO_SERVICE, Council
from directory.faults import DirectoryFaults
from directory.files import read_council
from directory.matching.compile import compile_council, folders_of, sources_of
from directory.matching.compiled import Ready
from directory.matching.matcher import Matcher

LABELLED = "WARDLINE_LABELLED"
KEPT = HOUSE / "var" / "demo" / "words"  # where `make run` keeps them
MADE = 300
WHERE = ("{said}", "{said} on {street}", "{said}, {street}", "{said} in {locality}", "{said} again")


@dataclass(frozen=True)
class Messages:
    """Texts, what they are, and their labelled rows (none where the texts are made)."""

    texts: tuple[str, ...]
    source: str
    rows: tuple[dict[str, Any], ...] = ()


def sample() -> Council:
    """Ends the bench with what is wrong where the sample has faults."""
    try:
        return read_council(SAMPLE)
    except DirectoryFaults as faults:
        raise SystemExit(f"The bench cannot begin: the sample council has faults.\n{faults}") from None


def compiled(council: Council, folder: Path) -> Ready:
    """The council's words below `folder`. Those that `make run` has compiled are copied: they are named by content."""
    words = folders_of(sources_of(council), KEPT).words
    if words.is_dir() and not (folder / words.name).exists():
        shutil.copytree(words, folder / words.name)
    return compile_council(council, folder)


def compile_anew(council: Council, folder: Path) -> tuple[Ready, float]:
    """What is compiled from nothing, whatever was compiled before, and the seconds it took."""
    began = perf_counter()
    ready = compile_council(council, folder)
    return ready, perf_counter() - began


def messages(council: Council) -> Messages:
    """The labelled messages where the environment names their folder, else made-up ones, the same each time."""
    folder = os.environ.get(LABELLED)
    path = Path(folder) / "enquiries.jsonl" if folder else None
    if path is not None and path.is_file():
        rows = tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
        return Messages(tuple(row["text"] for row in rows), f"{len(rows)} labelled messages", rows)
    texts = tuple(_made(council))
    why = f"{LABELLED} is not set" if path is None else f"{LABELLED} holds no enquiries.jsonl"
    return Messages(texts, f"{len(texts)} messages made from the sample's phrases and places ({why})")


def phrases(council: Council) -> list[tuple[str, str]]:
    """(phrase, service) of every service."""
    return [(row.phrase, row.service) for row in council.phrases if row.service not in NO_SERVICE]


def plain_enquiries(council: Council, matcher: Matcher, number: int) -> list[str]:
    """Texts that are understood at once: one issue, sure, no place, so that each opens one case and asks nothing."""
    chosen = random.Random(5).sample(phrases(council), k=len(phrases(council)))
    good = (text for text, _ in chosen if _is_plain(matcher, text))
    return [text for text, _ in zip(good, range(number), strict=False)]


def _is_plain(matcher: Matcher, text: str) -> bool:
    reading = matcher.read(text)
    issue = reading.issues[0] if len(reading.issues) == 1 else None
    return (
        reading.kind == "enquiry"
        and reading.decision == "sure"
        and issue is not None
        and issue.place is None
        and bool(issue.services)
    )


def _made(council: Council) -> Iterator[str]:
    chance = random.Random(7)
    for said, _ in chance.sample(phrases(council), k=MADE):
        street = chance.choice(council.streets).street
        locality = chance.choice(council.localities).locality
        yield chance.choice(WHERE).format(said=said, street=street, locality=locality)
