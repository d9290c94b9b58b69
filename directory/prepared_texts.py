"""Texts that staff start from when they write to a member: facts of the case in braces, and in square brackets the gaps
that only the person writing can fill. Plain text: nothing in a text, nor in what is put into it, is ever run. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from directory.council import PreparedText

# What the case itself says, and the gap that is left where it does not.
FACTS: Mapping[str, str] = {
    "reference": "the reference",
    "place": "the place",
    "member": "the councillor",
    "owner": "who is responsible",
    "contact": "whom to ask",
}
# Filled from the form of a scheduled outcome; anywhere else by whoever writes. Never by a text.
DAY = "the date you confirm"
OUTCOMES = ("done", "scheduled", "not_ours", "no")

_FACT = re.compile(r"\{([^{}\[\]]*)\}")
_GAP = re.compile(r"\[([^{}\[\]]*)\]")
_PART = re.compile(rf"{_FACT.pattern}|{_GAP.pattern}")
_DAY = re.compile(rf"\[\s*{DAY}\s*\]", re.IGNORECASE)


def facts_in(text: str) -> list[str]:
    return [name.strip() for name in _FACT.findall(text)]


def gaps_in(text: str) -> list[str]:
    return [_tidy(name) for name in _GAP.findall(text)]


def words_of(text: str) -> list[str]:
    """What the text itself says, between its facts and its gaps."""
    return _PART.sub("\0", text).split("\0")


def loose_bracket(text: str) -> str:
    """A bracket of either kind that belongs to no fact and no gap; empty where there is none."""
    return next((letter for part in words_of(text) for letter in part if letter in "{}[]"), "")


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with the case's facts in it, in one pass: what a fact says is not read again."""

    def said(found: re.Match[str]) -> str:
        name = found[1].strip()
        return facts.get(name, "").strip() or f"[{FACTS.get(name, name)}]"

    return _FACT.sub(said, text)


def with_day(words: str, day: date) -> str:
    """The words with the day that the owner confirmed in its gap."""
    return _DAY.sub(f"{day:%A %-d %B %Y}", words)


def gaps_left(words: str, texts: Sequence[PreparedText]) -> list[str]:
    """The gaps of the council's texts that still stand in the words, also with one of their brackets gone. Other
    brackets are the writer's own."""
    said = _tidy(words).casefold()
    names = {
        name.casefold(): name for name in sorted(_known(texts), key=len)
    }  # of two at one place, the longer
    found = {at: name for low, name in names.items() if (at := _place(low, said)) is not None}
    return [found[at] for at in sorted(found)]


def offered(texts: Sequence[PreparedText], kind: str, service: str | None) -> list[PreparedText]:
    """The texts of a kind: the service's own, then those for any."""
    fits = [text for text in texts if text.kind == kind and text.service in ("", service)]
    return sorted(fits, key=lambda text: not text.service)


def _known(texts: Sequence[PreparedText]) -> Collection[str]:
    return {*FACTS.values(), DAY, *(gap for text in texts for gap in gaps_in(text.text))}


def _place(gap: str, said: str) -> int | None:
    named = re.escape(gap)
    found = re.search(rf"\[ ?{named}(?!\w)|(?<!\w){named} ?\]", said)
    return found.start() if found else None


def _tidy(text: str) -> str:
    return " ".join(text.split())
