"""A text as the services see it: stems of what is said, apart from where it is said. Places are left out."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from directory.matching.ordinary import ordinary_words
from directory.matching.people import surnames
from directory.matching.spelling import Speller
from directory.matching.text import Token, stem, tokens, words

# Words after which it is said where something is, not what it is.
_WHERE = frozenset(
    words(
        "on in at near by outside behind opposite off along under beside around round across between onto into "
        "inside within against above below beneath alongside adjacent towards past over through down up"
    )
)
# Words that end such a phrase: what follows says again what is the matter.
_ENDS = frozenset(
    words(
        "and but is are was were has have had not keeps keep needs need be been being that which who because since so "
        "as when while if they it he she we i you there every cannot cant wont isnt arent hasnt havent dont doesnt "
        "looks look gets get got does do did causing making blocking with without for please again still where "
        "makes make wants want should could would will can"
    )
)
_LONGEST_WHERE = 6


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as typed, as meant, its stem; `where` when it only says where something is."""

    typed: str
    meant: str
    stem: str
    where: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the directory's phrases: how often each occurs, and pairs that are also written as one."""

    counts: dict[str, int]
    joined: Set[str]
    speller: Speller

    def read(self, found: Sequence[Token], places: Set[int] = frozenset(), text: str = "") -> list[Word]:
        """The words of a text; those at the positions `places` are left out, and people's names."""
        marks = _where_marks(found, places, text)
        unsaid = places | surnames(text, found)
        read: list[Word] = []
        for at, token in enumerate(found):
            if at in unsaid:
                continue
            for part in self._parts(self.speller.mend(token.word)):
                root = stem(part)
                before = read[-1] if read else None
                if before is not None and before.stem + root in self.joined:
                    whole = before.meant + part
                    read[-1] = Word(f"{before.typed} {token.word}", whole, before.stem + root, before.where)
                else:
                    read.append(Word(token.word, part, root, marks[at]))
        return read

    def _parts(self, word: str) -> tuple[str, ...]:
        """ "dogfouling" as "dog" and "fouling", where only the parts are known."""
        if word in self.counts or len(word) < 7 or word in ordinary_words():
            return (word,)
        for at in range(3, len(word) - 2):
            if self.counts.get(word[:at], 0) > 1 and self.counts.get(word[at:], 0) > 1:
                return word[:at], word[at:]
        return (word,)


def lexicon(phrases: Iterable[str]) -> Lexicon:
    """The lexicon of the directory's phrases."""
    counts: Counter[str] = Counter()
    pairs: set[str] = set()
    for phrase in phrases:
        found = tokens(phrase)
        names = surnames(phrase, found)
        said = [token.word for at, token in enumerate(found) if at not in names]
        counts.update(said)
        both = pairwise(said)
        pairs.update(stem(one) + stem(two) for one, two in both if min(len(one), len(two)) >= 3)
    whole = {stem(word) for word in counts if len(word) > 5}
    return Lexicon(dict(counts), frozenset(pairs & whole), Speller(counts, ordinary_words()))


def _where_marks(found: Sequence[Token], places: Set[int], text: str) -> list[bool]:
    """For each word: does it stand in a phrase that only says where?"""
    marks = [False] * len(found)
    since = 0
    for at, token in enumerate(found):
        if at in places:
            since = _LONGEST_WHERE if since else 0
            continue
        if since and (token.word in _ENDS or _stops(text, found[at - 1].end, token.start)):
            since = 0
        if token.word in _WHERE and at:
            since = _LONGEST_WHERE
        marks[at] = bool(since)
        since = max(0, since - 1)
    return marks


def _stops(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    return any(sign in between for sign in ",.;:!?\n") or " - " in between
