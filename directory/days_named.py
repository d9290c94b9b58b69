"""Whether words name a day, or promise one: "4 December", "on Friday", "within five working days". Nothing is made of it
but a warning, so that what is only perhaps a day counts ("Monday to Friday" is none: it says when an office is open)."""

import re

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER = (
    r"(?:an?|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|a few|a couple of)"
)
_SPAN = r"(?:working |calendar |business )?(?:hours?|days?|weeks?|fortnights?|months?|years?)"
_ANY_CAPITALS = (
    r"\b\d{4}-\d{1,2}-\d{1,2}\b",
    r"\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})\b",
    r"\b\d{1,2}/\d{1,2}\b",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b",
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b",
    rf"\b{_MONTH}\s+\d{{4}}\b",
    r"\b(?:by|on) the \d{1,2}(?:st|nd|rd|th)\b",
    rf"(?<!to ){_WEEKDAY}\b(?! to )",
    r"\b(?:today|tonight|tomorrow|yesterday)\b",
    rf"\b(?:this|next|last|coming) (?:week(?:end)?|fortnight|month|year|spring|summer|autumn|winter|{_WEEKDAY})\b",
    rf"\b(?:with)?in (?:the next )?{_NUMBER} {_SPAN}(?:['’]s?)?\b",
    rf"\bby (?:the )?(?:end of|start of|{_WEEKDAY})\b",
)
# "may", "march" and "mar" are words of their own.
_AS_WRITTEN = (
    r"\b(?:in|by|during|until|before|after|since|early|late|mid)[ -](?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
)
_DAYS = [
    *(re.compile(each, re.IGNORECASE) for each in _ANY_CAPITALS),
    *(re.compile(each) for each in _AS_WRITTEN),
]


def day_named(text: str) -> str:
    """The first words that name or promise a day; empty where there are none."""
    found = [match for each in _DAYS if (match := each.search(text))]
    return min(found, key=lambda match: match.start()).group(0) if found else ""
