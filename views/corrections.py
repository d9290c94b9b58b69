"""What people put right, one by one, for the administrator who decides what is learned from it."""

from casework.facts import CorrectionFacts, CorrectionsFacts
from views.blocks import Block, actions, button, context, divider, modal, quote, section
from views.words import escape, when

_HOW = {
    "rerouted": "re-routed the case",
    "not_right": "said it was not right",
    "chosen": "chose it when I asked",
}


def page(found: CorrectionsFacts, *, note: str = "") -> Block:
    """A few of those that wait. `note` says above them what became of the last press, where it needs saying."""
    blocks: list[Block] = [section(escape(note))] if note else []
    blocks.append(
        section(f"{_waits(found.waiting)} {found.approved} approved and {found.rejected} rejected so far.")
    )
    if found.shown:
        blocks.append(
            context("What you approve I learn within a minute. Details and places are left out of the words.")
        )
    elif found.waiting:
        blocks.append(
            section("You have looked at all of them. Close this and open it again to go back to the first.")
        )
    for each in found.shown:
        blocks += [divider(), *_one(each)]
    if found.more:
        last = str(found.shown[-1].id)
        blocks += [divider(), actions([button("Leave these, show the next", "correction.next", last)])]
    return modal("corrections", "What I could learn", blocks)


def at_home(waiting: int) -> list[Block]:
    """The way in, on an administrator's Home tab."""
    if not waiting:
        return []
    return [section(_waits(waiting)), actions([button("Look at them", "correction.open", "home")])]


def _waits(number: int) -> str:
    if not number:
        return "No correction of how I read words waits to be decided."
    one = number == 1
    return f"*{number} correction{'' if one else 's'}* of how I read words wait{'s' if one else ''} to be decided."


def _one(found: CorrectionFacts) -> list[Block]:
    was = (
        f"I took it as {escape(found.was)}."
        if found.was and found.was != found.service
        else "I was not sure."
    )
    return [
        quote(found.words),
        section(f"{was} It is *{escape(found.service)}*."),
        context(f"{escape(found.by)} {_HOW[found.how]} on {when(found.at)}."),
        actions(
            [
                button("Approve", "correction.approve", str(found.id), style="primary"),
                button("Reject", "correction.reject", str(found.id)),
            ]
        ),
    ]
