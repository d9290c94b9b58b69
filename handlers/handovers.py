"""`/wardline hand-over`: its forms, and the receipt."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import handover_notices, handovers
from casework.absences import person_of_account
from casework.facts import Told
from handlers.errors import answer_click
from handlers.forms import carry_out
from handlers.requests import (
    Body,
    Clock,
    Transact,
    account,
    acting,
    chosen,
    number_of,
    numbers_pressed,
    typed,
    user_of,
)
from storage import Session
from views import forms
from views import handovers as views
from views.words import Words


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    view = await read(lambda session: _start(session, str(body["user_id"]), clock))
    await client.views_open(trigger_id=body["trigger_id"], view=view)


async def open_at_home(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    async def opening() -> None:
        view = await read(lambda session: _start(session, user_of(body), clock))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    await answer_click(respond, opening)
    await ack()


async def start(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    """All of them go at once; else the first page of them is shown."""
    giver = account(view, "giver") or forms.remembered(view)["giver"]

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        people = [person_of_account(session, each).key for each in (giver, account(view, "receiver"))]
        handover, stay = handovers.start(session, *people, note=typed(view, "note"), by=by, now=now)
        if chosen(view, "which") == "each":
            return views.page(handovers.page(session, handover.id, 0, by=by, now=now))
        return views.sent(handovers.give(session, handover.id, by=by, now=now), stay)

    await carry_out(ack, view, transact, clock, work)


async def fill(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    """One page: the next one is shown, or the handover is sent."""
    remembered = forms.remembered(view)
    number, blocks = int(remembered["page"]), {block["block_id"] for block in view["blocks"]}
    ids = [number_of(block.partition(".")[2]) for block in blocks if block.startswith("goes.")]

    def work(session: Session) -> Body:
        by, now, handover = acting(session, user_of(body)), clock.now(), int(remembered["handover"])
        goes = [id_ for id_ in ids if chosen(view, f"goes.{id_}") == "yes"]
        notes = {id_: typed(view, f"note.{id_}") for id_ in ids}
        handovers.fill(session, handover, goes, set(ids) - set(goes), notes, by=by, now=now)
        if number + 1 < int(remembered["of"]):
            return views.page(handovers.page(session, handover, number + 1, by=by, now=now))
        return views.sent(handovers.give(session, handover, by=by, now=now), 0)

    await carry_out(ack, view, transact, clock, work)


async def read(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, words: Words, respond: AsyncRespond
) -> None:
    """The receipt. The message stays, with when it was read in place of the button."""

    def work(session: Session) -> Told | None:
        by, now = acting(session, user_of(body)), clock.now()
        handover, number = numbers_pressed(body, 2)
        about = handovers.read(session, handover, number, by=by, now=now)
        facts = {"handover": handover, "page": number, "about": about}
        found = handover_notices.handed_over(session, facts, now)
        return Told(notice="handover", facts=found) if found else None

    told = await answer_click(respond, lambda: transact(work))
    if told:
        message = views.handover(told, words)
        await respond(text=message.text, blocks=message.blocks, replace_original=True)
    await ack()


def _start(session: Session, user: str, clock: Clock) -> Body:
    by, now = acting(session, user), clock.now()
    for_others, own = handovers.opening(session, by=by, now=now)
    return views.start(user, own, for_others=for_others)
