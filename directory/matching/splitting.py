"""Where a text could be cut into issues. Whether a cut is kept is decided in services' light, in issues.py."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from directory.matching.people import TITLES
from directory.matching.text import Token, words

Range = tuple[int, int]
Beginning = Literal["plain", "anew", "leaning"]

_JOINS = frozenset(words("and also plus but then additionally attracting with"))
_JOIN_OF_THREE = ("as", "well", "as")
# What begins with one of these only explains or follows from what was said before.
_EXPLAINS = frozenset(
    words(
        "it its they them their this that which why because so while whenever very really still again reported causing "
        "making keeps never not do does is are can could what how leaving blocking obscuring creating damaging hazard danger dangerous floods flooding looks smells happens"
    )
)
# What begins with one of these mostly does, or asks about it.
_LEANS = frozenset(
    words(
        "everyone nobody someone somebody anyone anything he she who when where needs need want wants asked "
        "with please resident residents neighbours family no off into"
    )
)
# What begins with one of these begins with a thing of its own: "…, and the toilets were locked".
_BEGINS_ANEW = frozenset(words("the a an there theres another two three some"))
# But one who speaks of "it" speaks of what was before: "damp, and the landlord won't mend it".
_POINTS_BACK = frozenset(words("it its this that them their theirs they these those"))
_SIGNS = frozenset(",.;!?\n•")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, from the first word to after the last, and how it begins: leaning where it is like a remark on
    what was before, anew where it names a thing of its own."""

    words: Range
    begins: Beginning = "plain"


def segments(text: str, found: Sequence[Token], places: Set[int]) -> list[Segment]:
    """The pieces of a text between its joining words and signs.

    A name of a place is never cut, nor are two names side by side ("Hulme Street and Nelson Street").
    """
    pieces: list[Segment] = []
    start = 0
    begins: Beginning = "plain"
    for at in range(1, len(found)):
        joins = _joins(found, at)
        between = text[found[at - 1].end : found[at].start]
        if found[at - 1].word in TITLES and between.strip() == ".":
            continue
        if not joins and not _is_cut(between):
            continue
        after = at + joins
        if after >= len(found) or (at - 1 in places and after in places) or found[after].word in _EXPLAINS:
            continue
        if at > start:
            pieces.append(_segment(found, start, at, begins))
        start, begins = after, _beginning(found[at].word, found[after].word)
    pieces.append(_segment(found, start, len(found), begins))
    return [piece for piece in pieces if piece.words[0] < piece.words[1]]


def _segment(found: Sequence[Token], start: int, end: int, begins: Beginning) -> Segment:
    if begins == "anew" and any(token.word in _POINTS_BACK for token in found[start:end]):
        begins = "plain"
    return Segment((start, end), begins)


def _beginning(joint: str, first: str) -> Beginning:
    if joint in _LEANS or first in _LEANS:
        return "leaning"
    return "anew" if first in _BEGINS_ANEW else "plain"


def _joins(found: Sequence[Token], at: int) -> int:
    """How many words from this one on join what is before to what is behind."""
    if tuple(token.word for token in found[at : at + 3]) == _JOIN_OF_THREE:
        return 3
    return int(found[at].word in _JOINS)


def _is_cut(between: str) -> bool:
    return any(sign in _SIGNS for sign in between) or " - " in between or " – " in between
