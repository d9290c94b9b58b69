"""Offers to partners: the form that makes one, the partner's buttons, and the answer that somebody of ours records."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import choices, offers
from casework.contributor_facts import offer_facts
from casework.facts import CaseFacts, OfferFacts
from casework.offers import PartnerAnswer
from casework.rules import local_day
from directory.council import Person
from handlers.forms import read_and_open, send_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    action_of,
    chosen,
    form_of,
    number_pressed,
    picked_day,
    pressed,
    typed,
    user_of,
)
from storage import Session
from storage.cases import Case
from views import forms
from views import offers as views

Shown = Callable[[OfferFacts], Body]


def make_form(session: Session, facts: CaseFacts, case: Case, clock: Clock) -> Body:
    offers.check_offerable(session, case)
    now = clock.now()
    bodies, reply_by = offers.bodies_for(session, case, now=now), choices.reply_wanted_by(session, now)
    return views.make(facts, bodies, reply_by=reply_by)


async def make(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        to, words, reply_by = chosen(view, "body") or "", typed(view, "words"), picked_day(view, "reply_by")
        offers.make(session, case_id, to, words, reply_by, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def open_answer(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """The partner's button says which answer it is."""
    kind = str(action_of(body)["action_id"]).rpartition(".")[2]
    await _open(body, client, read, clock, respond, "answer_offer", lambda facts: views.answer(facts, kind))
    await ack()


async def answer(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    given = _answer_in(view, str(forms.remembered(view)["kind"]))

    def act(session: Session, offer: int, by: Person) -> None:
        offers.respond(session, offer, given, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="offer")


async def open_record(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    today = local_day(clock.now())

    def shown(facts: OfferFacts) -> Body:
        return views.record(facts, offers.ANSWERS[facts.state][0], today=today)

    await _open(body, client, read, clock, respond, "record_answer", shown)
    await ack()


async def change_kind(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock
) -> None:
    """Another kind of answer asks for other things: the form shows them, and keeps the words."""
    view, kind = form_of(body), pressed(body)
    words = next((typed(view, block) for block in view["state"]["values"] if block.startswith("words.")), "")

    def work(session: Session) -> Body:
        number, by, now = int(forms.remembered(view)["offer"]), acting(session, user_of(body)), clock.now()
        case, offer = offers.check(session, number, "record_answer", by=by, now=now)
        return views.record(
            offer_facts(session, offer, case, whole=True), kind, today=local_day(now), words=words
        )

    await client.views_update(view_id=view["id"], hash=view["hash"], view=await read(work))
    await ack()


async def record(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    given = _answer_in(view, chosen(view, "kind", "offer.kind") or "")

    def act(session: Session, offer: int, by: Person) -> None:
        offers.record_answer(session, offer, given, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="offer")


async def open_withdraw(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open(body, client, read, clock, respond, "record_answer", views.withdraw)
    await ack()


async def withdraw(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, offer: int, by: Person) -> None:
        offers.withdraw(session, offer, typed(view, "words"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="offer")


async def open_waiting(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """`/wardline partners`: what waits for whom."""

    def work(session: Session) -> Body:
        found = offers.counts_for(session, by=acting(session, str(body["user_id"])), now=clock.now())
        return views.waiting(found)

    await client.views_open(trigger_id=body["trigger_id"], view=await read(work))


def _answer_in(view: Body, kind: str) -> PartnerAnswer:
    return PartnerAnswer(
        kind=kind,
        words=typed(view, f"words.{kind}"),
        who=typed(view, "who"),
        on=picked_day(view, "on"),
        reference=typed(view, "reference"),
        next_on=picked_day(view, "next_on"),
    )


async def _open(
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
    act: str,
    shown: Shown,
) -> None:
    """Open one form about the offer that was pressed."""

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        case, offer = offers.check(session, number_pressed(body), act, by=by, now=now)
        return shown(offer_facts(session, offer, case, whole=act == "record_answer"))

    await read_and_open(body, client, read, respond, work)
