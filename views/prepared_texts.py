"""Starting from a prepared text: the choice, the field that it is put in, and what good words say. In every form that
writes to a member."""

from casework.facts import CaseFacts, PreparedFacts
from views.blocks import Block, context, field, grouped_select, text_input
from views.words import escape, lower_first

# What good looks like, by kind. What a service adds stands in the directory.
GOOD = {
    "reply": "who does what, and by when if the owner has confirmed a day; if not, when you will write again.",
    "ask": "one thing asked, and what you need the answer for.",
    "done": "who did what, on which day, and how you know.",
    "scheduled": "who will do what, and what happens until then.",
    "not_ours": "who has it now, what they said they will do, and how to reach them.",
    "no": "who decided it and why, in plain words, and what can be done instead.",
}
_GAPS = {
    "": "Fill in what stands in [brackets].",
    "scheduled": "Fill in what stands in [brackets]; the date comes from below.",
}
NO_DAY = (
    "This says that something will be done and names no day. If the owner has confirmed one, say it; if not, say "
    "when you will write again."
)


def start(prepared: PreparedFacts) -> list[Block]:
    """The choice of a text, where the council has any, and what became of it."""
    if not prepared.groups:
        return []
    # Another kind has other texts: another block, or Slack would keep the choice that was made in this one.
    choice = field(
        f"start.{prepared.kind}",
        "Start from",
        grouped_select("prepared_text.start", "A prepared text", prepared.groups, chosen=prepared.chosen),
        optional=True,
        hint="It goes into the words below. What you have written there stays, after it.",
        dispatch=True,
    )
    return [choice, *([context(f":warning: {escape(prepared.note)}")] if prepared.note else [])]


def words_field(
    name: str, label: str, text: str, prepared: PreparedFacts, case: CaseFacts, *, placeholder: str = ""
) -> Block:
    """The field for the words. Slack keeps what stands in a field of the same name, so it has another one each time that
    a text is put in."""
    return field(
        f"{name}.{prepared.times}" if prepared.times else name,
        label,
        text_input("text", multiline=True, value=text, placeholder=placeholder),
        hint=_hint(prepared, case),
    )


def _hint(prepared: PreparedFacts, case: CaseFacts) -> str:
    gaps = _GAPS.get(prepared.kind, _GAPS[""]) if prepared.chosen else ""
    kept = "What you had written is at the end." if prepared.keeps else ""
    own = f"For {lower_first(case.service)}: {lower_first(prepared.hint)}" if prepared.hint else ""
    good = f"What good looks like: {GOOD[prepared.kind]}"
    return " ".join(part for part in (gaps, kept, good, own) if part)
