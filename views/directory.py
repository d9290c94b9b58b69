"""Answers from the directory, in words: who handles what, who covers where, how long it takes; who sits on a body and
when it meets, who answers for what in Cabinet, what pays for what."""

from casework.facts import Told
from directory.answers import Answer
from directory.body_answers import Bodies, CabinetMember, Meets, Sits
from directory.funding import Funds
from views.blocks import Message, section
from views.words import Words

# Answers with words of their own; every other kind shares directory_answer.jinja.
_TEMPLATES: dict[type, str] = {
    Sits: "sits_answer",
    Meets: "meets_answer",
    Bodies: "bodies_answer",
    CabinetMember: "cabinet_answer",
    Funds: "funds_answer",
}


def directory_answer(told: Told, words: Words) -> Message:
    """Names without pinging: an answer disturbs nobody but who asked."""
    line = in_words(told.facts["answer"], words)
    return Message(text=line, blocks=[section(line)])


def in_words(found: Answer, words: Words) -> str:
    template = _TEMPLATES.get(type(found), "directory_answer")
    return words.say(template, {"answer": found, "shape": type(found).__name__})
