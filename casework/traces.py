"""A name, a number or an address as people write it, found in words and blotted out. Pure."""

import re
from collections.abc import Callable

BLOT = "█"
SHORTEST = 4  # characters: what is shorter stands in too many words that are nobody's
_NUMBER = re.compile(r"[\d\s()+.-]+")
_BETWEEN = r"[\s().-]*"  # what may stand between the digits of a telephone number


def pattern_of(text: str) -> re.Pattern[str]:
    """Whole words only, however they are spaced and in capitals or not; a telephone number with or without its +44.

    Raises ValueError for what is too short to mean anybody."""
    words = text.split()
    if len("".join(words)) < SHORTEST:
        raise ValueError(text)
    digits = re.sub(r"\D", "", text)
    if _NUMBER.fullmatch(text.strip()) and len(digits) >= 9:
        national = re.sub(r"^(?:44|0)0?", "", digits)
        begins = rf"(?:\+?44{_BETWEEN}(?:0{_BETWEEN})?|0{_BETWEEN})"
        return re.compile(rf"(?<!\d){begins}{_BETWEEN.join(national)}(?!\d)")
    said = r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in words)
    return re.compile(rf"(?<!\w){said}(?!\w)", re.IGNORECASE)


def blotted(text: str, pattern: re.Pattern[str]) -> str:
    """As long as before, so that what is said of parts of the words stays true of them."""
    return pattern.sub(lambda found: BLOT * len(found.group(0)), text)


def around(text: str, pattern: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Everything but what is found, changed."""
    parts, at = [], 0
    for found in pattern.finditer(text):
        parts += [change(text[at : found.start()]), found.group(0)]
        at = found.end()
    return "".join([*parts, change(text[at:])])
