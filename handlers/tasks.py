"""Tasks: the buttons in an officer's messages, and the forms that ask for one, answer it and change it."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import choices, gate, tasks
from casework.contributor_facts import task_facts
from casework.facts import CaseFacts, TaskFacts
from directory.council import Person
from handlers.errors import answer_click, answer_form
from handlers.forms import answer_press, facts_of, send_form, show, take_once
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    chosen,
    form_of,
    number_pressed,
    picked_day,
    pressed,
    typed,
    user_of,
)
from storage import Session
from storage.cases import Case
from storage.tasks import Task
from views import forms
from views import tasks as views

Shown = Callable[[Session, Task, Case, TaskFacts], Body]


async def accept(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    def work(session: Session) -> None:
        tasks.accept(session, number_pressed(body), by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
    await ack()


async def open_finish(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open(body, client, read, clock, respond, "do_task", lambda _s, _t, _c, facts: views.finish(facts))
    await ack()


async def open_give_back(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open(
        body, client, read, clock, respond, "do_task", lambda _s, _t, _c, facts: views.give_back(facts)
    )
    await ack()


async def open_promise(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open(body, client, read, clock, respond, "do_task", lambda _s, _t, _c, facts: views.promise(facts))
    await ack()


async def open_waive(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await _open(
        body, client, read, clock, respond, "change_task", lambda _s, _t, _c, facts: views.waive(facts)
    )
    await ack()


async def open_change(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    def shown(session: Session, task: Task, case: Case, facts: TaskFacts) -> Body:
        now = clock.now()
        people = choices.people_for_task(session, case, task.service, now, first=task.officer)
        return views.change(facts, people)

    await _open(body, client, read, clock, respond, "change_task", shown)
    await ack()


def add_form(session: Session, facts: CaseFacts, _case: Case, _clock: Clock) -> Body:
    return views.add(facts, choices.services(session))


async def change_service(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock
) -> None:
    """Another service has another officer and another standard: the form proposes them, and keeps the words."""
    view, service = form_of(body), pressed(body)

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        case = gate.check(session, int(forms.remembered(view)["case"]), "add_task", by=by, now=now)
        officer, due = choices.proposed_for_task(session, case, service, now)
        return views.add(
            facts_of(session, case, clock), choices.services(session), service=service,
            people=choices.people_for_task(session, case, service, now, first=officer), officer=officer, due=due,
            text=typed(view, "words"),
        )  # fmt: skip

    await client.views_update(view_id=view["id"], hash=view["hash"], view=await read(work))
    await ack()


async def add(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    service = chosen(view, "service", "task.service") or ""
    wanted = tasks.Wanted(
        service=service,
        words=typed(view, "words"),
        officer=chosen(view, f"person.{service}", "person"),
        on=picked_day(view, f"due.{service}"),
    )

    def act(session: Session, case_id: int, by: Person) -> None:
        tasks.add(session, case_id, wanted, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def finish(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        tasks.finish(session, task, typed(view, "words"), by=by, now=clock.now())

    await _send(ack, body, view, transact, clock, act)


async def give_back(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        tasks.give_back(session, task, typed(view, "words"), by=by, now=clock.now())

    await _send(ack, body, view, transact, clock, act)


async def promise(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        on = picked_day(view, "due")
        tasks.promise(session, task, on, typed(view, "words"), by=by, now=clock.now())

    await _send(ack, body, view, transact, clock, act)


async def waive(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        tasks.waive(session, task, typed(view, "words"), by=by, now=clock.now())

    await _send(ack, body, view, transact, clock, act)


async def change(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        officer, on = chosen(view, "person"), picked_day(view, "due")
        tasks.change(session, task, officer=officer, on=on, by=by, now=clock.now())

    await _send(ack, body, view, transact, clock, act)


async def _open(
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
    act: str,
    shown: Shown,
) -> None:
    """Read, then open one form about one task. A refusal is said instead."""

    async def opening() -> None:
        def work(session: Session) -> Body:
            by, now = acting(session, user_of(body)), clock.now()
            case, task = tasks.check(session, number_pressed(body), act, by=by, now=now)
            return shown(session, task, case, task_facts(session, task, case))

        await show(body, client, await read(work))

    await answer_press(body, client, respond, opening)


async def _send(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock,
    act: Callable[[Session, int, Person], None],
) -> None:  # fmt: skip
    def work(session: Session) -> bool:
        take_once(session, view, now=clock.now())
        act(session, int(forms.remembered(view)["task"]), acting(session, user_of(body)))
        return True

    if await answer_form(ack, view, lambda: transact(work)):
        await ack()
