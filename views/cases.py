"""Cards: one case in its area's channel, one message's cases in the member's thread. Edited in place."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from casework.facts import CaseFacts, EnquiryFacts, QuestionFacts
from casework.lifecycle import OPEN, after
from casework.ratings import ANSWERS
from views import limits
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    divider,
    modal,
    overflow,
    quote,
    section,
    select,
)
from views.cross_wards import question as cross_ward_question
from views.joins import beside
from views.words import Words, escape

MOST_BUTTONS = 3


@dataclass(frozen=True)
class Act:
    """What the people working on a case may choose: `menu` on its card (Slack shows five), else in the list of all."""

    key: str
    label: str
    hint: str
    menu: bool = False


ACTS = (
    Act("assign", "Assign…", "Give the work to another person who is in.", menu=True),
    Act("ask", "Ask the member…", "The case waits for their answer, and its clock stands still.", menu=True),
    Act("add_task", "Add task…", "Ask a service for its part. The case stays with its owner.", menu=True),
    Act(
        "offer",
        "Offer to partner…",
        "Ask a body outside to take it on. Until they accept it stays ours.",
        menu=True,
    ),
    Act("reroute", "Re-route…", "Another service or place. The clock and the history go with it.", menu=True),
    Act(
        "change_task",
        "Tasks…",
        "What services are asked for: done, another person or day, or no longer needed.",
    ),
    Act("record_answer", "Record the partner's answer…", "Who said it, and when; or withdraw the offer."),
    Act("amend", "Correct a reply…", "Correct or withdraw words that the member has been sent."),
    Act("merge", "Merge…", "Another issue of the same message is this one. Its reference goes on answering."),
    Act("split", "More than one thing…", "A case of its own for some of the words."),
    Act(
        "join",
        "Join…",
        "Another councillor's case is about the same thing. Each keeps its own; neither is told.",
    ),
    Act("take_apart", "Take apart", "It is not the same as those it is joined with."),
    Act(
        "choose_for_leaver",
        "Its member has left…",
        "Pass it to another member, keep it with the council, or close it.",
    ),
    Act(
        "flag", "Flags…", "A vulnerable resident, interest of the media, a parish's charter; with the reason."
    ),
    Act("show_details", "Show details", "The member's own words in full. That you opened them is recorded."),
)
SOMETHING_ELSE = "something_else"
_WHICH = ("first", "second", "third", "fourth", "fifth", "sixth")


def case_card(case: CaseFacts, words: Words) -> Message:
    """What the people working on a case see, with everything they may press in its state."""
    values = {"case": case}
    if case.merged_into:
        return _merged_card(case, words)
    blocks: list[Block] = _what(case, words)
    if len(case.words) > limits.QUOTED:
        blocks.append(context(words.say("words_go_on", {"more": 0})))
    blocks.append(section("", fields=[words.say("case_owner", values), words.say("case_targets", values)]))
    if not case.brief and not case.erased_at:
        blocks.append(context(words.say("case_why", values)))
    states = [*(task.state for task in case.tasks), *(offer.state for offer in case.offers)]
    if set(states) - {"ended"}:
        blocks.append(section(words.say("case_contributors", values)))
    if case.outcome is not None and not case.brief:
        blocks.append(section(words.say("case_outcome", values)))
    blocks += beside(case, words)
    buttons = [*_case_buttons(case), *_undo(case, by_member=False)]
    if case.undo is not None and case.undo.by != case.member.key:
        blocks.append(context(words.say("case_undo", {"undo": case.undo})))
    if buttons:
        blocks.append(actions(buttons, block_id=f"case.{case.id}"))
        blocks.append(context(words.say("case_thread_is_internal")))
    return Message(text=words.say("case_card_text", values), blocks=blocks)


def _merged_card(case: CaseFacts, words: Words) -> Message:
    """What is left of a case that is part of another one: where it goes on, and the way back."""
    text = words.say("case_card_merged", {"case": case})
    back = button("A case of its own", "case.restore", str(case.id))
    return Message(text=text, blocks=[section(text, accessory=back)])


def _what(case: CaseFacts, words: Words) -> list[Block]:
    """What it is about; where a flag keeps that from the channel, the way to it."""
    if not case.brief:
        about = section(words.say("case_card", {"case": case}))
        return [about] if case.erased_at else [about, quote(case.words)]
    seen = f"show_details:{case.id}:{case.state}"
    details = button("Show details", "case.more", seen)
    return [section(words.say("case_card_brief", {"case": case}), accessory=details)]


def case_card_moved(case: CaseFacts, words: Words) -> Message:
    """What is left in a channel that a case has been re-routed from."""
    text = words.say("case_card_moved", {"case": case})
    buttons = _undo(case, by_member=False)
    return Message(text=text, blocks=[section(text), *([actions(buttons)] if buttons else [])])


def enquiry_card(enquiry: EnquiryFacts, words: Words) -> Message:
    """The member's one live card: every case of their message, who deals with it, and by when."""
    title = words.say(
        "enquiry_progress", {"enquiry": enquiry, "cases": enquiry.cases, "progress": progress(enquiry)}
    )
    blocks: list[Block] = [section(title)]
    might_be_one = sum(_might_be_one(case) for case in enquiry.cases) > 1
    for case in enquiry.cases:
        blocks.append(divider())
        blocks.append(
            section(
                words.say("enquiry_case", {"case": case, "alone": len(enquiry.cases) == 1}),
                accessory=_member_menu(case, might_be_one=might_be_one),
            )
        )
        blocks += cross_ward_question(case, words)
        buttons = _undo(case, by_member=True)
        if buttons:
            blocks.append(actions(buttons))
    return Message(text=title, blocks=blocks)


def progress(enquiry: EnquiryFacts) -> dict[str, Any]:
    """How many cases of a message are in each group of states; the last one open, and which of them it is."""
    finished = [case for case in enquiry.cases if case.state in ("answered", "closed")]
    still_open = [(number, case) for number, case in enumerate(enquiry.cases) if case not in finished]
    number, last = still_open[0] if len(still_open) == 1 else (0, None)
    return {
        "all": len(enquiry.cases),
        "finished": len(finished),
        "open": len(still_open),
        "all_done": all(case.outcome is not None and case.outcome.kind == "done" for case in finished),
        "last": last,
        "which": _WHICH[number] if number < len(_WHICH) else "last",
    }


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


def acts(case: CaseFacts, may: Collection[str]) -> Block:
    """The list of all that one person may do to a case now: a line and a button each."""
    seen = f"{case.id}:{case.state}"
    nothing_open = {
        "change_task": not any(task.is_open for task in case.tasks),
        "record_answer": not any(offer.is_open for offer in case.offers),
    }
    shown = [act for act in ACTS if act.key in may and not nothing_open.get(act.key)]
    return modal(
        "case.acts",
        case.reference,
        [
            section(f"{escape(case.service)} · {escape(case.place)}"),
            *(
                section(act.hint, accessory=button(act.label, "case.more", f"{act.key}:{seen}"))
                for act in shown
            ),
        ],
    )


def rating_buttons(case: CaseFacts) -> list[Block]:
    """What both sides think of an answered case: a row a question, one tap each."""
    if case.state != "answered" or case.outcome is None or case.outcome.kind == "scheduled":
        return []
    return [
        actions(
            [
                button(text, f"case.rate.{score}", f"{case.id}:{question}:{score}")
                for score, text in scores.items()
            ],
            block_id=f"rate.{question}.{case.id}",
        )
        for question, scores in ANSWERS.items()
    ]


def _case_buttons(case: CaseFacts) -> list[Block]:
    seen = f"{case.id}:{case.state}"
    if case.state == "closed":
        return [button("More…", "case.acts", seen)]
    buttons = []
    if case.state == "new":
        buttons.append(button("Acknowledge", "case.acknowledge", seen, style="primary"))
    buttons.append(button("Reply", "case.reply", seen))
    buttons.append(button("Outcome", "case.outcome", seen))
    menu = [act for act in ACTS if act.menu and after(case.state, act.key)]
    if menu:
        buttons.append(overflow("case.more", [(f"{act.key}:{seen}", act.label) for act in menu]))
    buttons.append(button("More…", "case.acts", seen))
    return buttons


def _undo(case: CaseFacts, *, by_member: bool) -> list[Block]:
    """For a minute, where whoever did it sees it: what the member did on their own card, all else in the channels."""
    if case.undo is None or (case.undo.by == case.member.key) != by_member:
        return []
    return [button("Undo", "case.undo", str(case.undo.id))]


def _member_menu(case: CaseFacts, *, might_be_one: bool) -> Block | None:
    acts: list[tuple[str, str]] = []
    if case.state in OPEN:
        acts = [("not_right", "Not right?"), ("withdraw", "Withdraw this case")]
        if might_be_one and _might_be_one(case):
            acts.append(("one_issue", "These are one thing"))
        acts.append(("split", "This is more than one thing"))
    if not case.restricted and case.state != "merged":
        acts.append(("share", "Share…"))
    return (
        overflow("case.member_menu", [(f"{act}:{case.id}", label) for act, label in acts]) if acts else None
    )


def _might_be_one(case: CaseFacts) -> bool:
    """With another issue of the message; casework/merging.py decides."""
    return case.state in OPEN and not case.restricted
