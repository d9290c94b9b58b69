"""`/wardline handover-pack`: the form to ask for one."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import packs
from handlers.errors import answer_form
from handlers.forms import take_once
from handlers.requests import Body, Clock, Transact, acting, chosen, user_of
from storage import Session
from views import packs as views


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    def work(session: Session) -> Body:
        by = acting(session, str(body["user_id"]))
        return views.ask(packs.offered(session, by, now=clock.now()))

    await client.views_open(trigger_id=body["trigger_id"], view=await read(work))


async def ask(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> bool:
        by, now = acting(session, user_of(body)), clock.now()
        take_once(session, view, now=now)
        packs.ask(session, chosen(view, "what") or "", by=by, now=now)
        return True

    if await answer_form(ack, view, lambda: transact(work)):
        await ack()
