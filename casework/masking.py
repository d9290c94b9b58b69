"""What a channel may read of a resident: telephone numbers, e-mail addresses and titled names are masked. Pure."""

import re
from collections.abc import Iterable

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A UK number as people type it: +44 or 0, then nine or ten digits with any spacing.
_TELEPHONE = re.compile(r"(?<![\w/-])(?:\+44\s?(?:\(0\)\s?)?|\(?0)(?:[\s().-]*\d){9,10}(?!\d)")
_TITLED_NAME = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Lady|Prof|Mister|Missus)\.?\s+"
    r"((?:[A-Z][\w'’-]*\.?)(?:\s+[A-Z][\w'’-]+){0,2})"
)
_TITLED_NAME_SMALL = re.compile(r"\b(mr|mrs|ms|miss|mx|dr)\.?\s+([a-z][\w'’-]+)", re.IGNORECASE)
_MARK = re.compile(r"\[(?:e-mail|telephone|name)\]")
# Words that follow "miss" or "ms" in ordinary sentences and are nobody's name.
_NO_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "our",
        "your",
        "it",
        "this",
        "that",
        "these",
        "those",
        "them",
        "him",
        "her",
        "us",
        "me",
        "you",
        "out",
        "any",
        "another",
        "every",
        "one",
        "some",
        "bin",
        "bins",
        "collection",
        "collections",
    ]
)


def mask(text: str) -> str:
    """The text with personal details replaced by what kind of detail stood there."""
    text = _EMAIL.sub("[e-mail]", text)
    text = _TELEPHONE.sub("[telephone]", text)
    text = _TITLED_NAME.sub(lambda found: f"{found.group(1)} [name]", text)
    return _TITLED_NAME_SMALL.sub(_small_name, text)


def mask_place(place: str, known: Iterable[str]) -> str:
    """The same of a place as somebody wrote it, less the names it is known by: Lady Green Lane is a street."""
    names = "|".join(map(re.escape, sorted(filter(None, known), key=len, reverse=True)))
    if not names:
        return mask(place)
    between = re.split(rf"\b({names})\b", place, flags=re.IGNORECASE)
    return "".join(piece if at % 2 else mask(piece) for at, piece in enumerate(between))


def details(text: str) -> list[str]:
    """The personal details that masking would hide, as they are written."""
    return [found.group(0) for each in (_EMAIL, _TELEPHONE, _TITLED_NAME) for found in each.finditer(text)]


def is_masked(text: str) -> bool:
    """Whether this is what masking left of something."""
    return _MARK.search(text) is not None


def without_marks(text: str) -> str:
    """What masking left, without a word in the place of what it took."""
    return _MARK.sub(" ", text)


def has_details(text: str) -> bool:
    """Whether masking hides anything, so that "Show details" is worth offering."""
    return mask(text) != text


def _small_name(found: re.Match[str]) -> str:
    if found.group(2).lower() in _NO_NAMES:
        return found.group(0)
    return f"{found.group(1)} [name]"
