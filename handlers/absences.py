"""`/wardline away` and `/wardline back`: their forms, and what is sent with them."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import absences
from casework.rules import local_day
from handlers.forms import carry_out
from handlers.requests import Body, Clock, Transact, account, acting, picked_day, typed, user_of
from storage import Session
from views import absences as forms


async def open_away(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    user = str(body["user_id"])
    await read(lambda session: acting(session, user).key)
    await client.views_open(trigger_id=body["trigger_id"], view=forms.away(user, local_day(clock.now())))


async def open_back(body: Body, client: AsyncWebClient, read: Transact, _clock: Clock) -> None:
    user = str(body["user_id"])
    await read(lambda session: acting(session, user).key)
    await client.views_open(trigger_id=body["trigger_id"], view=forms.back(user))


async def mark(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    first, last = (picked_day(view, block) for block in ("from", "until"))
    missing = absences.problems(first, last, local_day(clock.now()))
    if missing or first is None:
        await ack(response_action="errors", errors=missing)
        return

    def work(session: Session) -> None:
        person = absences.person_of_account(session, account(view, "person"))
        by, now = acting(session, user_of(body)), clock.now()
        absences.mark_away(session, person, first, last, reason=typed(view, "reason").strip(), by=by, now=now)

    await carry_out(ack, view, transact, clock, work)


async def end(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> None:
        person = absences.person_of_account(session, account(view, "person"))
        absences.mark_back(session, person, by=acting(session, user_of(body)), now=clock.now())

    await carry_out(ack, view, transact, clock, work)
