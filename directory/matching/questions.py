"""What a query asks for, and the case references in a text. Whether a text is a query at all is in kinds.py, but for
questions that their form alone tells: about bodies, Cabinet Members and funding."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from directory.council import Council
from directory.matching.text import Token

PREFIX = "SEF"  # where the council's standards name no other

# The last five are told by their form alone: who sits on a body, when it meets, which body has something, which Cabinet
# Member answers for it, what pays for it.
Question = Literal[
    "who", "covers", "standard", "open", "case", "mine", "sits", "meets", "body", "portfolio", "funds"
]

_REFERENCE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2,6})[-–‑ ]?([0-9]{3,7})(?![A-Za-z0-9])")

_MINE = re.compile(
    r"\b(?:(?:all )?(?:of )?my (?:open |own |current |outstanding )?(?:cases|enquiries|casework|issues|list))\b"
)
_OPEN = re.compile(
    r"\b(?:what(?:s| is| has)?|which|list|show(?: me)?|any(?:thing)?|how many|everything)\b.{0,40}"
    r"\b(?:open|outstanding|ongoing|live|on the go|in progress|unresolved)\b"
)
# Nothing but that is asked: no service is meant, however like one "open" sounds.
_OPEN_ALONE = re.compile(
    r"(?:(?:show me|list|tell me) )?(?:whats|what is|anything|everything)(?: still)? "
    r"(?:open|outstanding|ongoing|live|on the go|in progress|unresolved) (?:in|for) (?:\w+ ){0,2}\w+"
)
_STANDARD = re.compile(
    r"\bhow (?:long|soon|quick|quickly|fast|many (?:working )?days|many weeks)\b|\b(?:target|turnaround|response|waiting) times?\b"
    r"|\bstandards?\b|\btimescales?\b|\bwhen (?:should|would|can) (?:i|we|they) expect\b"
)
# The same asked outright: a question of time whatever the service is, even where it has yet to be asked which.
_TAKES = re.compile(
    r"\bhow (?:long|soon|quick|quickly|fast|many (?:working )?(?:days|weeks))\b.{0,40}"
    r"\b(?:takes?|taken|wait|before|until|till|fix(?:ed)?|mend(?:ed)?|repair(?:ed)?|repl(?:y|ied)|answer(?:ed)?|come|get|clear(?:ed)?)\b"
)
_COVERS = re.compile(
    r"\bwho(?:s| is| are|se)?\b.{0,30}\b(?:cover|covers|covered|covering|co ?-?ordinator|coordinates|area|patch|looks after|in charge)\b"
    r"|\b(?:which|what|whose) (?:wards?|areas?|patch|patches)\b|\bco ?-?ordinator for\b|\bwho do i (?:ring|call|contact|speak to) (?:for|in|about)\b"
)
_LONGEST = 25  # words; whoever writes more tells a story, and may mean something else by it
_POLITE = (
    r"(?:(?:hi|hello|please|pls|ok|so|and|can|could|would|you|tell|remind|let|me|us|know|do|does|anyone|any|idea|i|need|"
    r"want|to|find|out) )*"
)
_BODY = r"\b(?:area |parish |town )*(?:committee|cttee|partnership|council|board|forum|panel|parish|body|bodies)s?\b"
_OF = r"(?:of|on|for|to|from|at) (?:the )?"
_WHO = r"who(?:s| is| are| was| were| will be)?"
_SEAT = r"(?:the )?(?:current |new |vice )*(?:members?|councillors|chair|chairman|chairs|vice chair|deputy|deputies|clerk|contact)"
_FORMS: tuple[tuple[Question, str], ...] = (
    ("portfolio", r"(?:which|what|who|whos) (?:is |are |was |were |has |holds )*(?:the |our )?(?:cabinet members?|portfolio holder|portfolio)\b"
                  r"(?: is| was| has| holds| covers| deals| responsible| answers| answerable| with| for| about| in charge of)*(?P<about>.*)"),
    ("portfolio", r"(?:(?:who|which (?:councillor|member))(?: has| holds| had| held|s got)|whose|which) (?P<about>.*?) (?:is in (?:which|whose) )?portfolio\b.*"),
    ("portfolio", r"(?:the )?(?:cabinet member|portfolio holder) for (?P<about>\w+(?: \w+){0,2})"),
    ("portfolio", r"(?:whose|which|what) portfolio (?:is|has|covers) (?P<about>.*?)(?: in)?"),
    # "Who pays for the care home", or for her funeral, asks about somebody's own bill.
    ("funds", r"who (?:pays for|paid for|is paying for)(?! (?:the|a|an|my|his|her|their|our|your|this|that|it)\b)(?P<about> .*)"),
    ("funds", r"(?:what|which|who) (?:funds|funded)\b(?! (?:are|is|can|could|do|does|have|a|an|that|this|it)\b)(?P<about> .*)"),
    ("funds", r"(?:what|which) (?:pays for|paid for|is paying for)\b(?! (?:are|is|can|could|do|does|have|a|an|that|this|it)\b)(?P<about> .*)"),
    ("funds", r"(?:which|what) (?:fund|funds|grant|grants|budget|money|pot) (?:pays?|is paying|funds?)(?: for)?(?P<about> .*)"),
    ("funds", r"how (?:is|are|was|were) (?P<about>.*?) (?:funded|paid for|financed)\b(?P<rest>.*)"),
    ("funds", r"what(?:s| is| was) the (?:budget|funding) for (?P<about>.*)"),
    ("funds", r"where does the (?:money|funding|grant|budget) for (?P<about>.*?) come from\b(?P<rest>.*)"),
    ("funds", r"when does the (?:money|funding|grant|budget) for (?P<about>.*?) (?:end|stop|run out|finish)s?\b(?P<rest>.*)"),
    ("funds", r"(?:how much|what) (?:is|was|do we|did we|does the council) (?:being )?spen[dt] on (?P<about>.*)"),
    ("sits", r"(?:who|which (?:councillors|members)) (?:sits?|sat|serves?|served) on (?P<about>.*)"),
    ("sits", rf"who (?:chairs|chaired|clerks|clerked) (?P<about>.*{_BODY}.*)"),
    ("sits", rf"{_WHO} (?:on (?:the )?|{_SEAT} {_OF})(?P<about>.*{_BODY}.*)"),
    ("sits", rf"(?:the )?membership {_OF}(?P<about>.*)"),
    ("meets", rf"(?:when|where|what (?:time|day|date)) (?:is|are|was) (?P<about>(?!the next).*{_BODY})(?: next| meeting)*(?P<rest>)"),
    ("meets", r"(?:when|where) (?:does|do|did|will) (?P<about>.*?) (?:next )?meet\b(?P<rest>.*)"),
    ("meets", rf"(?:when|what|date)(?: is| are|s| of)* the next (?:meeting {_OF})?(?P<about>.*(?:meeting|{_BODY}).*)"),
    ("meets", rf"(?:the )?next meeting {_OF}(?P<about>.*)"),
    ("body", rf"(?:which|what) (?:{_BODY}|partners?)(?: is| are| was| were| covers?| deals?| handles?| looks?| has| have| serves?| responsible| with| for| after| in)*(?P<about> .*)"),
)  # fmt: skip
_TOLD = tuple((question, re.compile(rf"{_POLITE}{form}")) for question, form in _FORMS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that its form tells. `words` are those that say what it is about, from the first to after the last."""

    question: Question
    words: tuple[int, int]


def asked_by_form(found: Sequence[Token]) -> Asked | None:
    """The question that a text is by its form alone, whatever it is about."""
    if not 2 < len(found) <= _LONGEST:
        return None
    said = " ".join(token.word for token in found)
    for question, form in _TOLD:
        match = form.fullmatch(said)
        if match:
            start = said[: match.start("about")].count(" ") + match["about"].startswith(" ")
            return Asked(question, (start, start + len(match["about"].split())))
    return None


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
    asks_open = _OPEN_ALONE.fullmatch(said) or (_OPEN.search(said) and not has_service)
    if asks_open and (has_place or "ward" in said):
        return "open"
    if _TAKES.search(said) or (_STANDARD.search(said) and has_service):
        return "standard"
    if has_place and not has_service and _COVERS.search(said):
        return "covers"
    return "who"
