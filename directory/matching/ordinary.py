"""The ordinary words of ordinary.txt, as a set."""

from functools import cache
from pathlib import Path


@cache
def ordinary_words() -> frozenset[str]:
    text = (Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
