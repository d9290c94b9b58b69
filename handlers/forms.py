"""The steps that forms on a case have in common: read and open, preview, send. What is in each form is in views/forms.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import case_facts, gate, replies
from casework.errors import CaseworkError
from casework.facts import CaseFacts
from casework.words import text_of
from directory.council import Person
from handlers.errors import AlreadySent, answer_click, answer_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    case_seen,
    is_number,
    pressed,
    user_of,
)
from storage import Session, ticks
from storage.cases import Case
from views import forms


@dataclass(frozen=True)
class Done:
    """A form was carried out; `then` is what is shown in its place."""

    then: Body | None = None


Shown = Callable[[Session, CaseFacts, Case], Body]
# The case, who writes, the number of the kept words, and the words.
Previewed = Callable[[Session, CaseFacts, Person, int, str], Body]


async def open_form(
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
    act: str,
    shown: Shown,
) -> None:
    """Open a form on the case that was pressed, if whoever pressed may do `act` to it."""

    def work(session: Session) -> Body:
        case_id = case_pressed(body)
        case = gate.check(session, case_id, act, by=acting(session, user_of(body)), now=clock.now())
        return shown(session, facts_of(session, case, clock), case)

    await read_and_open(body, client, read, respond, work)


async def read_and_open(
    body: Body, client: AsyncWebClient, read: Transact, respond: AsyncRespond, work: Callable[[Session], Body]
) -> None:
    """Read, then open: Slack allows three seconds for a form. A refusal is said instead."""

    async def opening() -> None:
        await show(body, client, await read(work))

    await answer_press(body, client, respond, opening)


async def show(body: Body, client: AsyncWebClient, view: Body) -> None:
    """A form, opened; pressed inside another form, it takes that one's place."""
    pressed_in = body.get("view") or {}
    if pressed_in.get("type") == "modal":
        await client.views_update(view_id=pressed_in["id"], hash=pressed_in["hash"], view=view)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=view)


async def answer_press(
    body: Body, client: AsyncWebClient, respond: AsyncRespond, act: Callable[[], Awaitable[None]]
) -> None:
    """Do what a button asks for. A refusal is said where it was pressed: in the form, or under the message."""
    if (body.get("view") or {}).get("type") != "modal":
        await answer_click(respond, act)
        return
    try:
        await act()
    except CaseworkError as refused:
        await show(body, client, forms.notice("Not done", refused.says))


async def preview(
    ack: AsyncAck,
    body: Body,
    view: Body,
    transact: Transact,
    clock: Clock,
    act: str,
    text: str,
    shown: Previewed,
) -> None:
    """Keep the words as a draft and show them. Nothing is sent."""
    case_id = int(forms.remembered(view)["case"])

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        words_id = replies.draft(session, case_id, text, act=act, by=by, now=now)
        facts = facts_of(session, gate.check(session, case_id, act, by=by, now=now), clock)
        return shown(session, facts, by, words_id, text_of(session, words_id))

    found = await answer_form(ack, view, lambda: transact(work))
    if found:
        await ack(response_action="update", view=found)


async def send_form(
    ack: AsyncAck,
    body: Body,
    view: Body,
    transact: Transact,
    clock: Clock,
    act: Callable[[Session, int, Person], Body | None],
    *,
    of: str = "case",
) -> None:
    """Do what a form on one row asks for; `of` says under which name it remembers that row's number."""

    def work(session: Session) -> Body | None:
        return act(session, int(forms.remembered(view)[of]), acting(session, user_of(body)))

    await carry_out(ack, view, transact, clock, work)


async def carry_out(
    ack: AsyncAck,
    view: Body,
    transact: Transact,
    clock: Clock,
    work: Callable[[Session], Body | None],
    *,
    closes: Literal["it", "all"] = "it",
) -> None:
    """Do what a form asks for, once, and close it, or all that are open with it; or show what `work` gives as the next
    step."""

    def once(session: Session) -> Done:
        take_once(session, view, now=clock.now())
        return Done(work(session))

    run: Callable[[], Awaitable[Done]] = lambda: transact(once)  # noqa: E731
    done = await answer_form(ack, view, run)
    if done and done.then:
        await ack(response_action="update", view=done.then)
    elif done and closes == "all":
        await ack(response_action="clear")
    elif done:
        await ack()


def take_once(session: Session, view: Body, *, now: datetime) -> None:
    """Who is not answered sends the same form again, though it may have been carried out. Raises AlreadySent then; a
    form that is refused gives its turn back with its transaction."""
    if not ticks.take(session, "form", f"{view['id']}:{view.get('hash', '')}", now=now):
        raise AlreadySent


def case_pressed(body: Body) -> int:
    """The case of a button or menu: `12`, `12:new`, `ask:12:new` or `not_right:12`."""
    parts = [part for part in pressed(body).split(":") if is_number(part)]
    return case_seen(parts[0] if parts else "")[0]


def facts_of(session: Session, case: Case, clock: Clock) -> CaseFacts:
    return case_facts.case_facts(session, case, masked=not case.restricted, now=clock.now())
