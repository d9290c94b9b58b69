"""Names of people in a text, where a title tells them: no words of the matter, and no places."""

from collections.abc import Sequence

from directory.matching.text import Token, words

TITLES = frozenset(words("mr mrs ms mx miss"))
_ALSO_A_VERB = frozenset(("miss",))


def surnames(text: str, found: Sequence[Token]) -> frozenset[int]:
    """The positions of the words after a title: Mrs Bush is no hedge, and Mr Crosby lives anywhere."""
    return frozenset(
        at
        for at in range(1, len(found))
        if found[at - 1].word in TITLES
        and found[at].word.isalpha()
        and found[at].word != "and"
        and _is_title(text, found[at - 1], found[at])
    )


def _is_title(text: str, title: Token, name: Token) -> bool:
    """ "They miss our bin" has none; "Miss Bush" is written with two capitals."""
    if title.word not in _ALSO_A_VERB:
        return True
    capitals = text[title.start : title.start + 1] + text[name.start : name.start + 1]
    return capitals.isupper() and not text.isupper()
