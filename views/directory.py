"""Answers from the directory, in words: who handles what, who covers where, how long it takes."""

from casework.facts import Told
from views.blocks import Message, section
from views.words import Words


def directory_answer(told: Told, words: Words) -> Message:
    """Names without pinging: an answer disturbs nobody but who asked."""
    found = told.facts["answer"]
    line = words.say("directory_answer", {"answer": found, "shape": type(found).__name__})
    return Message(text=line, blocks=[section(line)])
