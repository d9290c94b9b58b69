"""A day that a question is about: "on 3 May", "as at 1 April 2027". Other times ("at 3", "next week") are not read."""

import re
from datetime import date

from directory.matching.text import words

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_BEFORE = r"\b(?:on|as at|as of|by|for|from|since|until|till|before|after)\s+(?:the\s+)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_SPOKEN = re.compile(
    rf"{_BEFORE}{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(_MONTHS)})\b\.?(?:,?\s+(\d{{4}})\b)?",
    re.IGNORECASE,
)
_WRITTEN = re.compile(rf"{_BEFORE}(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})\b", re.IGNORECASE)
_PAST = frozenset(
    words("was were sat had did handled covered chaired met dealt paid funded served used before")
)


def day_of(text: str, today: date) -> date | None:
    """The day that `text` asks about. Without a year it is the next to come, or the last one where the words are of
    the past."""
    spoken, written = _SPOKEN.search(text), _WRITTEN.search(text)
    if written:
        return _day(*(int(part) for part in written.groups()))
    if spoken is None:
        return None
    day, month = int(spoken[1]), _MONTHS[spoken[2].lower()]
    if spoken[3]:
        return _day(int(spoken[3]), month, day)
    is_past = not _PAST.isdisjoint(words(text))
    years = range(today.year, today.year - 5, -1) if is_past else range(today.year, today.year + 5)
    days = (_day(year, month, day) for year in years)
    return next((each for each in days if each and (each < today if is_past else each >= today)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
