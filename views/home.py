"""The Home tab: a person's own cases, what is open where they answer for it, and the way to a new enquiry."""

from collections.abc import Sequence
from typing import Any

from casework.facts import CaseFacts, PersonFacts
from views import corrections as correction_views
from views import entries as entry_views
from views import leavers as leaver_views
from views.blocks import Block, actions, button, context, divider, header, section
from views.limits import VIEW_BLOCKS
from views.words import Words

MOST = 40


def home(
    person: PersonFacts | None,
    wards: Sequence[str],
    found: Sequence[CaseFacts],
    *,
    of: str,
    words: Words,
    corrections: int = 0,
    leavers: int = 0,
    hands_over: bool = False,
    keeps_directory: bool = False,
) -> Block:
    """`of` is the list's heading; `corrections` and `leavers` how many wait for this person, who
    keeps the directory, or has cases to hand over, or does not. An unknown person sees what Wardline is, and nothing else."""
    if person is None:
        return _view([header("Wardline"), section(words.say("newcomer_home"))])
    blocks: list[Block] = [
        section(words.say("home_member", {"person": person, "wards": wards})),
        actions(_buttons(hands_over)),
        *correction_views.at_home(corrections),
        *leaver_views.at_home(leavers),
        *entry_views.at_home(keeps_directory),
        header(of),
    ]
    if not found:
        blocks.append(section(words.say("home_none")))
    for case in found[:MOST]:
        blocks += [section(words.say("case_line", {"case": case})), divider()]
    if len(found) > MOST:
        blocks.append(context(f"And {len(found) - MOST} more. Ask me for one by its number."))
    return _view(blocks)


def _buttons(hands_over: bool) -> list[Block]:
    new = button("New enquiry", "enquiry.new", "home", style="primary")
    return [new, button("Hand over cases", "handover.open", "home")] if hands_over else [new]


def _view(blocks: list[Block]) -> dict[str, Any]:
    return {"type": "home", "callback_id": "home", "blocks": blocks[:VIEW_BLOCKS]}
