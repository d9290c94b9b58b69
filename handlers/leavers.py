"""Member support chooses what becomes of the cases of a member who left."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import leavers
from casework.facts import CaseFacts
from handlers.errors import answer_click
from handlers.forms import carry_out, open_form
from handlers.requests import Body, Clock, Transact, acting, chosen, typed, user_of
from storage import Session
from storage.cases import Case
from views import forms
from views import leavers as views


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """`/wardline leavers`."""
    view = await read(lambda session: _list(session, str(body["user_id"]), clock))
    await client.views_open(trigger_id=body["trigger_id"], view=view)


async def open_list(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    async def opening() -> None:
        view = await read(lambda session: _list(session, user_of(body), clock))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    await answer_click(respond, opening)
    await ack()


async def open_choice(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def shown(session: Session, facts: CaseFacts, case: Case) -> Body:
        return views.choose(facts, leavers.choices_for(session, case, now=clock.now()))

    await open_form(body, client, read, clock, respond, "choose_for_leaver", shown)
    await ack()


async def choose(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    """Decide, and show those that wait still."""

    def work(session: Session) -> Body:
        leavers.choose(
            session, int(forms.remembered(view)["case"]), chosen(view, "choice") or "",
            with_words=chosen(view, "agreed") == "yes", why=typed(view, "why"),
            by=acting(session, user_of(body)), now=clock.now(),
        )  # fmt: skip
        return _list(session, user_of(body), clock)

    await carry_out(ack, view, transact, clock, work)


def _list(session: Session, user: str, clock: Clock) -> Body:
    by = acting(session, user)
    return views.waiting(leavers.waiting_for(session, by=by, now=clock.now()))
