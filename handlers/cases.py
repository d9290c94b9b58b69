"""Buttons and forms on a case itself: read the request, call one function of casework, answer."""

import functools
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import amending, cases, choices, gate, leavers, prepared_texts, questions, routing, undo
from casework.details import open_details
from casework.errors import NotUnderstood
from casework.facts import CaseFacts
from casework.sharing import ward_colleagues
from directory.council import Person
from handlers import flags, joins, merging, offers, tasks
from handlers.errors import answer_click
from handlers.forms import case_pressed, open_form, read_and_open, send_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    case_seen,
    chosen,
    number_pressed,
    pressed,
    typed,
    user_of,
)
from storage import Session
from storage.cases import Case
from views import cases as case_views
from views import forms
from views import joins as join_views
from views import leavers as leaver_views
from views import offers as offer_views
from views import sharing as sharing_views
from views import tasks as task_views


async def acknowledge(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        cases.acknowledge(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def undo_act(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        undo.take_back(session, number_pressed(body), by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def open_acts(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Everything this person may do to the case as it stands, each with a line that says what it does."""

    def shown(session: Session, facts: CaseFacts, case: Case) -> Body:
        by = acting(session, user_of(body))
        return case_views.acts(facts, gate.acts_open_to(session, case, by=by, now=clock.now()))

    await open_form(body, client, read, clock, respond, "view", shown)
    await ack()


async def open_more(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    transact: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    """One of a case's acts, from its card's menu or from the list of all: `act:case:state`."""
    act, _, _ = pressed(body).partition(":")
    if act == "show_details":
        await _show_details(body, client, transact, clock, respond)
    elif act == "take_apart":
        await joins.take_apart(ack, body, client, transact, clock, respond)
        return
    elif act in _ACTS:
        permission, shown = _ACTS[act]
        await open_form(body, client, read, clock, respond, permission, lambda s, f, c: shown(s, f, c, clock))
    else:
        raise NotUnderstood(_OLD_MENU)
    await ack()


async def member_menu(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    transact: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    """The menu of a case on the member's card: `act:case`."""
    act, _, number = pressed(body).partition(":")
    if act == "withdraw":
        await answer_click(respond, lambda: transact(lambda session: _withdraw(session, number, body, clock)))
    elif act == "not_right":
        await open_form(
            body, client, read, clock, respond, "confirm",
            lambda s, facts, _c: forms.not_right(facts, choices.services(s), choices.wards(s, clock.now())),
        )  # fmt: skip
    elif act == "one_issue":
        await merging.one_issue(body, client, transact, clock, respond)
    elif act == "split":
        await open_form(
            body, client, read, clock, respond, "split",
            lambda s, facts, case: merging.split_form(
                s, facts, case, clock, for_member=acting(s, user_of(body)).key == case.member
            ),
        )  # fmt: skip
    elif act == "share":
        await open_form(
            body, client, read, clock, respond, "share",
            lambda s, facts, case: sharing_views.choose(facts, ward_colleagues(s, case, now=clock.now())),
        )  # fmt: skip
    else:
        raise NotUnderstood(_OLD_MENU)
    await ack()


async def sorted_out(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        cases.settle(session, case_id, by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def not_sorted(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> None:
        case_id, _ = case_seen(pressed(body))
        by = acting(session, user_of(body))
        case = gate.check(session, case_id, "reopen", by=by, now=clock.now())
        cases.reopen(session, case, by=by, why="The member says it is not sorted.", now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def reroute(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    remembered = forms.remembered(view)

    def act(session: Session, case_id: int, by: Person) -> None:
        service, ward = chosen(view, "service"), chosen(view, "ward")
        routing.reroute(
            session, case_id, service=service, wards=[ward] if ward else None,
            place=typed(view, "place") or None, by=by, now=clock.now(), saw=remembered.get("state"),
        )  # fmt: skip

    await send_form(ack, body, view, transact, clock, act)


async def correct(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    """Not right? from the member."""

    def act(session: Session, case_id: int, by: Person) -> None:
        service, ward = chosen(view, "service"), chosen(view, "ward")
        if service is None and ward is None:
            raise NotUnderstood("Choose a service or a ward, or press Cancel.")
        routing.confirm(
            session, case_id, service=service, wards=[ward] if ward else None, by=by, now=clock.now()
        )
        questions.close_open_own(session, case_id, service or ward or "", now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def assign(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        routing.assign(session, case_id, chosen(view, "person") or "", by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def _show_details(
    body: Body, client: AsyncWebClient, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        return forms.details(open_details(session, case_pressed(body), by=by, now=clock.now()))

    await read_and_open(body, client, transact, respond, work)  # that they were opened is written down


def _withdraw(session: Session, number: str, body: Body, clock: Clock) -> None:
    case_id, _ = case_seen(number)
    cases.withdraw(session, case_id, by=acting(session, user_of(body)), now=clock.now())


_OLD_MENU = "That is on no menu any more, and nothing was done. Use the card as it stands now."

# act -> what it needs, and its form. Its words are in views/cases.ACTS.
_ACTS: dict[str, tuple[str, Callable[[Session, CaseFacts, Case, Clock], dict[str, Any]]]] = {
    "assign": (
        "assign",
        lambda s, facts, case, clock: forms.assign(facts, choices.people_for(s, case, clock.now())),
    ),
    "merge": ("merge", merging.merge_form),
    "split": ("split", functools.partial(merging.split_form, for_member=False)),
    "join": ("join", lambda _s, facts, _case, _clock: join_views.join(facts)),
    "choose_for_leaver": (
        "choose_for_leaver",
        lambda s, facts, case, clock: leaver_views.choose(
            facts, leavers.choices_for(s, case, now=clock.now())
        ),
    ),
    "flag": ("flag", flags.form),
    "add_task": ("add_task", tasks.add_form),
    "change_task": ("change_task", lambda _s, facts, _case, _clock: task_views.listed(facts)),
    "offer": ("offer", offers.make_form),
    "record_answer": ("record_answer", lambda _s, facts, _case, _clock: offer_views.listed(facts)),
    "ask": (
        "ask",
        lambda s, facts, _case, _clock: forms.ask(facts, prepared_texts.offered(s, facts, "ask")),
    ),
    "amend": ("amend", lambda s, facts, case, _clock: forms.sent_replies(facts, amending.sent_on(s, case))),
    "reroute": (
        "reroute",
        lambda s, facts, _case, clock: forms.reroute(
            facts, choices.services_to_route_to(s, clock.now()), choices.wards(s, clock.now())
        ),
    ),
}
