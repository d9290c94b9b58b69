"""Cases of members who left: the list of those that wait for a choice, and the choice for one."""

from collections.abc import Sequence

from casework.facts import CaseFacts, CaseLine
from views.blocks import Block, actions, button, context, field, modal, section, select, text_input
from views.limits import cut
from views.words import escape, work_line

MOST = 40
AGREED = (("no", "No, or nobody has asked"), ("yes", "Yes: pass on what was written too"))


def waiting(lines: Sequence[CaseLine]) -> Block:
    """Each case with a button. At-risk cases are not among those of Member Support."""
    if not lines:
        return modal("leaver.list", "Members who have left", [section("Nothing waits for a choice.")])
    blocks = [
        section(
            f"*{escape(cut(line.member, 100))}* has left.\n{work_line(line)}",
            accessory=button("Choose…", "leaver.choose", str(line.id)),
        )
        for line in lines[:MOST]
    ]
    if len(lines) > MOST:
        blocks.append(context(f"And {len(lines) - MOST} more, once these are chosen for."))
    return modal("leaver.list", "Members who have left", blocks)


def choose(case: CaseFacts, choices: Sequence[tuple[str, str]]) -> Block:
    """What becomes of one case."""
    what = "" if case.restricted else f" · {escape(case.service)} · {escape(case.place)}"
    blocks = [
        section(f"*{escape(case.reference)}*{what}\n{escape(case.member.name)}, who raised it, has left."),
        field("choice", "What becomes of it?", select("choice", "Choose one", choices)),
        field("why", "Why", text_input("text", multiline=True, longest=500), optional=True, hint="Needed where it is closed. It stays in the case's history."),
    ]  # fmt: skip
    if not case.restricted:
        blocks.insert(
            2,
            field(
                "agreed",
                "Has the resident agreed that another member reads what was written?",
                select("agreed", "Choose one", AGREED, chosen="no"),
                hint="Without that, the new member is told what it is about and where, and none of the words.",
            ),
        )
    return modal(
        "leaver.choose",
        "Its member has left",
        blocks,
        submit="Decide",
        metadata={"case": case.id},
    )


def at_home(count: int) -> list[Block]:
    if not count:
        return []
    words = f"{count} case{'s' if count > 1 else ''} of members who have left"
    return [actions([button(words, "leaver.open", "home")])]
