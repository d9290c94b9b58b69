"""Member support says who a newcomer is, in one tap."""

from slack_bolt.async_app import AsyncAck, AsyncRespond

from casework import newcomers
from handlers.errors import answer_click
from handlers.requests import Body, Clock, Transact, acting, number_pressed, pressed, user_of
from storage import Session


async def bind(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    """A name was chosen: what the newcomer wrote is handled as of when it was written."""
    key = pressed(body).partition(":")[2]

    def work(session: Session) -> str:
        newcomers.bind(
            session,
            number_pressed(body),
            key,
            by=acting(session, user_of(body)),
            now=clock.now(),
            real=clock.real(),
        )
        return "Bound. What they wrote is being handled as of when they wrote it."

    said = await answer_click(respond, lambda: transact(work))
    if said:
        await respond(text=said, replace_original=True)
    await ack()


async def refuse(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    def work(session: Session) -> str:
        newcomers.refuse(session, number_pressed(body), by=acting(session, user_of(body)), now=clock.now())
        return "Refused. What they wrote has been erased, and they have been told."

    said = await answer_click(respond, lambda: transact(work))
    if said:
        await respond(text=said, replace_original=True)
    await ack()
