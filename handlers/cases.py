"""Buttons and forms on a case: read the request, call one function of casework, answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import cases, choices, outcomes, placing, questions, replies, told
from casework.errors import NotUnderstood
from casework.facts import CaseFacts, OutcomeFacts
from casework.words import text_of
from directory.council import Person
from handlers.errors import answer_click, answer_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    action_of,
    case_seen,
    chosen,
    picked_date,
    pressed,
    typed,
    user_of,
)
from storage import Session
from storage.cases import Case
from storage.enquiries import Enquiry
from views import forms
from views.words import Words

Shown = Callable[[Session, CaseFacts, Case], Body]


async def acknowledge(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        cases.acknowledge(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def open_reply(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open_form(body, client, read, clock, respond, "reply", lambda _s, facts, _c: forms.reply(facts))
    await ack()


async def open_outcome(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open_form(body, client, read, clock, respond, "answer", lambda _s, facts, _c: forms.outcome(facts))
    await ack()


async def open_more(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    transact: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    """The menu of a case card: `act:case:state`."""
    act, _, _ = pressed(body).partition(":")
    if act == "show_details":
        await _show_details(body, client, transact, clock, respond)
    elif act in _MENU:
        permission, shown = _MENU[act]
        await _open_form(
            body, client, read, clock, respond, permission, lambda s, f, c: shown(s, f, c, clock)
        )
    await ack()


async def show_details(
    ack: AsyncAck, body: Body, client: AsyncWebClient, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _show_details(body, client, transact, clock, respond)
    await ack()


async def member_menu(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    transact: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    """The menu of a case on the member's card: `act:case`."""
    act, _, number = pressed(body).partition(":")
    if act == "withdraw":
        await answer_click(respond, lambda: transact(lambda session: _withdraw(session, number, body, clock)))
    elif act == "not_right":
        await _open_form(
            body, client, read, clock, respond, "confirm",
            lambda s, facts, _c: forms.not_right(facts, choices.services(s), choices.wards(s, clock.now())),
        )  # fmt: skip
    await ack()


async def sorted_out(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        cases.settle(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def not_sorted(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        by = acting(session, user_of(body))
        case = cases.check(session, case_id, "reopen", by=by, now=clock.now())
        cases.reopen(session, case, by=by, why="The member says it is not sorted.", now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def preview_reply(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    """First step to the second: the words are kept, and shown as the member would read them."""
    message = forms.remembered(view).get("message")

    def shown(facts: CaseFacts, by: Person, words_id: int, text: str) -> Body:
        lead = words.say("reply", {"case": facts, "by": told.person_of(by)})
        return forms.preview(facts, lead, text, "reply.send", words=words_id, message=message)

    await _preview(ack, body, view, transact, clock, "reply", typed(view, "words"), shown)


async def preview_question(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    def shown(facts: CaseFacts, by: Person, words_id: int, text: str) -> Body:
        lead = words.say("question", {"case": facts, "by": told.person_of(by)})
        return forms.preview(facts, lead, text, "question.send", words=words_id)

    await _preview(ack, body, view, transact, clock, "ask", typed(view, "words"), shown)


async def preview_outcome(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    """The outcome's own fields are checked here, each problem under its field; then the preview."""
    answer = _answer_in(view)
    missing = outcomes.problems(answer, clock.now().date())
    if missing:
        await ack(response_action="errors", errors=_by_block(missing, view, answer.kind))
        return

    def shown(facts: CaseFacts, by: Person, words_id: int, text: str) -> Body:
        given = OutcomeFacts(
            kind=answer.kind, words=text, date=answer.on.isoformat() if answer.on else "",
            body=answer.body, reference=answer.reference, told=answer.told, given_by=by.name,
        )  # fmt: skip
        lead = words.say("outcome", {"case": replace(facts, outcome=given), "by": told.person_of(by)})
        return forms.preview(
            facts, lead, text, "outcome.send", words=words_id, kind=given.kind, date=given.date, body=given.body,
            reference=given.reference, told=given.told, state=forms.remembered(view).get("state"),
        )  # fmt: skip

    await _preview(ack, body, view, transact, clock, "answer", answer.words, shown)


async def _preview(
    ack: AsyncAck,
    body: Body,
    view: Body,
    transact: Transact,
    clock: Clock,
    act: str,
    text: str,
    shown: Callable[[CaseFacts, Person, int, str], Body],
) -> None:
    """Keep the words as a draft and show them. Nothing is sent."""
    case_id = int(forms.remembered(view)["case"])

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        words_id = replies.draft(session, case_id, text, act=act, by=by, now=now)
        facts = _facts(session, cases.check(session, case_id, act, by=by, now=now), clock)
        return shown(facts, by, words_id, text_of(session, words_id))

    found = await answer_form(ack, view, lambda: transact(work))
    if found:
        await ack(response_action="update", view=found)


async def send_reply(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    remembered = forms.remembered(view)

    def work(session: Session) -> bool:
        replies.send_draft(
            session, int(remembered["case"]), int(remembered["words"]), message_id=remembered.get("message"),
            by=acting(session, user_of(body)), now=clock.now(),
        )  # fmt: skip
        return True

    if await answer_form(ack, view, lambda: transact(work)):
        await ack()


async def send_note(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Send on the preview of a thread message. The preview goes once it was pressed."""

    def work(session: Session) -> bool:
        replies.send_note(session, int(pressed(body)), by=acting(session, user_of(body)), now=clock.now())
        return True

    if await answer_click(respond, lambda: transact(work)):
        await respond(delete_original=True)
    await ack()


async def edit_note(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Edit first: the reply form, with the thread message's words in it."""

    async def act() -> bool:
        def work(session: Session) -> Body:
            by = acting(session, user_of(body))
            message = replies.own_note(session, int(pressed(body)), by=by)
            case = cases.check(session, message.case_id or 0, "reply", by=by, now=clock.now())
            text = text_of(session, message.words_id)
            return forms.reply(_facts(session, case, clock), text=text, message_id=message.id)

        await client.views_open(trigger_id=body["trigger_id"], view=await read(work))
        return True

    if await answer_click(respond, act):
        await respond(delete_original=True)
    await ack()


async def discard_note(ack: AsyncAck, respond: AsyncRespond) -> None:
    await respond(delete_original=True)
    await ack()


async def ask_member(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    words_id = int(forms.remembered(view)["words"])

    def act(session: Session, case_id: int, by: Person) -> None:
        text = replies.drafted(session, words_id, by=by)
        questions.ask_member(session, case_id, text, by=by, now=clock.now())

    await _send_form(ack, body, view, transact, act)


async def change_outcome_kind(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock
) -> None:
    """Another kind of outcome needs other facts: the form shows them, and keeps the words."""
    view, kind = body["view"], pressed(body)
    remembered = forms.remembered(view)
    words = next((typed(view, block) for block in view["state"]["values"] if block.startswith("words.")), "")

    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        case = cases.check(session, int(remembered["case"]), "answer", by=by, now=clock.now())
        return forms.outcome(_facts(session, case, clock), kind=kind, words=words)

    await client.views_update(view_id=view["id"], hash=view["hash"], view=await read(work))
    await ack()


async def give_outcome(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    given = forms.remembered(view)

    def act(session: Session, case_id: int, by: Person) -> None:
        answer = outcomes.Answer(
            kind=given["kind"],
            words=replies.drafted(session, int(given["words"]), by=by),
            on=date.fromisoformat(given["date"]) if given["date"] else None,
            body=given["body"],
            reference=given["reference"],
            told=given["told"],
        )
        outcomes.give(session, case_id, answer, by=by, now=clock.now(), saw=given.get("state"))

    await _send_form(ack, body, view, transact, act)


async def reroute(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    remembered = forms.remembered(view)

    def act(session: Session, case_id: int, by: Person) -> None:
        service, ward = chosen(view, "service"), chosen(view, "ward")
        cases.reroute(
            session, case_id, service=service, wards=[ward] if ward else None,
            place=typed(view, "place") or None, by=by, now=clock.now(), saw=remembered.get("state"),
        )  # fmt: skip

    await _send_form(ack, body, view, transact, act)


async def correct(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    """Not right? from the member."""

    def act(session: Session, case_id: int, by: Person) -> None:
        service, ward = chosen(view, "service"), chosen(view, "ward")
        if service is None and ward is None:
            raise NotUnderstood("Choose a service or a ward, or press Cancel.")
        cases.confirm(
            session, case_id, service=service, wards=[ward] if ward else None, by=by, now=clock.now()
        )
        questions.close_open_own(session, case_id, service or ward or "", now=clock.now())

    await _send_form(ack, body, view, transact, act)


async def assign(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        cases.assign(session, case_id, chosen(view, "person") or "", by=by, now=clock.now())

    await _send_form(ack, body, view, transact, act)


async def choose_answer(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """An answer to Wardline's own question: a button, or a choice from a list."""
    question_id = int(action_of(body)["block_id"].removeprefix("question."))

    def work(session: Session) -> None:
        placing.answer_question(
            session, question_id, pressed(body), by=acting(session, user_of(body)), now=clock.now()
        )

    await answer_click(respond, lambda: transact(work))
    await ack()


async def something_else(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """None of the buttons fits: the whole list of services and wards."""
    await _open_form(
        body, client, read, clock, respond, "confirm",
        lambda s, facts, _c: forms.not_right(facts, choices.services(s), choices.wards(s, clock.now())),
    )  # fmt: skip
    await ack()


async def _open_form(
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
    act: str,
    shown: Shown,
) -> None:
    """Read, then open: Slack allows three seconds for a form. A refusal is said instead."""

    async def opening() -> None:
        def work(session: Session) -> Body:
            case_id = _case_pressed(body)
            case = cases.check(session, case_id, act, by=acting(session, user_of(body)), now=clock.now())
            return shown(session, _facts(session, case, clock), case)

        await client.views_open(trigger_id=body["trigger_id"], view=await read(work))

    await answer_click(respond, opening)


async def _show_details(
    body: Body, client: AsyncWebClient, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    async def opening() -> None:
        def work(session: Session) -> Body:
            by = acting(session, user_of(body))
            case = cases.show_details(session, _case_pressed(body), by=by, now=clock.now())
            words = text_of(session, session.get_one(Enquiry, case.enquiry_id).words_id)
            return forms.details(_facts(session, case, clock), words)

        await client.views_open(trigger_id=body["trigger_id"], view=await transact(work))

    await answer_click(respond, opening)


async def _send_form(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, act: Callable[[Session, int, Person], None]
) -> None:
    def work(session: Session) -> bool:
        act(session, int(forms.remembered(view)["case"]), acting(session, user_of(body)))
        return True

    run: Callable[[], Awaitable[bool]] = lambda: transact(work)  # noqa: E731
    if await answer_form(ack, view, run):
        await ack()


def _case_pressed(body: Body) -> int:
    """The case of a button or menu: `12`, `12:new`, `ask:12:new` or `not_right:12`."""
    parts = [part for part in pressed(body).split(":") if part.isdigit()]
    return case_seen(parts[0] if parts else "")[0]


def _facts(session: Session, case: Case, clock: Clock) -> CaseFacts:
    return told.case_facts(session, case, masked=not case.restricted, now=clock.now())


def _withdraw(session: Session, number: str, body: Body, clock: Clock) -> None:
    case_id, _ = case_seen(number)
    cases.withdraw(session, case_id, by=acting(session, user_of(body)), now=clock.now())


def _answer_in(view: Body) -> outcomes.Answer:
    """The outcome as it stands in the form."""
    kind = chosen(view, "kind", "outcome.kind") or ""
    picked = picked_date(view, "date")
    return outcomes.Answer(
        kind=kind,
        words=typed(view, f"words.{kind}"),
        on=date.fromisoformat(picked) if picked else None,
        body=typed(view, "body"),
        reference=typed(view, "reference"),
        told=typed(view, "told"),
    )


def _by_block(missing: dict[str, str], view: Body, kind: str) -> dict[str, str]:
    """Each problem under its own field; what has no field of its own stands under the first."""
    blocks = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    named = {("words." + kind if name == "words" else name): text for name, text in missing.items()}
    return {(name if name in blocks else "kind"): text for name, text in named.items()}


_MENU: dict[str, tuple[str, Callable[[Session, CaseFacts, Case, Clock], dict[str, Any]]]] = {
    "assign": (
        "assign",
        lambda s, facts, case, clock: forms.assign(facts, choices.people_for(s, case, clock.now())),
    ),
    "ask": ("ask", lambda _s, facts, _case, _clock: forms.ask(facts)),
    "reroute": (
        "reroute",
        lambda s, facts, _case, clock: forms.reroute(
            facts, choices.services(s), choices.wards(s, clock.now())
        ),
    ),
}
