"""Offers to partners: the card that a partner gets, the forms on both sides, and what waits for whom."""

from collections.abc import Sequence
from datetime import date

from casework.facts import CaseFacts, OfferFacts, Told
from casework.offers import ANSWERS, BodyCount
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    date_picker,
    field,
    modal,
    quote,
    section,
    select,
    text_input,
)
from views.limits import cut
from views.words import Words, day, escape

LONGEST = 1_000
MOST_LISTED = 20  # the oldest first; the next ones come as these are settled
MOST_BODIES = 40
Choice = tuple[str, str]

# What a partner may answer, in the order of the buttons: how it is offered, and what is asked for with it.
LABELS = {"accept": "Accept…", "refuse": "Refuse…", "news": "News…", "done": "Done…", "return": "Hand back…"}
TITLES = {"accept": "Accept", "refuse": "Refuse", "news": "News", "done": "Done", "return": "Hand back"}
_ASKS = {
    "accept": "Anything we should know?",
    "refuse": "The reason",
    "news": "What is the news?",
    "done": "What was done?",
    "return": "The reason",
}
_RECORDED = {
    "accept": "They accept it",
    "refuse": "They refuse it",
    "news": "They have news",
    "done": "They say that it is done",
    "return": "They hand it back",
}
_WANTS_WORDS = ("refuse", "news", "return")
_WANTS_REFERENCE = ("accept", "done")
_WANTS_DAY = ("accept", "news")


def offer_card(told: Told, words: Words) -> Message:
    """What a partner has before them: what is asked and where, and nothing of who raised it."""
    offer = told.offer
    assert offer is not None
    line = words.say("offer_card", {"offer": offer})
    blocks = [section(line)]
    if offer.words:
        blocks.append(quote(offer.words, LONGEST))
    blocks.append(context(words.say("offer_card_standing", {"offer": offer})))
    blocks += offer_buttons(offer)
    return Message(text=line, blocks=blocks)


def offer_card_passed(told: Told, words: Words) -> Message:
    text = words.say("offer_card_passed", {"offer": told.offer})
    return Message(text=text, blocks=[section(text)])


def offer_buttons(offer: OfferFacts) -> list[Block]:
    pressed = [
        button(
            LABELS[kind], f"offer.answer.{kind}", str(offer.id), style="primary" if kind == "accept" else None
        )
        for kind in ANSWERS.get(offer.state, ())
    ]
    return [actions(pressed)] if pressed else []


def make(case: CaseFacts, bodies: Sequence[Choice], *, reply_by: date) -> Block:
    return modal(
        "offer.make",
        "Offer to partner",
        [
            section(f"*{escape(case.reference)}* · {escape(case.service)} · {escape(case.place)}"),
            quote(case.words, 600),
            field("body", "To whom?", select("body", "Choose a body", bodies)),
            field(
                "words",
                "What are they asked to do?",
                text_input("text", multiline=True, longest=LONGEST),
                hint="They read this, the service and the place, and nothing else. Details of people are masked.",
            ),
            field("reply_by", "Reply wanted by", date_picker(reply_by)),
            context(
                f"Until somebody there accepts, it stays with {escape(case.owner.name)}, and its clocks run on."
            ),
        ],
        submit="Offer it",
        metadata={"case": case.id, "state": case.state},
    )


def answer(offer: OfferFacts, kind: str) -> Block:
    """The partner's own answer."""
    return modal(
        "offer.answer",
        TITLES[kind],
        [section(_line(offer)), *_answer_fields(kind)],
        submit=TITLES[kind],
        metadata={"offer": offer.id, "kind": kind},
    )


def record(offer: OfferFacts, kind: str, *, today: date, words: str = "") -> Block:
    """What a partner told one of us, with who and when. Another kind of answer asks for other things."""
    choices = [(each, _RECORDED[each]) for each in ANSWERS.get(offer.state, ())]
    who = offer.answered_by or (offer.partner.name if offer.partner else "")
    return modal(
        "offer.record",
        "The partner’s answer",
        [
            section(_line(offer)),
            field(
                "kind",
                "What do they say?",
                select("offer.kind", "Choose one", choices, chosen=kind),
                dispatch=True,
            ),
            field("who", "Who said it?", text_input("text", value=who, longest=200)),
            field("on", "On which day?", date_picker(today)),
            *_answer_fields(kind, words=words),
        ],
        submit="Record it",
        metadata={"offer": offer.id},
    )


def listed(case: CaseFacts) -> Block:
    """Every offer of a case that is still open, and what may be said of it."""
    blocks: list[Block] = []
    for offer in [offer for offer in case.offers if offer.is_open][:MOST_LISTED]:
        pressed = [
            button("Record the answer…", "offer.record", str(offer.id), style="primary"),
            button("Withdraw the offer…", "offer.withdraw", str(offer.id)),
        ]
        blocks += [section(_line(offer)), quote(offer.words, 300), actions(pressed)]
    return modal(
        "offer.list", case.reference, blocks or [section("Nothing of this case is offered to anybody now.")]
    )


def withdraw(offer: OfferFacts) -> Block:
    return modal(
        "offer.withdraw",
        "Withdraw the offer",
        [
            section(_line(offer)),
            field(
                "words",
                "Why?",
                text_input("text", multiline=True, longest=LONGEST),
                hint="It stays in the case’s thread; the partner reads only that it is over.",
            ),
        ],
        submit="Withdraw it",
        metadata={"offer": offer.id},
    )


def waiting(counts: Sequence[BodyCount]) -> Block:
    """What waits for partners, body by body, and how each of them answers."""
    blocks = [section(_body_line(body)) for body in counts[:MOST_BODIES]]
    if len(counts) > MOST_BODIES:
        blocks.append(context(f"And {len(counts) - MOST_BODIES} more, for whom nothing waits longer."))
    nothing = [section("Nothing has been offered to a partner yet.")]
    return modal("offer.waiting", "What waits for partners", blocks or nothing)


def _body_line(body: BodyCount) -> str:
    late = f" · :mute: *{body.overdue} past the day on which their word was wanted*" if body.overdue else ""
    days = f"{body.silences} working day{'' if body.silences == 1 else 's'}"
    return (
        f"*{escape(cut(body.name, 150))}*\n{body.waiting} offered and unanswered, {body.accepted} accepted and under way{late}\n"
        f"{body.offered} offered in all, {days} of silence."
    )


def _answer_fields(kind: str, *, words: str = "") -> list[Block]:
    fields = [
        field(
            f"words.{kind}",
            _ASKS[kind],
            text_input("text", multiline=True, value=words, longest=LONGEST),
            optional=kind not in _WANTS_WORDS,
        )
    ]
    if kind in _WANTS_REFERENCE:
        fields.append(field("reference", "Their reference", text_input("text", longest=200), optional=True))
    if kind in _WANTS_DAY:
        fields.append(field("next_on", "When is there more to say?", date_picker(), optional=True))
    return fields


def _line(offer: OfferFacts) -> str:
    said = (
        f"reply wanted by {day(offer.reply_by)}"
        if offer.state == "offered"
        else f"accepted by {escape(cut(offer.answered_by, 200))}, next news by {day(offer.news_at)}"
    )
    service, body = cut(offer.service, 150), cut(offer.body, 150)
    return f"*{escape(offer.reference)}* · {escape(service)} · {escape(body)}: {said}"
