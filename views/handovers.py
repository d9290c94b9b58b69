"""Handing over in bulk: who to whom, then the cases a page at a time; and what the receiver reads."""

from casework.facts import CaseLine, Told
from casework.handovers import LONGEST_NOTE, Page
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    field,
    modal,
    quote,
    section,
    select,
    text_input,
)
from views.words import Words, escape, when, work_line

WHICH = (
    ("all", "All of them"),
    ("each", "Go through them: a note for each, and some may stay"),
)
GOES = (("yes", "Hand it over"), ("no", "It stays"))
AT_RISK = "Where somebody is at risk, a case goes only to a duty officer or a manager."


def start(slack_id: str, own: int, *, for_others: bool) -> Block:
    """Who has them, who gets them, and which. `slack_id` opened it, and has `own` cases."""
    mine = f"You have {own} unfinished case{'s' if own != 1 else ''}."
    blocks = [
        field("giver", "Whose cases?", _person(slack_id), hint=mine) if for_others else section(mine),
        field("receiver", "To whom?", _person(), hint="Somebody who is in today."),
        field("which", "Which cases?", select("which", "Choose one", WHICH, chosen="all")),
        field(
            "note", "A note for all of them", text_input("text", multiline=True, longest=LONGEST_NOTE), optional=True,
            hint="For the person who gets them. A case with a note of its own shows that instead.",
        ),
        context(f"Each member whose contact changes is told once. {AT_RISK}"),
    ]  # fmt: skip
    metadata = {"giver": slack_id}
    return modal("handover.start", "Hand over", blocks, submit="Next", metadata=metadata)


def page(found: Page) -> Block:
    blocks: list[Block] = [
        context(
            f"Page {found.number + 1} of {found.of}. To {escape(found.receiver)}; the notes are for them."
        )
    ]
    for line in found.lines:
        blocks += _case(line)
    metadata = {"handover": found.handover, "page": found.number, "of": found.of}
    is_last = found.number + 1 >= found.of
    submit = "Hand over" if is_last else "Next"
    return modal("handover.page", "Hand over", blocks, submit=submit, metadata=metadata)


def sent(count: int, stay: int) -> Block:
    """`stay`: how many were left out, because the receiver may not have them."""
    said = f"{count} case{'s go' if count > 1 else ' goes'} over now. You read in your messages what went, and when it was read."
    left = (
        f" {stay} at risk stay{'s' if stay == 1 else ''}: only a duty officer or a manager may have them."
        if stay
        else ""
    )
    return modal("handover.sent", "Hand over", [section(escape(said + left))])


def handover(told: Told, words: Words) -> Message:
    """What the receiver reads, with the button for the receipt until it is given."""
    facts = told.facts
    line = words.say("handover", {"facts": facts})
    blocks: list[Block] = [section(line)]
    for case, note in facts["given"]:
        blocks.append(section(work_line(case)))
        if note:
            blocks.append(quote(note, LONGEST_NOTE))
    if facts["read_at"]:
        blocks.append(context(f"You read this on {when(facts['read_at'])}."))
    else:
        value = f"{facts['handover']}:{facts['page']}"
        blocks.append(actions([button("I have read this", "handover.read", value, style="primary")]))
    return Message(text=line, blocks=blocks)


def _case(line: CaseLine) -> list[Block]:
    goes, note = f"goes.{line.id}", f"note.{line.id}"
    return [
        section(work_line(line)),
        field(goes, line.reference, select(goes, "Choose one", GOES, chosen="yes")),
        field(
            note, "A note", text_input("text", multiline=True, longest=LONGEST_NOTE), optional=True,
            hint="It is shown in the case's own channel only." if line.restricted else "",
        ),
    ]  # fmt: skip


def _person(slack_id: str = "") -> Block:
    chosen = {"initial_user": slack_id} if slack_id else {}
    return {"type": "users_select", "action_id": "person", **chosen}
