"""A post, from the facts of what happened: which template, whose words under it, which buttons. One table."""

from collections.abc import Callable
from typing import Any

from casework.facts import CaseFacts, Told
from views import limits, ward_notices, ward_views
from views.blocks import Block, Message, actions, button, context, fitting, quotes, section, select
from views.cases import (
    case_card,
    case_card_moved,
    enquiry_card,
    outcome_buttons,
    question_blocks,
    rating_buttons,
)
from views.directory import directory_answer
from views.handovers import handover
from views.offers import offer_buttons, offer_card, offer_card_passed
from views.reviews import review_due
from views.tasks import task_buttons, task_card, task_card_passed
from views.words import Words, lines, listed

MOST_LISTED = 20

# Notices that show somebody's own words under the line.
_WITH_WORDS = frozenset(
    {"reply", "reply_sent", "question", "question_sent", "member_reply", "member_edited", "outcome", "outcome_sent",
     "reopened_by", "preview", "passed_to_you", "withdrawn", "kept_by_council",
     "handed_over", "ward_view", "ward_view_answered", "ward_view_passed", "ward_view_reminder", "ward_view_overdue",
     "ward_notice_withdrawn", "ward_withdrawal_unreached", "reply_corrected", "amendment_sent", "withdrawal_sent", "amendment_preview",
     "withdrawal_preview",
     "task_asked", "task_promised", "task_done", "task_returned", "task_waived", "task_over", "contributor_note",
     "offered", "offer_accepted", "offer_refused", "offer_returned", "offer_news", "offer_done", "offer_withdrawn"}
)  # fmt: skip


def render(told: Told, words: Words) -> Message:
    """What one reader sees. Raises KeyError for a notice nobody has written words for (a test holds that none is)."""
    message = _rendered(told, words)
    return Message(text=message.text, blocks=fitting(message.blocks))


def _rendered(told: Told, words: Words) -> Message:
    if told.notice in _OWN_SHAPE:
        return _OWN_SHAPE[told.notice](told, words)
    line = words.say(told.notice, _values(told))
    blocks: list[Block] = [section(line)]
    if told.notice in _WITH_WORDS and told.words:
        room = limits.MESSAGE_WORDS - min(len(line), limits.SECTION_TEXT)
        blocks.extend(quotes(told.words, room))
        more = len(told.words) - room
        if more > 0:
            blocks.append(context(words.say("words_go_on", {"more": more})))
    if told.notice in _WITH_WORDS and told.case is not None and told.case.brief:
        blocks.append(context(words.say("kept_brief")))
    blocks.extend(_after(told, words))
    return Message(text=_text(line, told), blocks=blocks)


def _values(told: Told) -> dict[str, Any]:
    return {
        "case": told.case,
        "by": told.by,
        "to": told.to,
        "question": told.question,
        "emergency": told.emergency,
        "task": told.task,
        "offer": told.offer,
        "facts": told.facts,
        "cases": told.facts.get("cases", []),
    }


def _text(line: str, told: Told) -> str:
    """For notifications and screen readers: the line, and the words unless they are in a channel's card."""
    return line if not told.words or told.notice not in _WITH_WORDS else f"{line} {lines(told.words)}"[:3_900]


def _after(told: Told, words: Words) -> list[Block]:
    """The buttons that a notice ends with."""
    case, facts = told.case, told.facts
    match told.notice:
        case "task_changed_for_you" | "task_late" if told.task is not None:
            return task_buttons(told.task)
        case "task_reminder" if (
            told.task is not None and told.case is None
        ):  # to the officer, not to the thread
            return task_buttons(told.task)
        case "offer_reminder" | "news_wanted" if told.offer is not None:
            return offer_buttons(told.offer)
        case "outcome" if case is not None:
            return [
                section(words.say("outcome_after", {"case": case})),
                *outcome_buttons(case),
                *_rating(told, words),
            ]
        case "outcome_sent":
            return [*_along(told), *_rating(told, words)]
        case "emergency" | "emergency_unheard" if case is not None:
            return [actions([button("I have read this", "emergency.read", str(case.id))])]
        case "service_question" | "which_case" | "new_words" | "gone" | "gone_words" if (
            told.question is not None
        ):
            return question_blocks(told.question, case.id if case else None)
        case "amendment_preview":
            return [_send_buttons("reply.correct", f"{facts['entry']}:{facts['words']}")]
        case "withdrawal_preview":
            return [_send_buttons("reply.withdraw", str(facts["entry"]))]
        case "outcome_steps" if case is not None:
            pressed = button("Choose the outcome", "case.outcome", f"{case.id}:{case.state}", style="primary")
            return [actions([pressed])]
        case "reply_sent":
            return _along(told)
        case "joined_with" if facts.get("answered"):
            reference, entry = facts["answered"]
            label = f"Send {reference}'s outcome here too…"
            return [actions([button(label, "joined.along", str(entry))])]
        case "preview":
            return [_preview_buttons(facts["message"])]
        case "chatter_edited":
            return [actions([button("Raise it", "message.raise", str(facts["message"]))])]
        case "chatter":
            return [actions([button("Raise it anyway", "message.raise", str(facts["message"]))])]
        case "joined" | "closed_reply" if case is not None:
            return [actions(_joined_buttons(told.notice, case, facts["message"]))]
        case "which_member":
            return [
                actions(
                    [
                        button(
                            "Choose the councillor",
                            "message.choose_member",
                            str(facts["message"]),
                            style="primary",
                        )
                    ]
                )
            ]
        case "passed_to_you" if case is not None:
            return outcome_buttons(case)
        case "leaver":
            return [actions([button("Choose for each", "leaver.open", "home", style="primary")])]
        case "ward_notice_known":
            return ward_notices.after(told)
        case "lone_file":
            return [actions([button("Raise it anyway", "message.raise", str(facts["message"]))])]
        case _ if "ward_notice" in facts:
            return ward_views.after(told)
    return []


def _along(told: Told) -> list[Block]:
    """What was sent on one case, offered for those joined with it; not what was itself sent along."""
    if told.case is None or not told.case.joined or "along_with" in told.facts:
        return []
    label = f"Send it to {listed(told.case.joined)} too…"
    return [actions([button(label, "joined.along", str(told.facts["entry"]))])]


def _rating(told: Told, words: Words) -> list[Block]:
    rows = rating_buttons(told.case) if told.case else []
    return [context(words.say("rating", {"member": told.notice == "outcome"})), *rows] if rows else []


def _preview_buttons(message_id: int) -> Block:
    return actions(
        [
            button("Send", "reply.send", str(message_id), style="primary"),
            button("Edit first", "reply.edit", str(message_id)),
            button("Don't send", "reply.discard", str(message_id)),
        ]
    )


def _send_buttons(action: str, value: str) -> Block:
    return actions(
        [button("Send", action, value, style="primary"), button("Leave it as it is", "reply.discard", value)]
    )


def _joined_buttons(notice: str, case: CaseFacts, message_id: int) -> list[Block]:
    new = button("Make it a new case", "message.raise", str(message_id))
    if notice == "joined":
        return [new]
    return [button("Open it again", "case.not_sorted", str(case.id)), new]


def _newcomer(told: Told, words: Words) -> Message:
    facts = told.facts
    if facts["state"] != "waiting":
        line = words.say("newcomer_decided", {"facts": facts})
        return Message(text=line, blocks=[section(line)])
    line = words.say("newcomer", {"facts": facts})
    elements = []
    people = [(f"{facts['newcomer']}:{key}", name) for key, name in facts.get("people", [])]
    if people:
        elements.append(select("newcomer.bind", "They are…", people))
    elements.append(
        button("I don't know them: refuse", "newcomer.refuse", str(facts["newcomer"]), style="danger")
    )
    return Message(text=line, blocks=[section(line), actions(elements)])


def _list(told: Told, words: Words) -> Message:
    """An answer about cases: a line on top, then each case with its last word."""
    found: list[CaseFacts] = told.facts["cases"]
    line = words.say(told.notice, _values(told))
    blocks = [section(line)] if line else []
    blocks.extend(
        section(words.say("case_line", {"case": case, "reader": told.facts["asker"]}))
        for case in found[:MOST_LISTED]
    )
    if len(found) > MOST_LISTED:
        blocks.append(context(f"And {len(found) - MOST_LISTED} more: they are in the Home tab."))
    text = line or ", ".join(case.reference for case in found)
    return Message(text=text, blocks=blocks)


def _case_card(told: Told, words: Words) -> Message:
    assert told.case is not None
    return case_card(told.case, words)


def _moved(told: Told, words: Words) -> Message:
    assert told.case is not None
    return case_card_moved(told.case, words)


def _enquiry_card(told: Told, words: Words) -> Message:
    assert told.enquiry is not None
    return enquiry_card(told.enquiry, words)


_OWN_SHAPE: dict[str, Callable[[Told, Words], Message]] = {
    "case_card": _case_card,
    "case_card_moved": _moved,
    "enquiry_card": _enquiry_card,
    "newcomer": _newcomer,
    "cases_answer": _list,
    "case_answer": _list,
    "chase_answer": _list,
    "directory_answer": directory_answer,
    "review_due": review_due,
    "handover": handover,
    "task_card": task_card,
    "task_card_passed": task_card_passed,
    "offer_card": offer_card,
    "offer_card_passed": offer_card_passed,
}
