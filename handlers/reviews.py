"""The owner of an entry says that it is still right, or what is to be changed."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import reviews
from handlers.errors import answer_click
from handlers.forms import carry_out
from handlers.requests import Body, Clock, Transact, acting, day_of, pressed, typed, user_of
from storage import Session
from views import reviews as views
from views.words import full_day


async def confirm(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    noun, day, key = views.entry_of(pressed(body))

    def work(session: Session) -> str:
        by, now = acting(session, user_of(body)), clock.now()
        again = reviews.confirm(session, noun, key, day_of(day), by=by, now=now)
        return f"Still right, thank you. I shall ask again on {full_day(again)}."

    said = await answer_click(respond, lambda: transact(work))
    if said:
        await respond(text=said, replace_original=True)
    await ack()


async def open_change(
    ack: AsyncAck, body: Body, client: AsyncWebClient, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    noun, day, key = views.entry_of(pressed(body))

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        entry = reviews.check(session, noun, key, day_of(day), by=by, now=now)
        return views.change(entry.name, pressed(body))

    async def opening() -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=await transact(work))

    await answer_click(respond, opening)
    await ack()


async def send_change(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    noun, day, key = views.entry_of(str(view["private_metadata"]))

    def work(session: Session) -> None:
        by, now = acting(session, user_of(body)), clock.now()
        reviews.ask_for_change(session, noun, key, day_of(day), typed(view, "note"), by=by, now=now)

    await carry_out(ack, view, transact, clock, work)
