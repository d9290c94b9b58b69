"""Forms about the issues of one message: which of them are one, and what in one of them is another."""

from collections.abc import Sequence

from casework.facts import CaseFacts
from views.blocks import Block, button, checkboxes, context, divider, field, modal, quote, section, select
from views.limits import cut
from views.words import escape

Choice = tuple[str, str]
_LONGEST = 400


def merge(case: CaseFacts, others: Sequence[CaseFacts], *, for_member: bool) -> Block:
    """Choose the issue that this one is. For the member either may be kept; staff say which."""
    blocks: list[Block] = [section(_title(case)), quote(case.words, _LONGEST)]
    for other in others:
        blocks += [
            divider(),
            section(_title(other)),
            quote(other.words, _LONGEST),
        ]
    listed = [(str(other.id), f"{other.reference}, {other.service}, {other.place}") for other in others]
    label = "It is the same thing as" if for_member else f"{case.reference} becomes part of"
    chosen = listed[0][0] if len(listed) == 1 else None
    blocks.append(field("other", label, select("other", "Choose one", listed, chosen=chosen)))
    blocks.append(
        context("The one that is kept has the words of both and the earlier date. Either reference finds it.")
    )
    return modal(
        "case.one_issue" if for_member else "case.merge",
        "One thing" if for_member else "Merge",
        blocks,
        submit="They are one" if for_member else "Merge",
        metadata={"case": case.id},
    )


def split(case: CaseFacts, parts: Sequence[str], services: Sequence[Choice]) -> Block:
    """Which of the words are another thing, and what that is about. What was merged comes out again by one tap."""
    blocks: list[Block] = [
        section(_title(case)),
        quote(case.words, _LONGEST),
    ]
    for part in case.parts:
        out = button("A case of its own", "case.restore", str(part.id))
        blocks.append(section(f"*{escape(part.reference)}* was made part of it.", accessory=out))
    if len(parts) > 1:
        boxes = checkboxes("parts", [(str(number), part) for number, part in enumerate(parts)])
        blocks.append(field("parts", "The other thing is", boxes, optional=True))
    blocks.append(
        field(
            "service",
            "It is about",
            select("service", "Leave it to Wardline", services),
            optional=len(parts) > 1,
        )
    )
    blocks.append(
        context("It gets a reference of its own; the date counts from when the words were written.")
    )
    return modal(
        "case.split",
        "More than one thing",
        blocks,
        submit="Make a new case",
        metadata={"case": case.id},
    )


def _title(case: CaseFacts) -> str:
    return f"*{escape(case.reference)}* · {escape(cut(case.service, _LONGEST))} · {escape(cut(case.place, _LONGEST))}"
