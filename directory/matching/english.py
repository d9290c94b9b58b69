"""Real English words that would be mended into the directory's own, found once while compiling. The list of words is
pyspellchecker's."""

from spellchecker import SpellChecker

from directory.matching.spelling import Speller

# Words that are rarer than this in its texts may be slips themselves.
_OFTEN = 100


def left_alone(speller: Speller) -> list[str]:
    """The words that are no slips, whatever they are like ("violations" is no "vibrations")."""
    counts = SpellChecker(language="en").word_frequency.dictionary
    common = (word for word, count in counts.items() if count >= _OFTEN)
    return sorted(word for word in common if speller.mend(word) != word)
