"""A message taken apart into its issues, where the parts are sure and differ. Where it could be cut is in
splitting.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from directory.matching.compiled import Compiled, hidden
from directory.matching.gazetteer import Mention
from directory.matching.kinds import Kind
from directory.matching.saying import Word
from directory.matching.services import Ranking
from directory.matching.splitting import Beginning, Range, segments
from directory.matching.text import Token

# A part stands alone when it is so far inside its service's border, and the whole text is no further than that outside
# (1 is a plain phrase of the service, -1 one of another).
_INSIDE = 0.6
_NOT_FAR = -0.7
# Two parts are two matters when each is so much further inside its own service than inside the other's.
_APART = 1.6
# Both where the second part begins with a thing of its own: less will do.
_INSIDE_ANEW, _APART_ANEW = 0.3, 0.75
# Words that lean on what was said before stand only where they leave hardly a doubt, and one word alone only if the
# directory has it for a whole phrase: "potholes", but not the "ride" of "park and ride".
_SURE_ALONE = 0.98
_WHOLE_PHRASE = 0.99
# Longer messages are one matter told at length; what does not fit in so many parts is not taken apart.
_MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One issue's words, from the first to after the last, and what they are about."""

    words: Range
    said: tuple[Word, ...]
    ranking: Ranking
    is_part: bool = True
    begins: Beginning = "plain"


def pieces(
    words: Compiled, text: str, found: Sequence[Token], mentions: Sequence[Mention], whole: Piece, kind: Kind
) -> list[Piece]:
    """The issues of a text: one, unless it can be cut into parts that are each sure and different."""
    if kind in ("chatter", "chase"):
        return [whole]
    found_segments = segments(text, found, hidden(mentions))
    if not 1 < len(found_segments) <= _MOST_PARTS:
        return [whole]
    parts: list[Piece] = []
    for segment in found_segments:
        part = _piece(words, text, found, mentions, segment.words, segment.begins)
        if parts and not _is_new(part, parts, whole):
            together = (parts[-1].words[0], part.words[1])
            joined = _piece(words, text, found, mentions, together)
            parts[-1] = _surest(joined, parts[-1], part)
        else:
            parts.append(part)
    differ = len({part.ranking.best for part in parts}) == len(parts)
    return parts if len(parts) > 1 and differ else [whole]


def whole_piece(words: Compiled, text: str, found: Sequence[Token], mentions: Sequence[Mention]) -> Piece:
    """All of a text as one issue."""
    return replace(_piece(words, text, found, mentions, (0, len(found))), is_part=False)


def asked_piece(
    words: Compiled, text: str, found: Sequence[Token], mentions: Sequence[Mention], about: Range
) -> Piece:
    """The words of a question that say what it is about."""
    return _piece(words, text, found, mentions, about)


def _piece(
    words: Compiled,
    text: str,
    found: Sequence[Token],
    mentions: Sequence[Mention],
    words_of: Range,
    begins: Beginning = "plain",
) -> Piece:
    start, end = words_of
    places = frozenset(at - start for at in hidden(mentions) if start <= at < end)
    said = tuple(words.lexicon.read(found[start:end], places, text))
    return Piece(words_of, said, words.services.rank(said), begins=begins)


def _is_new(part: Piece, before: Sequence[Piece], whole: Piece) -> bool:
    inside, apart = (_INSIDE_ANEW, _APART_ANEW) if part.begins == "anew" else (_INSIDE, _APART)
    return (
        _stands(part, whole, inside)
        and _stands(before[-1], whole, inside)
        and all(_are_apart(part.ranking, each.ranking, apart) for each in before)
    )


def _stands(part: Piece, whole: Piece, inside: float) -> bool:
    ranking = part.ranking
    if (
        not part.said
        or ranking.inside[ranking.best] < inside
        or whole.ranking.inside[ranking.best] < _NOT_FAR
    ):
        return False
    if len(part.said) == 1 and ranking.is_covered < _WHOLE_PHRASE:
        return False
    return part.begins != "leaning" or ranking.sure >= _SURE_ALONE


def _are_apart(one: Ranking, other: Ranking, least: float) -> bool:
    leads = one.lead_on(other.best), other.lead_on(one.best)
    return one.best != other.best and min(leads) >= least


def _surest(joined: Piece, before: Piece, part: Piece) -> Piece:
    """The words of both, read as what is surest: a preface ("two things:") or a remark takes nothing away."""
    ranking = max((joined, before, part), key=lambda each: each.ranking.sure if each.said else 0.0).ranking
    return replace(joined, ranking=ranking, begins=before.begins)
