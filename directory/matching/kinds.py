"""What kind of message a text is: an enquiry, a query, a chase after news, or chatter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from directory.matching.features import Feature
from directory.matching.regression import Floats, Regression
from directory.matching.saying import Word
from directory.matching.text import Token, words

Kind = Literal["enquiry", "query", "chase", "chatter"]
KINDS: tuple[Kind, ...] = ("enquiry", "query", "chase", "chatter")

_ASKING = frozenset(
    words("who whos what whats when where wheres which why how is are does do can could will has was whose")
)
_BEGINS_QUESTION = frozenset(words("who whos what when where which how is are does do"))
_WORDS_OF_FORM = frozenset(
    words(
        "who whos what when where which why how is are does do can could contact number details deal deals handles handle "
        "runs news update any still ask asking wants help for"
    )
)


@dataclass(frozen=True, slots=True)
class Matter:
    """How much a text is like the business of some service: how well one phrase covers it, and how likely the
    regression finds its first choice. Chatter is like none."""

    covered: float
    likely: float


@dataclass(frozen=True, slots=True)
class Kinds:
    """The regression over kinds. `dropped_at` is the probability from which a text is taken for chatter; from
    `doubted_at` on it may be chatter, and is asked about whatever else it seems to say."""

    regression: Regression
    dropped_at: float
    doubted_at: float

    def likely(self, text: str, found: Sequence[Token], said: Sequence[Word], matter: Matter) -> Floats:
        """The probability of each of `KINDS`."""
        return self.regression.probabilities(said, form(text, found, matter))

    def kind(self, likely: Floats) -> Kind:
        """The kind to act on: chatter only where that is well founded."""
        chatter = KINDS.index("chatter")
        if likely[chatter] >= self.dropped_at:
            return "chatter"
        rest = np.where(np.arange(len(KINDS)) == chatter, 0.0, likely)
        return KINDS[int(rest.argmax())]

    def may_be_chatter(self, likely: Floats) -> bool:
        return bool(likely[KINDS.index("chatter")] >= self.doubted_at)


def form(text: str, found: Sequence[Token], matter: Matter) -> list[Feature]:
    """The features of how a text is put, besides its words."""
    shape: dict[str, float] = {"covered": 2.0 * matter.covered, "likely": 2.0 * matter.likely}
    for least in (0.3, 0.6, 0.9):
        if matter.likely < least:
            shape[f"likely<{least}"] = 0.7
    for at, token in enumerate(found):
        if token.word in _WORDS_OF_FORM:
            shape[f"~{token.word}"] = 1.0
            if at == 0:
                shape[f"^{token.word}"] = 1.0
    if found and found[0].word in _ASKING:
        shape["?asks"] = 1.5
    if any(_asks_anew(text, found, at) for at in range(1, len(found))):
        shape["?clause"] = 1.5
    if "?" in text:
        shape["?"] = 1.5
    for least in (2, 4, 7):
        if len(found) <= least:
            shape[f"#{least}"] = 0.5
    return list(shape.items())


def _asks_anew(text: str, found: Sequence[Token], at: int) -> bool:
    """Does a question begin in the middle of a text, after a sign: "…, who is the officer"?"""
    return found[at].word in _BEGINS_QUESTION and any(
        sign in ",.;:-–" for sign in text[found[at - 1].end : found[at].start]
    )


def asks(found: Sequence[Token]) -> bool:
    """Does a text begin like a question to the directory? "Why" and "what a" complain more often than they ask."""
    said = [token.word for token in found[:2]]
    return bool(said) and said[0] in _BEGINS_QUESTION and said != ["what", "a"]
