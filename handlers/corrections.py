"""An administrator looks at what people put right, and says what is to be learned."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import corrections
from casework.errors import CaseworkError, TooLate
from handlers.requests import Body, Clock, Transact, acting, form_of, number_pressed, user_of
from storage import Session
from views import corrections as views
from views import forms


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """`/wardline learn`. A refusal is the command's to say."""
    view = await read(lambda session: _page(session, str(body["user_id"]), clock))
    await client.views_open(trigger_id=body["trigger_id"], view=view)


async def open_at_home(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock
) -> None:
    try:
        view = await read(lambda session: _page(session, user_of(body), clock))
    except CaseworkError as refused:
        view = forms.notice("Not done", refused.says)
    await client.views_open(trigger_id=body["trigger_id"], view=view)
    await ack()


async def show_next(ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """Those after the last that was shown; these stay for later."""
    view = await read(lambda session: _page(session, user_of(body), clock, after=number_pressed(body)))
    await client.views_update(view_id=form_of(body)["id"], view=view)
    await ack()


async def approve(
    ack: AsyncAck, body: Body, client: AsyncWebClient, transact: Transact, read: Transact, clock: Clock
) -> None:
    await _decide(ack, body, client, transact, read, clock, approve=True)


async def reject(
    ack: AsyncAck, body: Body, client: AsyncWebClient, transact: Transact, read: Transact, clock: Clock
) -> None:
    await _decide(ack, body, client, transact, read, clock, approve=False)


async def _decide(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    transact: Transact,
    read: Transact,
    clock: Clock,
    *,
    approve: bool,
) -> None:
    """Decide, and show those that wait still. Where somebody was quicker, that is said above them."""
    number, user = number_pressed(body), user_of(body)

    def work(session: Session) -> str:
        try:
            corrections.decide(session, number, approve=approve, by=acting(session, user), now=clock.now())
        except TooLate as late:
            return late.says
        return ""

    try:
        note = await transact(work)
        view = await read(lambda session: _page(session, user, clock, note=note))
    except CaseworkError as refused:
        view = forms.notice("Not done", refused.says)
    await client.views_update(view_id=form_of(body)["id"], view=view)
    await ack()


def _page(session: Session, user: str, clock: Clock, *, after: int = 0, note: str = "") -> Body:
    by = acting(session, user)
    return views.page(corrections.waiting(session, by=by, now=clock.now(), after=after), note=note)
