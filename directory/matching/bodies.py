"""Which body, or which Cabinet portfolio, a text names, as people say it: without "Committee", in small letters, with
"&" for "and". Only among the names that the directory holds; whether it is asked about is in questions.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from directory.matching.text import words

# From this ratio on a run of words is a name that somebody misspelt, by a letter in a short one or two in a long one.
ALIKE = 88
# What a body is. A text that says another one of these means another body, if there is one.
_KINDS = frozenset(
    words("committee partnership council board forum panel group association trust police parish")
)
# Said or not, as people please. "Parishes" is none of these: it is a part of a name.
_LEFT_OUT = _KINDS | frozenset(words("area town community safety the of for"))
_SHORT = {"cttee": "committee"}
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Named:
    """`numbers` are places in the list of names: one, or those between which the words do not tell. `is_exact` False:
    the text calls it another kind of body than it is."""

    numbers: tuple[int, ...]
    is_exact: bool = True


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    """How well a text says a name; the greater is meant. The longer name first: Linacre and Derby, not Derby."""

    same_kind: bool
    telling: int  # words said of the part that no other body has
    words: int  # of the whole name: those that are said, less those that are not


def named(text: str, names: Sequence[str]) -> Named | None:
    """The name that `text` says; None where it says none."""
    said = [_SHORT.get(word, word) for word in words(text) if word != "and"]
    fits = {at: fit for at, name in enumerate(names) if (fit := _fit(said, _name(name)))}
    if not fits:
        return None
    best = max(fits.values())
    return Named(tuple(at for at, fit in fits.items() if fit == best), best.same_kind)


def _fit(said: Sequence[str], name: Sequence[str]) -> _Fit | None:
    telling = [word for word in name if word not in _LEFT_OUT] or list(name)
    number = next((size for size in _sizes(telling) if _is_said(telling[:size], said)), 0)
    if not number:
        return None
    kinds = _KINDS.intersection(said)
    return _Fit(
        same_kind=not kinds or not kinds.isdisjoint(name),
        telling=number,
        words=sum(1 if word in said else -1 for word in name),
    )


def _sizes(telling: Sequence[str]) -> range:
    """All of the telling words, or at least the first two: "Sefton East" for Sefton East Parishes."""
    return range(len(telling), min(2, len(telling)) - 1, -1)


def _is_said(wanted: Sequence[str], said: Sequence[str]) -> bool:
    whole, size = " ".join(wanted), len(wanted)
    windows = (" ".join(said[at : at + size]) for at in range(len(said) - size + 1))
    return any(window[:1] == whole[:1] and fuzz.ratio(window, whole) >= ALIKE for window in windows)


def _name(name: str) -> list[str]:
    return [word for word in words(_ASIDE.sub(" ", name)) if word != "and"]
