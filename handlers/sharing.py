"""A member says how far a case is shared, and whether another ward's councillors are told of it."""

from slack_bolt.async_app import AsyncAck, AsyncRespond

from casework import cross_wards, sharing
from directory.council import Person
from handlers.errors import answer_click
from handlers.forms import send_form
from handlers.requests import Body, Clock, Transact, acting, case_seen, chosen, pressed, user_of
from storage import Session


async def share(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        sharing.share(session, case_id, chosen(view, "level") or "", by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def tell_ward(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        cross_wards.tell_ward(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def keep_from_ward(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        cross_wards.keep_from_ward(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()
