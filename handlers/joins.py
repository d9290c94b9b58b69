"""Cases about the same thing: the buttons on a card, and what is sent along to those joined with it."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import joins, sent_along
from casework.errors import Refused
from directory.council import Person
from handlers.errors import answer_click, answer_form
from handlers.forms import answer_press, case_pressed, read_and_open, send_form, show, take_once
from handlers.requests import Body, Clock, Transact, acting, number_of, number_pressed, ticked, typed, user_of
from storage import Session
from storage.cases import Case
from views import forms
from views import joins as views
from views.words import Words


async def join_suspected(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Join, on a suggestion."""

    def act(session: Session, by: Person) -> None:
        joins.join_suspected(session, number_pressed(body), by=by, now=clock.now())

    await _press(ack, body, transact, respond, act)


async def tell_apart(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Not the same, on a suggestion."""

    def act(session: Session, by: Person) -> None:
        joins.tell_apart(session, number_pressed(body), by=by, now=clock.now())

    await _press(ack, body, transact, respond, act)


async def take_apart(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    transact: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    """On the card, or in the list of all acts."""

    async def act() -> None:
        def work(session: Session) -> str:
            by = acting(session, user_of(body))
            return joins.take_apart(session, case_pressed(body), by=by, now=clock.now()).reference

        reference = await transact(work)
        if (body.get("view") or {}).get("type") == "modal":
            await show(body, client, forms.notice("Taken apart", f"{reference} is joined with nothing now."))

    await answer_press(body, client, respond, act)
    await ack()


async def join(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        joins.join_by_reference(session, case_id, typed(view, "reference"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def open_along(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
    words: Words,
) -> None:
    """What was sent on one case, offered for those joined with it."""

    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        return views.along(sent_along.offer(session, number_pressed(body), by=by, now=clock.now()), words)

    await read_and_open(body, client, read, respond, work)
    await ack()


def offer_along(session: Session, case: Case, words: Words, *, by: Person, clock: Clock) -> Body | None:
    """What was just sent on a case, offered for those joined with it, where there are any that could have it."""
    found = sent_along.offer_if_joined(session, case, by=by, now=clock.now())
    return views.along(found, words) if found else None


async def send_along(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    chosen = {number_of(number): typed(view, views.field_of(number)) for number in ticked(view, "cases")}
    entry = int(forms.remembered(view)["entry"])

    async def act() -> Body | None:
        def work(session: Session) -> Body:
            by = acting(session, user_of(body))
            take_once(session, view, now=clock.now())
            return views.sent_along(sent_along.send(session, entry, chosen, by=by, now=clock.now()))

        try:
            return await transact(work)
        except Refused as refused:
            await ack(response_action="errors", errors=views.errors(refused.fields))
            return None

    done = await answer_form(ack, view, act)
    if done:
        await ack(response_action="update", view=done)


async def _press(
    ack: AsyncAck,
    body: Body,
    transact: Transact,
    respond: AsyncRespond,
    act: Callable[[Session, Person], None],
) -> None:
    await answer_click(
        respond, lambda: transact(lambda session: act(session, acting(session, user_of(body))))
    )
    await ack()
