"""`/wardline handover-pack`: the form to ask for one."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import packs
from handlers.forms import carry_out
from handlers.requests import Body, Clock, Transact, acting, chosen, user_of
from storage import Session
from views import packs as views


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    def work(session: Session) -> Body:
        by = acting(session, str(body["user_id"]))
        return views.ask(packs.offered(session, by, now=clock.now()))

    await client.views_open(trigger_id=body["trigger_id"], view=await read(work))


async def ask(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> None:
        packs.ask(session, chosen(view, "what") or "", by=acting(session, user_of(body)), now=clock.now())

    await carry_out(ack, view, transact, clock, work)
