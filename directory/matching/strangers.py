"""What a council of few services makes of texts that are about none of them: most of what its members write about is
somebody else's. With the phrases, these tell how sure an answer may be said to be (see calibrating.py)."""

from collections.abc import Callable, Iterator, Sequence

from directory.matching.calibrating import Judged
from directory.matching.circumstances import TAILS
from directory.matching.phrasebook import Phrasebook
from directory.matching.regression import Regression
from directory.matching.saying import Lexicon, Word
from directory.matching.services import attention
from directory.matching.text import tokens

# With more services than this nearly every matter is about one of them, and the phrases alone tell.
FEW = 12
_GROUPS = 4
_NONE = -1


def strangers(
    words: Lexicon,
    book: Phrasebook,
    whole: Regression,
    phrases: Sequence[tuple[int, str]],
    said: Sequence[Sequence[Word]],
    model_of: Callable[[Sequence[int]], Regression],
) -> list[Judged]:
    """Remarks of no matter, and each service's phrases as they are read by a model that knows the other services only.
    `model_of` makes one of the phrases at some positions."""
    count = len(whole.bias)
    if count > FEW:
        return []
    found = [*_left_out(book, phrases, said, model_of, min(count, _GROUPS))] if count > 1 else []
    for text in TAILS:
        remark = words.read(tokens(text), text=text)
        found.append(Judged(_NONE, book.covered(attention(remark)), whole.distances(remark)))
    return found


def _left_out(
    book: Phrasebook,
    phrases: Sequence[tuple[int, str]],
    said: Sequence[Sequence[Word]],
    model_of: Callable[[Sequence[int]], Regression],
    groups: int,
) -> Iterator[Judged]:
    for group in range(groups):
        out = [at for at, (number, _) in enumerate(phrases) if number % groups == group]
        others = model_of([at for at, (number, _) in enumerate(phrases) if number % groups != group])
        theirs = sorted({phrases[at][0] for at in out})
        for at in out:
            covered = book.covered(attention(said[at]))
            covered[theirs] = 0.0
            yield Judged(_NONE, covered, others.distances(said[at]))
