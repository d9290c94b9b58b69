"""Cards: one case in its area's channel, one message's cases in the member's thread. Edited in place."""

from casework.facts import CaseFacts, EnquiryFacts, QuestionFacts
from casework.lifecycle import OPEN
from views.blocks import Block, Message, actions, button, context, divider, overflow, quote, section, select
from views.words import Words

MOST_BUTTONS = 3
SOMETHING_ELSE = "something_else"


def case_card(case: CaseFacts, words: Words) -> Message:
    """What the people working on a case see, with everything they may press in its state."""
    values = {"case": case}
    blocks: list[Block] = [
        section(words.say("case_card", values)),
        quote(case.words),
        section("", fields=[words.say("case_owner", values), words.say("case_targets", values)]),
        context(words.say("case_why", values)),
    ]
    if case.outcome is not None:
        blocks.append(section(words.say("case_outcome", values)))
    buttons = _case_buttons(case)
    if buttons:
        blocks.append(actions(buttons, block_id=f"case.{case.id}"))
        blocks.append(context(words.say("case_thread_is_internal")))
    return Message(text=words.say("case_card_text", values), blocks=blocks)


def case_card_moved(case: CaseFacts, words: Words) -> Message:
    """What is left in a channel that a case has been re-routed from."""
    text = words.say("case_card_moved", {"case": case})
    return Message(text=text, blocks=[section(text)])


def enquiry_card(enquiry: EnquiryFacts, words: Words) -> Message:
    """The member's one live card: every case of their message, who deals with it, and by when."""
    title = words.say(
        "enquiry_progress", {"enquiry": enquiry, "cases": enquiry.cases, "progress": progress(enquiry)}
    )
    blocks: list[Block] = [section(title)]
    for case in enquiry.cases:
        blocks.append(divider())
        blocks.append(
            section(
                words.say("enquiry_case", {"case": case, "alone": len(enquiry.cases) == 1}),
                accessory=_member_menu(case),
            )
        )
    return Message(text=title, blocks=blocks)


def progress(enquiry: EnquiryFacts) -> dict[str, int]:
    """How many cases of a message are in each group of states."""
    finished = sum(case.state in ("answered", "closed") for case in enquiry.cases)
    return {"all": len(enquiry.cases), "finished": finished, "open": len(enquiry.cases) - finished}


def question_blocks(question: QuestionFacts, case_id: int | None) -> list[Block]:
    """At most three buttons and "Something else", or a list where there are more."""
    block_id = f"question.{question.id}"
    if not question.options:
        return []
    if len(question.options) > MOST_BUTTONS:
        everything = [*question.options, (SOMETHING_ELSE, "Something else")]
        return [actions([select("question.choose", "Choose one", everything)], block_id=block_id)]
    buttons = [
        button(text, f"question.choose.{number}", key)
        for number, (key, text) in enumerate(question.options, start=1)
    ]
    if question.kind in ("service", "place"):
        buttons.append(button("Something else", "question.something_else", str(case_id or "")))
    return [actions(buttons, block_id=block_id)]


def outcome_buttons(case: CaseFacts) -> list[Block]:
    """The member's right of reply. A scheduled answer has none until it is done."""
    if case.state != "answered" or case.outcome is None or case.outcome.kind == "scheduled":
        return []
    pressed = [
        button("Sorted", "case.sorted", str(case.id), style="primary"),
        button("Not sorted", "case.not_sorted", str(case.id)),
    ]
    return [actions(pressed, block_id=f"outcome.{case.id}")]


def _case_buttons(case: CaseFacts) -> list[Block]:
    seen = f"{case.id}:{case.state}"
    if case.state == "closed":
        return [button("Show details", "case.show_details", seen)]
    buttons = []
    if case.state == "new":
        buttons.append(button("Acknowledge", "case.acknowledge", seen, style="primary"))
    buttons.append(button("Reply", "case.reply", seen))
    buttons.append(button("Outcome", "case.outcome", seen))
    menu = []
    if case.state in OPEN:
        menu = [("assign", "Assign…"), ("ask", "Ask the member…"), ("reroute", "Re-route…")]
    menu.append(("show_details", "Show details"))
    buttons.append(overflow("case.more", [(f"{act}:{seen}", text) for act, text in menu]))
    return buttons


def _member_menu(case: CaseFacts) -> Block | None:
    if case.state in OPEN:
        return overflow(
            "case.member_menu",
            [(f"not_right:{case.id}", "Not right?"), (f"withdraw:{case.id}", "Withdraw this case")],
        )
    return None
