"""Words out of a person's text: tokens with their place in it, and stems. Nothing here knows services or places."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer

# A message is at most 12,000 characters in Slack; more than this adds nothing to what it is about.
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*['’]?|&|\+")
_MARKUP = re.compile(r"<(?:[@#!][^<>|]*|(?:https?://|mailto:|tel:)[^<>|]*)(?:\|([^<>]*))?>|https?://\S+")
_APOSTROPHES = re.compile(r"['’‘`´]")

_stemmer = snowballstemmer.stemmer("english")
_stemming = Lock()  # the stemmer keeps its word in itself


@dataclass(frozen=True, slots=True)
class Token:
    """One word: small letters, no accents, no apostrophes. `start` and `end` count characters of the text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of `text` in order. "&" and "+" count as the word "and"."""
    if "<" in text or "://" in text:
        text = _without_markup(text)
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word:
            found.append(Token(word[:LONGEST_WORD], match.start(), match.end()))
    return found


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One word in the form in which words are compared."""
    if word in ("&", "+"):
        return "and"
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _APOSTROPHES.sub("", word).casefold()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem; short words and numbers stay as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    with _stemming:
        return str(_stemmer.stemWord(word))


def stems(some: Iterable[str]) -> list[str]:
    return [stem(word) for word in some]


def _without_markup(text: str) -> str:
    """Slack's mentions and addresses blanked, labels kept, every other character where it was."""

    def blank(match: re.Match[str]) -> str:
        label = match.group(1)
        if label is None:
            return " " * len(match.group())
        before = match.start(1) - match.start()
        return " " * before + label + " " * (len(match.group()) - before - len(label))

    return _MARKUP.sub(blank, text)
