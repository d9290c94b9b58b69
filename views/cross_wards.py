"""On a member's card: whether the councillors of another ward are to be told of a case there."""

from casework.facts import CaseFacts
from views.blocks import Block, actions, button, section
from views.words import Words


def question(case: CaseFacts, words: Words) -> list[Block]:
    if case.cross_ward != "asked" or case.state == "closed" or case.kept_close:
        return []
    buttons = [
        button("Tell them", "case.tell_ward", str(case.id)),
        button("Don't", "case.keep_from_ward", str(case.id)),
    ]
    return [
        section(words.say("cross_ward_question", {"case": case})),
        actions(buttons, block_id=f"cross_ward.{case.id}"),
    ]
