"""A message taken apart into its issues, where the parts are sure and differ. Where it could be cut is in
splitting.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.matching.compiled import Compiled, hidden
from directory.matching.gazetteer import Mention
from directory.matching.kinds import Kind
from directory.matching.regression import Floats
from directory.matching.saying import Word
from directory.matching.services import Ranking
from directory.matching.splitting import Range, segments
from directory.matching.text import Token

# A part stands alone when its own service is at least so likely, and the whole text is no further than that outside
# the service's border (1 is a plain phrase of the service, -1 one of another).
_SURE_PART = 0.7
_NOT_FAR = -0.7
# One word alone is a matter only where it leaves hardly a doubt, and the directory says it in that very form:
# "potholes", but not the "ride" of "park and ride", nor "extensive" for "extension".
_SURE_ALONE = 0.93
# Longer messages are one matter told at length; what does not fit in so many parts is not taken apart.
_MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One issue's words, from the first to after the last, and what they are about."""

    words: Range
    said: tuple[Word, ...]
    ranking: Ranking
    is_part: bool


def pieces(
    words: Compiled, text: str, found: Sequence[Token], mentions: Sequence[Mention], whole: Piece, kind: Kind
) -> list[Piece]:
    """The issues of a text: one, unless it can be cut into parts that are each sure and different."""
    if kind in ("chatter", "chase"):
        return [whole]
    ranges = segments(text, found, hidden(mentions))
    if not 1 < len(ranges) <= _MOST_PARTS:
        return [whole]
    inside = whole.ranking.inside
    parts: list[Piece] = []
    for words_of in ranges:
        part = _piece(words, text, found, mentions, words_of, is_part=True)
        if parts and not _is_new(words, part, parts[-1], inside, {each.ranking.best for each in parts}):
            together = (parts[-1].words[0], words_of[1])
            joined = _piece(words, text, found, mentions, together, is_part=True)
            parts[-1] = joined if len(parts) == 1 or part.said else parts[-1]
        else:
            parts.append(part)
    sure = [part for part in parts if _stands(words, part, inside)]
    return parts if len(parts) > 1 and len(sure) == len(parts) else [whole]


def whole_piece(words: Compiled, text: str, found: Sequence[Token], mentions: Sequence[Mention]) -> Piece:
    """All of a text as one issue."""
    return _piece(words, text, found, mentions, (0, len(found)), is_part=False)


def asked_piece(
    words: Compiled, text: str, found: Sequence[Token], mentions: Sequence[Mention], about: Range
) -> Piece:
    """The words of a question that say what it is about."""
    return _piece(words, text, found, mentions, about, is_part=True)


def _piece(
    words: Compiled,
    text: str,
    found: Sequence[Token],
    mentions: Sequence[Mention],
    words_of: Range,
    *,
    is_part: bool,
) -> Piece:
    start, end = words_of
    places = frozenset(at - start for at in hidden(mentions) if start <= at < end)
    said = tuple(words.lexicon.read(found[start:end], places, text))
    return Piece(words_of, said, words.services.rank(said), is_part)


def _stands(words: Compiled, part: Piece, inside: Floats) -> bool:
    ranking = part.ranking
    if not part.said or ranking.sure < _SURE_PART or float(inside[ranking.best]) < _NOT_FAR:
        return False
    return len(part.said) > 1 or (ranking.sure >= _SURE_ALONE and part.said[0].meant in words.lexicon.counts)


def _is_new(words: Compiled, part: Piece, before: Piece, inside: Floats, known: set[int]) -> bool:
    return _stands(words, part, inside) and _stands(words, before, inside) and part.ranking.best not in known
