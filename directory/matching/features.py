"""What the regressions look at: stems, pairs of stems and the letters of the words, said or only where. No weights
that were learned."""

from collections.abc import Iterator, Sequence

from directory.matching.saying import Word

Feature = tuple[str, float]

_GRAMS = (3, 4, 5)
# How much the letters count beside the words, and words of place beside words of the matter.
LETTERS = 0.35
WHERE = 0.6


def own(word: Word) -> Iterator[Feature]:
    """Name and weight of the features of one word: its stem, and runs of its letters ("<gri", "grid", "rid>")."""
    weight = WHERE if word.where else 1.0
    yield ("@" if word.where else "=") + word.stem, weight
    marked = f"<{word.meant}>"
    for gram in {marked[at : at + size] for size in _GRAMS for at in range(max(1, len(marked) - size + 1))}:
        yield gram, LETTERS * weight


def joint(said: Sequence[Word]) -> Iterator[Feature]:
    """The features of words side by side."""
    before = "^"
    for word in said:
        yield f"{before} {word.stem}", WHERE if word.where else 1.0
        before = word.stem
