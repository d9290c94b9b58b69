"""Where a text could be cut into issues. Whether a cut is kept is decided in services' light, in issues.py."""

from collections.abc import Sequence, Set

from directory.matching.text import Token, words

Range = tuple[int, int]

_JOINS = frozenset(words("and also plus but then additionally"))
_LOOSE = frozenset(words("attracting"))
# What begins with one of these only explains, follows from or asks about what was said before.
_LEANS = frozenset(
    words(
        "it its they them this that everyone nobody someone anyone anything he she who what when where why how does do is "
        "are can could needs need want wants asked reported causing making leaving blocking obscuring creating damaging "
        "hazard danger dangerous very really still again floods flooding whenever so because with while please resident "
        "residents neighbours family looks smells happens"
    )
)
_SIGNS = frozenset(",.;!?\n•")


def segments(text: str, found: Sequence[Token], places: Set[int]) -> list[Range]:
    """The pieces of a text between its joining words and signs, as (first word, after the last).

    A name of a place is never cut, nor are two names side by side ("Hulme Street and Nelson Street").
    """
    pieces: list[Range] = []
    start = 0
    for at in range(1, len(found)):
        joins = found[at].word in _JOINS or found[at].word in _LOOSE
        if not joins and not _is_cut(text[found[at - 1].end : found[at].start]):
            continue
        after = at + 1 if joins else at
        if after >= len(found) or (at - 1 in places and after in places) or found[after].word in _LEANS:
            continue
        if at > start:
            pieces.append((start, at))
        start = after
    pieces.append((start, len(found)))
    return [piece for piece in pieces if piece[0] < piece[1]]


def _is_cut(between: str) -> bool:
    return any(sign in _SIGNS for sign in between) or " - " in between or " – " in between
