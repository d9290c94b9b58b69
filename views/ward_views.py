"""What members think of what is to be done in their ward: the forms, the buttons, and the list of what it changed."""

from collections.abc import Sequence
from datetime import datetime

from casework.facts import Told
from casework.influence import Influence
from views import limits
from views.blocks import Block, actions, button, context, field, modal, quotes, section, select, text_input
from views.limits import cut
from views.words import day, escape, listed

MOST = 15  # changes in one list: what Slack shows at once is limited
MOST_REASONS, MOST_ANSWERS = 2, 10
EFFECTS = (
    ("changed", "Changed: it is done as they say"),
    ("partly", "Partly: something in it is changed"),
    ("not_changed", "Not changed: it stays as it was planned"),
)
COUNTED = {
    "changed": "changed it",
    "partly": "changed a part",
    "not_changed": "not followed",
    "withdrawn": "settled by its withdrawal",
}
STATES = {"sent": "told to the ward", "announced": "announced", "withdrawn": "withdrawn"}
SOUGHT = {"waiting": "on its way", "unreachable": "by Member Support", "not_told": "withdrawn before"}
_ASKS = frozenset({"ward_view", "ward_view_passed", "ward_view_reminder", "ward_view_overdue"})


def give(notice_id: int) -> Block:
    return modal(
        "ward_view.give",
        "Your view",
        [
            field("words", "What do you think of it?", text_input("text", multiline=True)),
            context("It goes to whoever announced it, privately. They tell you what came of it."),
        ],
        submit="Send",
        metadata={"notice": notice_id},
    )


def answer(view_id: int, words: str, *, longest: int) -> Block:
    """`words` are the view, for whoever says what came of it."""
    return modal(
        "ward_view.answer",
        "What came of it",
        [
            *(quotes(words, limits.MESSAGE_WORDS) if words else [context("The words were erased.")]),
            field("effect", "Did it change what is done?", select("effect", "Choose one", EFFECTS)),
            field(
                "why",
                "What was changed, or why not",
                text_input("text", multiline=True, longest=longest),
                hint="The councillor reads it, and so do the council's own reports. No resident, no case.",
            ),
        ],
        submit="Send",
        metadata={"view": view_id},
    )


def after(told: Told) -> list[Block]:
    """The buttons under what is said of a view, or asks for one."""
    notice = told.facts["ward_notice"]
    if told.notice == "ward_notice" and notice.involvement != "inform":
        return [actions([button("Give your view", "ward_view.give", str(notice.id))])]
    if told.notice in _ASKS:
        pressed = button(
            "Say what came of it", "ward_view.answer", str(told.facts["view"].id), style="primary"
        )
        return [actions([pressed])]
    return []


def influence(found: Sequence[Influence], since: datetime, now: datetime) -> Block:
    """`/wardline views`: the newest changes of all wards, as far as they fit."""
    newest = sorted(found, key=lambda each: each.sent_at, reverse=True)[:MOST]
    newest.sort(key=lambda each: (each.wards, each.sent_at))
    blocks = [
        context(
            f"What members of the wards were told of from {day(since)} to {day(now)}. Nothing here is summed up by member."
        )
    ]
    for each in newest:
        blocks.append(section("\n".join(_lines(each))))
        pressed = [
            button(f"Answer {cut(member, 60)}", f"ward_view.answer.{view_id}", str(view_id))
            for view_id, member in each.answerable[:MOST_ANSWERS]
        ]
        if each.withdrawable:
            pressed.append(button("Withdraw it…", "ward_notice.withdraw", str(each.id)))
        if pressed:
            blocks.append(actions(pressed))
    if not found:
        blocks.append(section("No ward has been told of anything in that time."))
    elif len(found) > MOST:
        blocks.append(context(f"And {len(found) - MOST} older: `wardline influence` lists them all."))
    return modal("ward_view.list", "Members' views", blocks)


def sought(each: Influence) -> str:
    """Whose views: "Cllr A and Cllr B (by Member Support)"."""
    names = [f"{s.name} ({SOUGHT[s.state]})" if s.state in SOUGHT else s.name for s in each.sought]
    return listed(names) if names else "nobody: the seats are vacant"


def effects(each: Influence) -> str:
    """What came of the views: "1 changed it, 1 waits for an answer"."""
    parts = [f"{count} {COUNTED[effect]}" for effect, count in each.effects.items() if count]
    if each.waiting:
        parts.append(f"{each.waiting} wait{'s' if each.waiting == 1 else ''} for an answer")
    return ", ".join(parts) or "none given"


def one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(each: Influence) -> list[str]:
    wards = f"*{escape(listed(each.wards))}* · {day(each.sent_at)} · {STATES[each.state]}"
    asked = "Views sought of" if each.asked else "For information only, told to"
    lines = [
        wards,
        f"{escape(cut(each.what, 150))} ({escape(cut(each.place, 80))})",
        f"{asked} {escape(sought(each))}",
    ]
    if each.asked:
        lines.append(f"{each.given} given: {effects(each)}")
        reasons = [text for effect, text in each.reasons if effect in ("changed", "partly")]
        lines += [f"> {escape(cut(one_line(text), 150))}" for text in reasons[:MOST_REASONS]]
    return lines
