"""What is due for review: the question to its owner, and the form for what is to be changed."""

from casework.errors import NotUnderstood
from casework.facts import Told
from views.blocks import Block, Message, actions, button, field, modal, section, text_input
from views.words import Words, escape


def review_due(told: Told, words: Words) -> Message:
    line = words.say("review_due", {"facts": told.facts})
    value = "|".join(str(told.facts[name]) for name in ("noun", "due", "key"))
    buttons = [
        button("Still right", "review.confirm", value, style="primary"),
        button("Needs changing", "review.change", value),
    ]
    return Message(text=line, blocks=[section(line), actions(buttons)])


def change(name: str, metadata: str) -> Block:
    """`metadata` says which entry it is, as the button did."""
    return modal(
        "review.change",
        "Needs changing",
        [
            section(f"*{escape(name)}*"),
            field("note", "What is not right?", text_input("text", multiline=True, longest=1_000), hint="The administrator reads it and puts it right."),
        ],
        submit="Send",
        metadata=metadata,
    )  # fmt: skip


def entry_of(value: str) -> tuple[str, str, str]:
    """(noun, day, key) of a button or a form."""
    if value.count("|") < 2:
        raise NotUnderstood(
            "That has lost the entry it was about, and nothing was done. `/wardline correct` finds it."
        )
    noun, day, key = value.split("|", 2)
    return noun, day, key
