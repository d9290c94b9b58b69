"""Cases about the same thing: what a card shows of those around it, and what is sent along to those joined with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casework.facts import AlongCase, AlongFacts, CaseFacts, DuplicateFacts
from views.blocks import (
    Block,
    actions,
    button,
    checkboxes,
    context,
    divider,
    field,
    modal,
    quote,
    section,
    text_input,
)
from views.limits import cut
from views.words import Words, escape

_LONGEST = 600  # characters of another case's words on a card
_LONGEST_LEAD = 1_500  # more than any outcome's facts need


def beside(case: CaseFacts, words: Words) -> list[Block]:
    """On the card of the people working on a case: what it is joined with, and what may be the same, to decide."""
    blocks: list[Block] = []
    if case.joined:
        away = button("Take apart", "case.take_apart", str(case.id))
        blocks.append(section(words.say("case_joined", {"case": case}), accessory=away))
    for duplicate in case.suspected:
        blocks += _suspected(duplicate, words)
    return blocks


def join(case: CaseFacts) -> Block:
    return modal(
        "case.join",
        "Join",
        [
            section(f"*{escape(case.reference)}* · {escape(case.service)} · {escape(case.place)}"),
            field(
                "reference", "It is about the same as", text_input("text", placeholder="SEF-1042", longest=40)
            ),
            context(
                "Each case keeps its reference, its thread, its date and its councillor, who is told nothing of the other. "
                "What you send on one is offered for the other."
            ),
        ],
        submit="Join",
        metadata={"case": case.id},
    )


def along(found: AlongFacts, words: Words, *, entry: int | None = None) -> Block:
    """“Send this to the joined cases as well?”, with what each member would read, to be changed for each."""
    may = [each for each in found.cases if not each.refused]
    blocks: list[Block] = [section(words.say("along", {"found": found, "may": may}))]
    if may:
        choices = [(str(each.case.id), f"{each.case.reference}, {each.case.member.name}") for each in may]
        ticked = [value for value, _ in choices]
        blocks.append(field("cases", "Send it to", checkboxes("cases", choices, ticked=ticked)))
    for each in found.cases:
        blocks += _preview(each, found, words)
    return modal(
        "joined.send",
        "The joined cases too?",
        blocks,
        submit="Send" if may else None,
        metadata={"entry": entry or found.entry},
    )


def sent_along(done: Sequence[tuple[str, str]]) -> Block:
    """What became of it, case by case."""
    lines = [f"*{escape(reference)}*: {escape(refused) or 'sent.'}" for reference, refused in done]
    return modal("notice", "Sent", [section("\n".join(lines))])


def field_of(case_id: int | str) -> str:
    """The field with one case's words."""
    return f"words.{case_id}"


def errors(fields: Mapping[str, str]) -> dict[str, str]:
    return {field_of(number): says for number, says in fields.items()}


def _preview(each: AlongCase, found: AlongFacts, words: Words) -> list[Block]:
    case = each.case
    if each.refused:
        return [divider(), section(f"*{escape(case.reference)}*: {escape(cut(each.refused, _LONGEST))}")]
    told = {"case": replace(case, outcome=found.outcome or case.outcome), "by": found.by}
    return [
        divider(),
        section(f"{escape(case.member.name)} will read:"),
        section(cut(words.say("outcome" if found.outcome else "reply", told), _LONGEST_LEAD)),
        field(
            field_of(case.id),
            case.reference,
            text_input("text", multiline=True, value=found.words),
            optional=True,
        ),
    ]


def _suspected(duplicate: DuplicateFacts, words: Words) -> list[Block]:
    said = {"duplicate": duplicate, "case": duplicate.case}
    buttons = [
        button("Join", "duplicate.join", str(duplicate.id), style="primary"),
        button("Not the same", "duplicate.tell_apart", str(duplicate.id)),
    ]
    return [
        divider(),
        section(words.say("case_suspected", said)),
        quote(duplicate.case.words, _LONGEST),
        actions(buttons, block_id=f"duplicate.{duplicate.id}"),
    ]
