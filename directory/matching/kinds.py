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
# Whom a "who" after a comma tells more about, and what a "which" goes on with that picks none: neither asks.
_PEOPLE = frozenset(
    words(
        "mr mrs ms miss dr lady woman man gentleman chap fella bloke girl lad mum dad nan son daughter wife husband "
        "resident residents constituent constituents neighbour neighbours tenant pensioner people owner shopkeeper"
    )
)
_GOES_ON = frozenset(
    words(
        "is are was were has have had i he she we they it the a mr mrs ms miss means makes keeps leaves causes several"
    )
)
_FROM_A_PERSON = 4
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
        if token.word in _WORDS_OF_FORM and not _is_of_a_house(found, at):
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
    signs = text[found[at - 1].end : found[at].start]
    if found[at].word not in _BEGINS_QUESTION or not any(sign in ",.;:-–" for sign in signs):
        return False
    return "," not in signs or not _tells_more(found, at)


def _tells_more(found: Sequence[Token], at: int) -> bool:
    """Does a clause after a comma go on about what was said: "Mrs Roe, who lives there", "…, which is a disgrace"?"""
    word = found[at].word
    if word == "which":
        return at + 1 < len(found) and found[at + 1].word in _GOES_ON
    return word == "who" and any(each.word in _PEOPLE for each in found[max(0, at - _FROM_A_PERSON) : at])


def _is_of_a_house(found: Sequence[Token], at: int) -> bool:
    """ "Number 12" is where somebody lives; a number that is asked for stands alone."""
    return found[at].word == "number" and at + 1 < len(found) and found[at + 1].word[0].isdigit()


def asks(found: Sequence[Token]) -> bool:
    """Does a text begin like a question to the directory? "Why" and "what a" complain more often than they ask."""
    said = [token.word for token in found[:2]]
    return bool(said) and said[0] in _BEGINS_QUESTION and said != ["what", "a"]
