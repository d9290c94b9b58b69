"""Tasks: the buttons in an officer's messages, and the forms that ask for one, answer it and change it."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import choices, gate, tasks
from casework.contributor_facts import task_facts
from casework.facts import CaseFacts, TaskFacts
from directory.council import Person
from handlers.errors import answer_click
from handlers.forms import facts_of, read_and_open, send_form
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


async def accept(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    def work(session: Session) -> None:
        tasks.accept(session, number_pressed(body), by=acting(session, user_of(body)), now=clock.now())

    await answer_click(respond, lambda: transact(work))
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

    await send_form(ack, body, view, transact, clock, act, of="task")


async def give_back(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        tasks.give_back(session, task, typed(view, "words"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="task")


async def promise(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        on = picked_day(view, "due")
        tasks.promise(session, task, on, typed(view, "words"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="task")


async def waive(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        tasks.waive(session, task, typed(view, "words"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="task")


async def change(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, task: int, by: Person) -> None:
        officer, on = chosen(view, "person"), picked_day(view, "due")
        tasks.change(session, task, officer=officer, on=on, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act, of="task")


async def _open(
    body: Body,
    client: AsyncWebClient,
    read: Transact,
    clock: Clock,
    respond: AsyncRespond,
    act: str,
    shown: Callable[[Session, Task, Case, TaskFacts], Body],
) -> None:
    """Open one form about the task that was pressed."""

    def work(session: Session) -> Body:
        by, now = acting(session, user_of(body)), clock.now()
        case, task = tasks.check(session, number_pressed(body), act, by=by, now=now)
        return shown(session, task, case, task_facts(session, task, case))

    await read_and_open(body, client, read, respond, work)


def _opens(act: str, shown: Callable[[TaskFacts], Body]) -> Callable[..., Awaitable[None]]:
    """The button that opens a form which needs no more than the task."""

    async def opens(
        ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
    ) -> None:
        await _open(
            body, client, read, clock, respond, act, lambda _session, _task, _case, facts: shown(facts)
        )
        await ack()

    return opens


open_finish = _opens("do_task", views.finish)
open_give_back = _opens("do_task", views.give_back)
open_promise = _opens("do_task", views.promise)
open_waive = _opens("change_task", views.waive)
