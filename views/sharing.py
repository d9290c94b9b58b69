"""The form in which a member says how far a case is shared, with a line on who would then see what."""

from collections.abc import Sequence

from casework.facts import CaseFacts
from views.blocks import Block, context, field, modal, section, select
from views.words import escape, listed

LEVELS = (
    ("not_shared", "Nobody else"),
    ("ward_members", "The ward's councillors"),
    ("everyone", "Everyone in the council"),
)


def choose(case: CaseFacts, colleagues: Sequence[str]) -> Block:
    """`colleagues` are the other councillors of the case's wards, by name."""
    names = listed(colleagues) if colleagues else "any other councillor of the ward"
    lines = (
        "you, and the people who work on it.",
        f"{names} also {'see' if len(colleagues) > 1 else 'sees'} what it is about and where, how it stands, and what "
        "the council said to you last. A resident's name, telephone number or e-mail address is never shown.",
        "every councillor and officer who asks sees the same.",
    )
    shown = [section(f"*{name}*: {escape(line)}") for (_, name), line in zip(LEVELS, lines, strict=True)]
    if case.kept_close:
        shown.append(
            section("For now only the people who deal with this case see it, whatever you choose here.")
        )
    return modal(
        "case.share",
        f"Share {case.reference}",
        [
            *shown,
            field("level", "Who may see it", select("level", "Choose one", LEVELS, chosen=case.sharing)),
            context("It holds from the next time that somebody looks, and you can change it any time."),
        ],
        submit="Save",
        metadata={"case": case.id},
    )
