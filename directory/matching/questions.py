"""What a query asks for, and the case references in a text. Whether a text is a query at all is in kinds.py."""

import re
from collections.abc import Sequence
from typing import Literal

from directory.council import Council
from directory.matching.text import Token

PREFIX = "SEF"  # where the council's standards name no other

Question = Literal["who", "covers", "standard", "open", "case", "mine"]

_REFERENCE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2,6})[-–‑ ]?([0-9]{3,7})(?![A-Za-z0-9])")

_MINE = re.compile(
    r"\b(?:(?:all )?(?:of )?my (?:open |own |current |outstanding )?(?:cases|enquiries|casework|issues|list))\b"
)
_OPEN = re.compile(
    r"\b(?:what(?:s| is| has)?|which|list|show(?: me)?|any(?:thing)?|how many|everything)\b.{0,40}"
    r"\b(?:open|outstanding|ongoing|live|on the go|in progress|unresolved)\b"
)
_STANDARD = re.compile(
    r"\bhow (?:long|soon|quick|quickly|fast|many (?:working )?days|many weeks)\b|\b(?:target|turnaround|response|waiting) times?\b"
    r"|\bstandards?\b|\btimescales?\b|\bwhen (?:should|would|can) (?:i|we|they) expect\b"
)
_COVERS = re.compile(
    r"\bwho(?:s| is| are|se)?\b.{0,30}\b(?:cover|covers|covering|co ?-?ordinator|coordinates|area|patch|looks after|in charge)\b"
    r"|\bco ?-?ordinator for\b|\bwhose (?:area|patch)\b|\bwhich area\b|\bwho do i (?:ring|call|contact|speak to) (?:for|in|about)\b"
)


def prefixes_of(council: Council) -> list[str]:
    """How the council's case references begin."""
    return sorted({row.value for row in council.standards if row.name == "reference_prefix"} or {PREFIX})


def references(text: str, prefixes: Sequence[str] = ("SEF",)) -> tuple[str, ...]:
    """The case references in a text, as "SEF-1042", in order and each once."""
    wanted = {prefix.upper() for prefix in prefixes}
    found = (
        f"{match.group(1).upper()}-{match.group(2)}"
        for match in _REFERENCE.finditer(text)
        if match.group(1).upper() in wanted
    )
    return tuple(dict.fromkeys(found))


def question_of(
    found: Sequence[Token], cases: Sequence[str], *, has_service: bool, has_place: bool
) -> Question:
    """What a text that is a query asks for. `cases` are the references in it."""
    said = " ".join(token.word for token in found)
    if cases:
        return "case"
    if _MINE.search(said):
        return "mine"
    if _OPEN.search(said) and (has_place or "ward" in said) and not has_service:
        return "open"
    if _STANDARD.search(said) and has_service:
        return "standard"
    if has_place and not has_service and _COVERS.search(said):
        return "covers"
    return "who"
