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
_WORDS_OF_FORM = frozenset(
    words(
        "who whos what when where which why how is are does do can could contact number details deal deals handles handle "
        "runs news update any still ask asking wants help for"
    )
)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The regression over kinds. `dropped_at` is the probability from which a text is taken for chatter."""

    regression: Regression
    dropped_at: float

    def likely(self, text: str, found: Sequence[Token], said: Sequence[Word], covered: float) -> Floats:
        """The probability of each of `KINDS`. `covered`: how well some phrase of a service covers the text."""
        return self.regression.probabilities(said, form(text, found, covered))

    def kind(self, likely: Floats) -> Kind:
        """The kind to act on: chatter only where that is well founded."""
        chatter = KINDS.index("chatter")
        if likely[chatter] >= self.dropped_at:
            return "chatter"
        rest = np.where(np.arange(len(KINDS)) == chatter, 0.0, likely)
        return KINDS[int(rest.argmax())]


def form(text: str, found: Sequence[Token], covered: float) -> list[Feature]:
    """The features of how a text is put, besides its words."""
    shape: dict[str, float] = {"covered": 2.0 * covered}
    for at, token in enumerate(found):
        if token.word in _WORDS_OF_FORM:
            shape[f"~{token.word}"] = 1.0
            if at == 0:
                shape[f"^{token.word}"] = 1.0
    if found and found[0].word in _ASKING:
        shape["?asks"] = 1.5
    if "?" in text:
        shape["?"] = 1.5
    for least in (2, 4, 7):
        if len(found) <= least:
            shape[f"#{least}"] = 0.5
    return list(shape.items())
