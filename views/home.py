"""The Home tab: a person's own cases, what is open where they answer for it, and the way to a new enquiry."""

from collections.abc import Sequence
from typing import Any

from casework.facts import CaseFacts, PersonFacts, TaskFacts
from views import corrections as correction_views
from views import entries as entry_views
from views import leavers as leaver_views
from views import profiles as profile_views
from views import tasks as task_views
from views import ward_notices as ward_notice_views
from views.blocks import Block, actions, button, context, divider, header, section
from views.limits import VIEW_BLOCKS
from views.words import Words

MOST, MOST_SHARED = 40, 8  # within the 100 blocks that a view may have


def home(
    person: PersonFacts | None,
    wards: Sequence[str],
    found: Sequence[CaseFacts],
    *,
    of: str,
    words: Words,
    shared: Sequence[CaseFacts] = (),
    tasks: Sequence[TaskFacts] = (),
    corrections: int = 0,
    leavers: int = 0,
    hands_over: bool = False,
    keeps_directory: bool = False,
    may_announce: bool = False,
) -> Block:
    """`of` is the list's heading; `shared` what others share with this member, more of it than is shown where there is
    more; `corrections` and `leavers` how many wait for this person, who keeps the directory, announces what is done in
    wards, has cases to hand over, or does not. An unknown person sees what Wardline is, and nothing else."""
    if person is None:
        return _view([header("Wardline"), section(words.say("newcomer_home"))])
    blocks: list[Block] = [
        section(words.say("home_member", {"person": person, "wards": wards})),
        actions([*_buttons(hands_over), *profile_views.at_home(wards)]),
        *correction_views.at_home(corrections),
        *leaver_views.at_home(leavers),
        *entry_views.at_home(keeps_directory),
        *ward_notice_views.at_home(may_announce),
        *task_views.at_home(tasks),
        header(of),
    ]
    if not found:
        blocks.append(section(words.say("home_none")))
    blocks += _listed(found[:MOST], person, words)
    if len(found) > MOST:
        blocks.append(context(f"And {len(found) - MOST} more. Ask me for one by its number."))
    if shared:
        blocks += [header("Shared in your ward"), *_listed(shared[:MOST_SHARED], person, words)]
    if len(shared) > MOST_SHARED:
        blocks.append(context("There are more: ask me *what is open in my ward?*"))
    return _view(blocks)


def _buttons(hands_over: bool) -> list[Block]:
    new = button("New enquiry", "enquiry.new", "home", style="primary")
    return [new, button("Hand over cases", "handover.open", "home")] if hands_over else [new]


def _listed(found: Sequence[CaseFacts], person: PersonFacts, words: Words) -> list[Block]:
    return [
        block
        for case in found
        for block in (section(words.say("case_line", {"case": case, "reader": person.key})), divider())
    ]


def _view(blocks: list[Block]) -> dict[str, Any]:
    return {"type": "home", "callback_id": "home", "blocks": blocks[:VIEW_BLOCKS]}
