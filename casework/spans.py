"""Which of a message's words an issue is: spans put together and taken apart again, and the parts that words may be cut
into. Pure: numbers of characters and texts, no rows."""

import re
from collections.abc import Iterable, Sequence

from storage.cases import Case

Span = tuple[int, int]

MOST_PARTS = 10  # what one list of boxes to tick holds
_BETWEEN = " … "  # where other words stood in between
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|\s*\n\s*|\s*•\s*")
_CLAUSE_ENDS = re.compile(
    r"(?<=[.!?;,])\s+|\s*\n\s*|\s*•\s*|\s+[-–]\s+|\s+(?:and|also|plus|but|then)\s+", re.IGNORECASE
)


def spans_of(case: Case) -> list[Span]:
    """Which of the enquiry's words a case is about."""
    more = [(start, end) for start, end in case.more_spans or ()]
    return [(case.span_start, case.span_end), *more]


def set_spans(case: Case, spans: Sequence[Span]) -> None:
    first, *more = spans
    case.span_start, case.span_end = first
    case.more_spans = [list(span) for span in more] or None


def union(spans: Iterable[Span]) -> list[Span]:
    """Every character that is in one of them, as few spans as that takes, in the order of the text."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def minus(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What is left of the spans without the others."""
    left = union(spans)
    for start, end in union(others):
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, start)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return left


def said(text: str, spans: Iterable[Span]) -> str:
    """The words of the spans, with a sign where others stood between them."""
    pieces = (text[start:end].strip() for start, end in spans)
    return _BETWEEN.join(piece for piece in pieces if piece)


def worded(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans without what is no word at their ends, and without those that have no words at all."""
    trimmed = (_trimmed(text, span) for span in spans)
    return [span for span in trimmed if span[0] < span[1]]


def parts(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """What the words of an issue may be cut into, to choose from: their clauses, or their sentences where there are too
    many clauses; the last one has the rest."""
    found: list[Span] = []
    for ends in (_CLAUSE_ENDS, _SENTENCE_ENDS):
        found = worded(text, [piece for span in spans for piece in _cut(text, span, ends)])
        if len(found) <= MOST_PARTS:
            return [(span,) for span in found]
    first = MOST_PARTS - 1
    return [*((span,) for span in found[:first]), tuple(found[first:])]


def _cut(text: str, span: Span, ends: re.Pattern[str]) -> list[Span]:
    start, last = span
    pieces: list[Span] = []
    for end in ends.finditer(text, *span):
        pieces.append((start, end.start()))
        start = end.end()
    return [*pieces, (start, last)]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and not (text[start].isalnum() or text[start] in "£#@'\"(“‘"):
        start += 1
    while start < end and text[end - 1] in " \t\n,;•-–":
        end -= 1
    return start, end
