"""What is to be done in a ward: the form, the look before it is sent, and how its councillors and others read it."""

from collections.abc import Sequence

from casework.facts import Told, WardNoticeFacts
from views.blocks import (
    Block,
    actions,
    button,
    context,
    field,
    modal,
    multi_select,
    section,
    select,
    text_input,
)
from views.words import Words, escape, listed

INVOLVEMENT = (
    ("inform", "Inform: they know before others do"),
    ("consult", "Consult: their view is asked for first"),
    ("involve", "Involve: they take part in how it is done"),
)
Choice = tuple[str, str]


def at_home(may_announce: bool) -> list[Block]:
    """A way to the form, for those who announce what is done in wards."""
    return [actions([button("Announce an action", "ward_notice.open", "home")])] if may_announce else []


def write(wards: Sequence[Choice], who: str) -> Block:
    """`who` is whoever opened it, as the councillors would read it."""
    return modal(
        "ward_notice.write",
        "Announce an action",
        [
            field("wards", "Ward", multi_select("wards", "Choose the wards it is in", wards)),
            field("what", "What is done", text_input("text", placeholder="Resurfacing of the carriageway")),
            field("place", "Where", text_input("text", placeholder="Balliol Road, from the bridge to the park")),
            field("from", "First day, which you confirm", {"type": "datepicker", "action_id": "date"}),
            field("until", "Last day, which you confirm", {"type": "datepicker", "action_id": "date"}, optional=True),
            field("who", "Who does it", text_input("text", value=who)),
            field("involvement", "The ward's councillors", select("involvement", "Choose how far", INVOLVEMENT)),
            context("It describes the action: no case, nobody who raised one, no resident."),
        ],
        submit="Preview",
    )  # fmt: skip


def preview(notice: WardNoticeFacts, words: Words) -> Block:
    """Exactly what the councillors will read, with Send."""
    readers = listed(notice.readers) if notice.readers else "Nobody: the seats are vacant"
    blocks = [
        section(f"{escape(readers)} will read, privately:"),
        section(words.say("ward_notice", {"facts": {"ward_notice": notice}})),
    ]
    if notice.unreached:
        blocks.append(context(f"Member Support is asked to tell {escape(listed(notice.unreached))}."))
    blocks.append(context("Once they all know, you can announce it in the area's channel."))
    return modal(
        "ward_notice.send",
        "Tell the councillors?",
        blocks,
        submit="Send",
        metadata={"notice": notice.id},
    )


def withdraw(notice_id: int, what: str, *, longest: int) -> Block:
    return modal(
        "ward_notice.withdraw",
        "Withdraw it?",
        [
            section(f"*{escape(what)}*"),
            field("why", "Why is it not done?", text_input("text", multiline=True, longest=longest)),
            context(
                "Every councillor who was told of it reads this, and the channels where it was announced."
            ),
        ],
        submit="Withdraw it",
        metadata={"notice": notice_id},
    )


def after(told: Told) -> list[Block]:
    """The buttons that the news for its author ends with."""
    notice: WardNoticeFacts = told.facts["ward_notice"]
    return [
        actions(
            [
                button("Announce it", "ward_notice.announce", str(notice.id), style="primary"),
                button("Withdraw it…", "ward_notice.withdraw", str(notice.id)),
            ]
        )
    ]
