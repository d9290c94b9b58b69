"""What the regressions look at: stems, pairs of stems and the letters of the words, said or only where. No weights."""

from collections.abc import Sequence
from functools import lru_cache

from directory.matching.saying import Word

_GRAMS = (3, 4, 5)
# How much the letters count beside the words, and words of place beside words of the matter.
LETTERS = 0.35
WHERE = 0.6


def features(said: Sequence[Word]) -> dict[str, float]:
    """Name and weight of each feature of a text."""
    found: dict[str, float] = {}
    before = "^"
    for word in said:
        if word.where:
            found["@" + word.stem] = WHERE
        else:
            found["=" + word.stem] = 1.0
        found[f"{before} {word.stem}"] = WHERE if word.where else 1.0
        before = word.stem
        weight = LETTERS * WHERE if word.where else LETTERS
        for gram in letters(word.meant):
            if found.get(gram, 0.0) < weight:
                found[gram] = weight
    return found


@lru_cache(maxsize=20_000)
def letters(word: str) -> tuple[str, ...]:
    """Runs of three to five letters of a word, its ends marked: "<gri", "grid", "rid>"."""
    marked = f"<{word}>"
    return tuple(
        dict.fromkeys(
            marked[at : at + size] for size in _GRAMS for at in range(max(1, len(marked) - size + 1))
        )
    )
