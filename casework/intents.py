"""What a person means by a message, given what they were just doing. Pure: a reading and its context in, one word out."""

import re
from dataclasses import dataclass
from typing import Literal

from directory.matching.reading import Reading

Intent = Literal[
    "nothing", "files", "emergency", "answer", "reply", "withdraw", "settle", "object", "chase", "query", "chatter",
    "join", "enquiry",
]  # fmt: skip

_WITHDRAW = re.compile(
    r"\b(withdraw|cancel (it|this|that|the case|my)|forget (it|about it)|no longer needed|ignore (this|that|my last)|"
    r"never mind|nevermind|raised (it |this )?by mistake|wrong (person|chat))\b",
    re.IGNORECASE,
)
_NOT_SORTED = re.compile(
    r"\b(not (been )?(sorted|done|fixed|resolved|happy|good enough)|isn'?t (sorted|done|fixed)|hasn'?t been|"
    r"still (there|not|broken|overflowing|the same|happening)|nothing('s| has) been done|re-?open)\b",
    re.IGNORECASE,
)
_SORTED = re.compile(
    r"^\W*(all\s+)?(sorted|resolved|fixed)(\s+now)?(\W+(thanks|thank you|ta|cheers))?\W*$", re.IGNORECASE
)
_SOCIAL = re.compile(
    r"^\W*(hi|hello|hiya|hey|morning|good (morning|afternoon|evening)|thanks?( you)?|thank you|cheers|ta|many thanks|ok|"
    r"okay|great|brilliant|perfect|lovely|will do|no problem|got it|bye|test|testing)\b(\W*\w*){0,5}\W*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_EMOJI_NAME = re.compile(r":[\w+-]+:")


@dataclass(frozen=True)
class Context:
    """What is known around a message from one person."""

    has_files: bool = False
    in_thread: bool = False  # in the thread of one of their enquiries
    answered: bool = False  # that enquiry's case has an outcome and the right of reply runs
    closed: bool = False  # nothing in that enquiry is open or answered any more
    option: str | None = None  # the option of a waiting question that the words name
    asked_by_owner: bool = False  # a person working on a case waits for an answer in words
    recent_enquiry: bool = False  # a case of theirs was raised in the last half hour


def intent(text: str, reading: Reading, context: Context) -> Intent:
    """One intent, the most cautious first: danger, then an answer that is waited for, then everything else."""
    if not text.strip():
        return "files" if context.has_files else "nothing"
    if reading.decision == "emergency":
        return "emergency"
    if context.option is not None:
        return "answer"
    if _WITHDRAW.search(text) and (context.in_thread or reading.references):
        return "withdraw"
    if context.in_thread:
        return _in_thread(text, reading, context)
    return _at_top(text, reading, context)


def is_social(text: str) -> bool:
    """A greeting, thanks or the like; or no letters and digits at all (emoji only)."""
    return bool(_SOCIAL.match(text)) or not _WORD.search(_EMOJI_NAME.sub("", text))


def _in_thread(text: str, reading: Reading, context: Context) -> Intent:
    if context.answered and _NOT_SORTED.search(text):
        return "object"
    if context.answered and _SORTED.match(text):
        return "settle"
    if reading.kind == "query":
        return "query"
    # Where everything is closed there is no news to ask for: the words may open it again.
    return "chase" if reading.kind == "chase" and not context.closed else "reply"


def _at_top(text: str, reading: Reading, context: Context) -> Intent:
    if reading.kind in ("query", "chase"):
        return "query" if reading.kind == "query" else "chase"
    if is_social(text):
        return "chatter"
    names_something = reading.decision == "sure" or any(issue.place for issue in reading.issues)
    if context.asked_by_owner and reading.decision != "sure":
        return "reply"
    if context.recent_enquiry and not names_something:
        return "join"
    return "chatter" if reading.decision == "chatter" else "enquiry"
