"""The form in which a flag is set on a case or cleared, with the reason."""

from collections.abc import Sequence

from casework.facts import CaseFacts, FlagFacts
from views.blocks import Block, context, field, modal, section, select, text_input
from views.words import day, escape

CALLED = {"vulnerable": "Vulnerable resident", "media": "Interest of the media"}
_DOES = (
    "*Vulnerable resident*: the channel shows nothing of it, the answer is due sooner, one person leads.",
    "*Interest of the media*: the channel shows only who deals with it, and the communications contact is told.",
    "*A parish*: its charter's standard counts where it is sooner, and its clerk is told the outcome.",
)
Choice = tuple[str, str]


def called(flag: FlagFacts) -> str:
    return CALLED.get(flag.kind) or flag.parish


def stands(flag: FlagFacts) -> str:
    """One flag in a line, as Slack markup."""
    by = escape(flag.set_by) or "words that the council lists"
    lead = f", led by {escape(flag.lead.name)}" if flag.lead else ""
    return f":round_pushpin: *{escape(called(flag))}*{lead}: since {day(flag.set_at)}, by {by}."


def write(case: CaseFacts, parishes: Sequence[str], people: Sequence[Choice]) -> Block:
    """`parishes` are those in which the case may lie, `people` who may lead it."""
    standing = {flag.kind for flag in case.flags}
    choices = [(kind, name) for kind, name in CALLED.items() if kind not in standing]
    if "parish" not in standing:
        choices += [(f"parish:{name}", f"Parish: {name}") for name in parishes]
    choices += [(f"clear:{flag.kind}", f"Clear: {called(flag)}") for flag in case.flags]
    return modal(
        "flag.write",
        "Flags",
        [
            section("\n".join([f"*{escape(case.reference)}*", *map(stands, case.flags)])),
            section("\n".join(_DOES)),
            field("flag", "Flag", select("flag", "Choose one", choices)),
            field(
                "reason", "Why", text_input("text", multiline=True, longest=1_000),
                hint="Read with the details only, and kept in the case's history.",
            ),
            field(
                "lead", "Who leads, for a vulnerable resident", select("lead", case.owner.name, people), optional=True
            ),
            context("Flags never make an answer due later. A member reads one date, and not why."),
        ],
        submit="Save",
        metadata={"case": case.id},
    )  # fmt: skip
