"""What councillors choose for themselves: opened from their Home, and kept."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import profiles
from handlers.errors import answer_click
from handlers.forms import carry_out
from handlers.requests import Body, Clock, Transact, acting, chosen, user_of
from storage import Session
from views import profiles as views


async def open_at_home(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    async def act() -> None:
        def work(session: Session) -> Body:
            by = acting(session, user_of(body))
            return views.write(profiles.profile_of(session, by, now=clock.now()))

        await client.views_open(trigger_id=body["trigger_id"], view=await read(work))

    await answer_click(respond, act)
    await ack()


async def change(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> None:
        profiles.change(
            session, told_when=chosen(view, "told_when") or "", sharing=chosen(view, "sharing") or "",
            by=acting(session, user_of(body)), now=clock.now(),
        )  # fmt: skip

    await carry_out(ack, view, transact, clock, work)
