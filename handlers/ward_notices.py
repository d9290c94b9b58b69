"""What is to be done in a ward: written, looked at, sent to its councillors, and announced once they know."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import choices, told, ward_notices
from casework.errors import Refused
from casework.ward_actions import LONGEST, Action
from directory.council import Person
from handlers.errors import answer_click, answer_form
from handlers.forms import carry_out, read_and_open, send_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    chosen,
    number_pressed,
    picked_day,
    ticked,
    typed,
    user_of,
)
from storage import Session
from views import ward_notices as views
from views.forms import remembered
from views.words import Words


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    await _open(body, client, read, clock, str(body["user_id"]))


async def open_at_home(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await answer_click(respond, lambda: _open(body, client, read, clock, user_of(body)))
    await ack()


async def preview(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    """Kept as a draft and shown. Nobody else reads it yet."""

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        notice = ward_notices.draft(session, _action_in(view), by=by, now=now)
        return views.preview(told.ward_notice_facts(session, notice, now=now), words)

    async def step() -> Body | None:
        try:
            return await transact(work)
        except Refused as refused:
            await ack(response_action="errors", errors=refused.fields)
            return None

    found = await answer_form(ack, view, step)
    if found:
        await ack(response_action="update", view=found)


async def send(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, notice: int, by: Person) -> None:
        ward_notices.send(session, notice, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="notice")


async def announce(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> str:
        by = acting(session, user_of(body))
        return ward_notices.announce(session, number_pressed(body), by=by, now=clock.now())

    said = await answer_click(respond, lambda: transact(work))
    if said:
        await respond(text=said, response_type="ephemeral", replace_original=False)
    await ack()


async def open_withdraw(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        notice = ward_notices.check_withdrawal(session, number_pressed(body), by=by, now=clock.now())
        return views.withdraw(notice.id, notice.what, longest=LONGEST["why"])

    await read_and_open(body, client, read, respond, work)
    await ack()


async def withdraw(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> None:
        by, notice = acting(session, user_of(body)), int(remembered(view)["notice"])
        ward_notices.withdraw(session, notice, typed(view, "why"), by=by, now=clock.now())

    await carry_out(ack, view, transact, clock, work, closes="all")


async def _open(body: Body, client: AsyncWebClient, read: Transact, clock: Clock, user: str) -> None:
    def work(session: Session) -> Body:
        by, now = acting(session, user), clock.now()
        ward_notices.check(session, by, now=now)
        who = f"{by.name}, {by.title}" if by.title else by.name
        return views.write(choices.wards(session, now), who)

    await client.views_open(trigger_id=body["trigger_id"], view=await read(work))


def _action_in(view: Body) -> Action:
    """The action as it stands in the form."""
    first, last = (picked_day(view, block) for block in ("from", "until"))
    return Action(
        wards=tuple(ticked(view, "wards")),
        what=typed(view, "what"),
        place=typed(view, "place"),
        starts_on=first,
        ends_on=last,
        who=typed(view, "who"),
        involvement=chosen(view, "involvement") or "",
    )
