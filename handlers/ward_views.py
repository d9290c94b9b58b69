"""What members think of what is to be done in their ward: given by them, answered by who announced it, listed for staff."""

from datetime import timedelta

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import influence, ward_views
from casework.ward_actions import LONGEST
from casework.words import text_of
from directory.council import Person
from handlers.forms import carry_out, read_and_open, send_form
from handlers.requests import Body, Clock, Transact, acting, chosen, number_pressed, typed, user_of
from storage import Session
from views import ward_views as views
from views.forms import remembered

SINCE = timedelta(days=90)


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """`/wardline views`."""

    def work(session: Session) -> Body:
        by, now = acting(session, str(body["user_id"])), clock.now()
        since = now - SINCE
        return views.influence(influence.influence_for(session, since=since, by=by, now=now), since, now)

    await client.views_open(trigger_id=body["trigger_id"], view=await read(work))


async def open_give(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, respond: AsyncRespond
) -> None:
    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        return views.give(ward_views.check(session, number_pressed(body), by=by).id)

    await read_and_open(body, client, read, respond, work)
    await ack()


async def give(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, notice: int, by: Person) -> None:
        ward_views.give(session, notice, typed(view, "words"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="notice")


async def open_answer(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        found = ward_views.check_answer(session, number_pressed(body), by=by, now=clock.now())
        return views.answer(found.id, text_of(session, found.words_id), longest=LONGEST["why"])

    await read_and_open(body, client, read, respond, work)
    await ack()


async def answer(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> None:
        by, found = acting(session, user_of(body)), int(remembered(view)["view"])
        effect, why = chosen(view, "effect") or "", typed(view, "why")
        ward_views.answer(session, found, effect, why, by=by, now=clock.now())

    await carry_out(ack, view, transact, clock, work, closes="all")
