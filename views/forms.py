"""Forms (modals): each built from plain values; what a form must remember travels in its private metadata."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.errors import NotUnderstood
from casework.facts import (
    CaseFacts,
    DetailsFacts,
    OfferFacts,
    PreparedFacts,
    SaidFacts,
    SentReply,
    TaskFacts,
)
from views import limits
from views.blocks import (
    Block,
    context,
    date_picker,
    divider,
    field,
    modal,
    overflow,
    quote,
    quotes,
    section,
    select,
    text_input,
)
from views.flags import stands
from views.limits import VIEW_BLOCKS
from views.prepared_texts import NO_DAY, start, words_field
from views.words import day, escape, lines, when

OUTCOMES = (
    ("done", "Done"),
    ("scheduled", "Scheduled: a date that you confirm"),
    ("not_ours", "Not ours: another body accepted it"),
    ("no", "No, with the reason"),
)
MOST_SENT = 40
LOST = (
    "This form has lost what it was about, and nothing was done. Close it, and open it again from the card."
)
Choice = tuple[str, str]
DETAILS, MOST_SAID = 16_000, 25  # characters and later messages that a view has room for (Slack: 250 kB)


# What a form remembers and casework looks up by number.
_NUMBERS = frozenset(
    {"case", "words", "message", "task", "offer", "entry", "handover", "page", "of", "notice", "leaver"}
)
_LARGEST = 2**53


class Memory(dict[str, Any]):
    """What a form was told to remember. What is not there, or not as we write it, is said to whoever sent it."""

    def __missing__(self, key: str) -> Any:
        raise NotUnderstood(LOST)

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if value is None and key in _NUMBERS:
            raise NotUnderstood(LOST)
        return value


def remembered(view: dict[str, Any]) -> Memory:
    """What a form was told to remember when it was opened."""
    return memory(str(view.get("private_metadata") or "{}"))


def memory(kept: str) -> Memory:
    try:
        found = Memory(json.loads(kept))
        if not all(_is_number(found[key]) for key in _NUMBERS & found.keys() if found.get(key) is not None):
            raise NotUnderstood(LOST)
        if "at" in found and datetime.fromisoformat(found["at"]).tzinfo is None:
            raise NotUnderstood(LOST)
        if not all(isinstance(found[key], str) for key in {"channel", "ts"} & found.keys()):
            raise NotUnderstood(LOST)
    except (ValueError, TypeError, RecursionError) as lost:
        raise NotUnderstood(LOST) from lost
    return found


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.isdecimal() and len(value) < 16
    return isinstance(value, int) and 0 <= value < _LARGEST


def reply(
    case: CaseFacts, prepared: PreparedFacts, *, text: str = "", message_id: int | None = None
) -> Block:
    """First step of a reply: write. Nothing is sent from here."""
    return modal(
        "reply.write",
        "Reply to the member",
        [
            section(f"*{escape(case.reference)}* to {escape(case.member.name)}"),
            quote(case.words, 600),
            *start(prepared),
            words_field("words", "Your reply", text, prepared, case, placeholder="What the member will read"),
            context(
                "You see a preview next. To send a photograph too, put it in the case's thread, with `reply:` before "
                "your words."
            ),
        ],
        submit="Preview",
        metadata={"case": case.id, "message": message_id, **_text_of(prepared)},
    )


def preview(
    case: CaseFacts,
    lead: str,
    text: str,
    callback: str,
    *,
    files: Sequence[str] = (),
    names_no_day: bool = False,
    **remembered: Any,
) -> Block:
    """The last step of everything that goes to a member: exactly what they will read, with Send.

    `lead` is the line above the words, Slack markup as the member will see it; `files` the names of what goes along.
    """
    noted = [divider(), context(NO_DAY)] if names_no_day else []
    along = [context(escape(f"With {', '.join(files)}"))] if files else []
    return modal(
        callback,
        "Send this?",
        [
            section(f"{escape(case.member.name)} will read:"),
            section(lead),
            *quotes(text, len(text)),
            *along,
            *noted,
        ],
        submit="Send",
        metadata={"case": case.id, **remembered},
    )


def sent_replies(case: CaseFacts, sent: Sequence[SentReply]) -> Block:
    """The replies that the member has, each to be corrected or withdrawn."""
    blocks = [
        block
        for reply in sent[:MOST_SENT]
        for block in (
            section(
                f"{escape(reply.by)}, {when(reply.at)}:",
                accessory=overflow(
                    "reply.amend",
                    [
                        (f"correct:{case.id}:{reply.id}", "Correct…"),
                        (f"withdraw:{case.id}:{reply.id}", "Withdraw…"),
                    ],
                ),
            ),
            quote(reply.words, 300),
        )
    ]
    nothing = section(
        f"{escape(case.member.name)} has not been sent a reply on this case, or none that still stands."
    )
    return modal("reply.sent", case.reference, blocks or [nothing])


def amendment(case: CaseFacts, reply: SentReply) -> Block:
    return modal(
        "amendment.write",
        "Correct a reply",
        [
            section(
                f"*{escape(case.reference)}*: {escape(case.member.name)} reads this now. You see a preview next."
            ),
            field("words", "It should read", text_input("text", multiline=True, value=reply.words)),
        ],
        submit="Preview",
        metadata={"case": case.id, "entry": reply.id},
    )


def withdrawal(case: CaseFacts, reply: SentReply, lead: str) -> Block:
    """The last step of withdrawing: what goes, and what the member will read instead."""
    return modal(
        "withdrawal.send",
        "Withdraw this?",
        [
            section(f"This goes from {escape(case.member.name)}’s conversation. The history keeps it."),
            *quotes(reply.words, len(reply.words)),
            section(f"{escape(case.member.name)} will read:"),
            section(lead),
        ],
        submit="Withdraw it",
        metadata={"case": case.id, "entry": reply.id},
    )


def ask(case: CaseFacts, prepared: PreparedFacts, *, text: str = "") -> Block:
    return modal(
        "question.write",
        "Ask the member",
        [
            section(
                f"*{escape(case.reference)}* waits for {escape(case.member.name)} until they answer, and its clock stands still."
            ),
            *start(prepared),
            words_field("words", "Your question", text, prepared, case),
        ],
        submit="Preview",
        metadata={"case": case.id, "state": case.state, **_text_of(prepared)},
    )


def outcome(case: CaseFacts, prepared: PreparedFacts, *, words: str = "", waive: str = "") -> Block:
    """The outcome and the facts that its kind needs; choosing another kind shows its own fields. Whoever is still asked
    for a part of the case is named, with room for why that is no longer needed."""
    kind = prepared.kind
    labels = {
        "done": "What was done, and how you know",
        "scheduled": "What will be done",
        "not_ours": "What the member should know",
        "no": "The reason",
    }
    blocks = [
        section(f"*{escape(case.reference)}* · {escape(case.service)} · {escape(case.place)}"),
        field("kind", "Outcome", select("outcome.kind", "Choose one", OUTCOMES, chosen=kind), dispatch=True),
        *start(prepared),
        words_field(f"words.{kind}", labels[kind], words, prepared, case),
    ]
    if kind == "scheduled":
        blocks.append(
            field(
                "date",
                "The date you confirm",
                date_picker(),
                hint="It stands where your words have [the date you confirm].",
            )
        )
    if kind == "not_ours":
        body, reference, told = _accepted(case)
        blocks += [
            field(
                "body",
                "Who accepted it",
                text_input("text", value=body, placeholder="The body's name", longest=200),
            ),
            field(
                "reference",
                "Their reference",
                text_input("text", value=reference, longest=200),
                optional=True,
            ),
            field(
                "told",
                "Or whom you told, when and how",
                text_input("text", value=told, longest=300),
                optional=True,
            ),
        ]
    if kind != "scheduled" and case.still_asked:
        asked = "\n".join(f"• {escape(_still_asked(each))}" for each in case.still_asked)
        blocks += [
            section(f"*Still asked for a part of it*\n{asked}"),
            field(
                "waive",
                "Why is that no longer needed?",
                text_input("text", value=waive, longest=300),
                optional=True,
                hint="They read it. Leave it empty to wait for them; what a body accepted that you name above stands.",
            ),
        ]
    return modal(
        "outcome.write",
        "Outcome",
        blocks,
        submit="Preview",
        metadata={"case": case.id, "state": case.state, **_text_of(prepared)},
    )


def reroute(case: CaseFacts, services: Sequence[Choice], wards: Sequence[Choice]) -> Block:
    return modal(
        "case.reroute",
        "Re-route",
        [
            section(f"*{escape(case.reference)}* · {escape(case.service)} · {escape(case.place)}"),
            quote(case.words, 600),
            field(
                "service",
                "Service",
                select("service", "Choose a service", services, chosen=case.service_key),
                optional=True,
            ),
            field("ward", "Ward", select("ward", "Leave as it is", wards), optional=True),
            field("place", "Place, as people would say it", text_input("text"), optional=True),
            context("The clock and the history go with it. The member is told if their contact changes."),
        ],
        submit="Re-route",
        metadata={"case": case.id, "state": case.state},
    )


def not_right(case: CaseFacts, services: Sequence[Choice], wards: Sequence[Choice]) -> Block:
    """The member corrects what was understood."""
    return modal(
        "case.not_right",
        "Not right?",
        [
            section(f"I took *{escape(case.reference)}* as *{escape(case.service)}*, {escape(case.place)}."),
            field(
                "service",
                "It is about",
                select("service", "Choose a service", services, chosen=case.service_key),
                optional=True,
            ),
            field(
                "ward",
                "It is in",
                select(
                    "ward", "Choose a ward", wards, chosen=case.wards[0] if len(case.wards) == 1 else None
                ),
                optional=True,
            ),
        ],
        submit="Change it",
        metadata={"case": case.id},
    )


def assign(case: CaseFacts, people: Sequence[Choice]) -> Block:
    return modal(
        "case.assign",
        "Assign",
        [
            section(f"*{escape(case.reference)}* is owned by {escape(case.owner.name)}."),
            field("person", "Give it to", select("person", "Choose somebody who is in", people)),
        ],
        submit="Assign",
        metadata={"case": case.id, "state": case.state},
    )


def details(details: DetailsFacts) -> Block:
    """Everything that was said, in full, for those entitled. That they were opened is recorded."""
    case = details.case
    blocks = [section(f"{escape(case.service)} · {escape(case.place)} · {escape(case.member.name)}")]
    for flag in case.flags:
        blocks.append(section(stands(flag)))
        blocks += [quote(flag.words)] if flag.words else []
    said_first, *later = details.said
    shown = [said_first, *_newest(later, DETAILS - len(said_first.words))]
    for said in shown:
        blocks += [
            section(f"{escape(said.by)} wrote, {when(said.at)}:"),
            *quotes(said.words, len(said.words)),
        ]
    if len(shown) < len(details.said):
        blocks.append(context("Some of what was said in between is left out here."))
    if details.files:
        blocks.append(context(escape(f"With {', '.join(details.files)}")))
    opened = context("That you opened this is in the case's history.")
    return modal("case.details", case.reference, [*blocks[: VIEW_BLOCKS - 1], opened])


def _newest(said: Sequence[SaidFacts], room: int) -> list[SaidFacts]:
    """As many of the last as have room, oldest first."""
    fits: list[SaidFacts] = []
    for each in reversed(said):
        room -= len(each.words)
        if room < 0 or len(fits) == MOST_SAID:
            break
        fits.insert(0, each)
    return fits


def new_enquiry(
    *, members: Sequence[Choice] = (), text: str = "", metadata: dict[str, Any] | None = None
) -> Block:
    """One box; words that are longer than a box holds go on in another. `members` are offered to those who raise for
    somebody else."""
    parts = limits.pieces(text, limits.PLAIN_INPUT)
    blocks = [
        field(
            "words" if number == 0 else f"words.{number}",
            "What is wrong, and where?" if number == 0 else "It goes on",
            text_input(
                "text", multiline=True, value=part, placeholder="Bins overflowing on Stanley Road in Bootle"
            ),
            optional=number > 0,
        )
        for number, part in enumerate(parts)
    ]
    if members:
        blocks.append(
            field("member", "For which councillor?", select("member", "Choose the councillor", members))
        )
    return modal("enquiry.new", "New enquiry", blocks, submit="Raise it", metadata=metadata or {})


def notice(title: str, text: str) -> Block:
    """A plain word to one person, where a form was expected."""
    return modal("notice", title, [section(lines(text))])


def _accepted(case: CaseFacts) -> tuple[str, str, str]:
    """Body, reference and whom it was agreed with, of an offer that was accepted."""
    for offer in case.offers:
        if offer.state == "accepted":
            on = f" on {day(offer.answered_on)}" if offer.answered_on else ""
            return offer.body, offer.their_reference, f"{offer.answered_by} accepted it{on}"
    return "", "", ""


def _still_asked(each: TaskFacts | OfferFacts) -> str:
    if isinstance(each, OfferFacts):
        return f"{each.body}: {'offered' if each.state == 'offered' else 'accepted, not done yet'}"
    return f"{each.called}: {each.officer.name}, {'confirmed for' if each.state == 'accepted' else 'wanted by'} {day(each.due)}"


def _text_of(prepared: PreparedFacts) -> dict[str, Any]:
    """Which text the words began as. Never the words."""
    return {"text": prepared.chosen, "times": prepared.times}
