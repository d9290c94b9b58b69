"""The receipt under an alarm."""

from slack_bolt.async_app import AsyncAck, AsyncRespond

from casework import emergencies
from handlers.errors import answer_click
from handlers.requests import Body, Clock, Transact, acting, case_seen, pressed, user_of
from storage import Session


async def read(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        emergencies.read(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()
