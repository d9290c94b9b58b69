"""Postcodes in a text: whole ones ("L20 3AB", "pr81ab"), sectors ("L20 3") and districts ("L20"). No wards here."""

import re
from collections.abc import Iterator, Sequence

from directory.matching.text import Token

_DISTRICT = re.compile(r"[a-z]{1,2}[0-9]{1,2}[a-z]?")
_INWARD = re.compile(r"([0-9])(?:[a-z]{2})?")
_JOINED = re.compile(r"([a-z]{1,2}[0-9]{1,2})([0-9])[a-z]{2}")


def postcodes(found: Sequence[Token]) -> Iterator[tuple[int, int, str, str | None]]:
    """(first word, after the last, district, sector or None), as "L20" and "L20 3"."""
    for at, token in enumerate(found):
        if not token.word[0].isalpha() or not token.word[-1].isalnum() or len(token.word) > 7:
            continue
        joined = _JOINED.fullmatch(token.word)
        if joined:
            district = joined.group(1).upper()
            yield at, at + 1, district, f"{district} {joined.group(2)}"
        elif _DISTRICT.fullmatch(token.word):
            district = token.word.upper()
            inward = _INWARD.fullmatch(found[at + 1].word) if at + 1 < len(found) else None
            if inward:
                yield at, at + 2, district, f"{district} {inward.group(1)}"
            else:
                yield at, at + 1, district, None
