"""An administrator corrects an entry of the directory: the steps of the form, from finding it to making the change."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import entries
from casework.errors import CaseworkError, Refused, TooLate
from casework.facts import EntryDraft
from directory.council import Person
from handlers.errors import answer_form
from handlers.forms import carry_out
from handlers.requests import Body, Clock, Transact, acting, chosen, picked_date, typed, user_of
from storage import Session
from views import entries as views
from views import forms


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """`/wardline correct`. A refusal is the command's to say."""
    await read(lambda session: _insist(session, str(body["user_id"]), clock))
    await client.views_open(trigger_id=body["trigger_id"], view=views.find())


async def open_at_home(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock
) -> None:
    try:
        await read(lambda session: _insist(session, user_of(body), clock))
        view = views.find()
    except CaseworkError as refused:
        view = forms.notice("Not done", refused.says)
    await client.views_open(trigger_id=body["trigger_id"], view=view)
    await ack()


async def find(ack: AsyncAck, body: Body, view: Body, read: Transact, clock: Clock) -> None:
    noun, words = chosen(view, "noun") or "", typed(view, "words")

    def work(session: Session, by: Person) -> Body:
        return views.choose(entries.found(session, noun, words, by=by, now=clock.now()))

    await _next(ack, body, view, read, work)


async def choose(ack: AsyncAck, body: Body, view: Body, read: Transact, clock: Clock) -> None:
    noun = str(forms.remembered(view)["noun"])
    mark, act = chosen(view, "entry") or "", chosen(view, "act") or ""
    if act != "add" and not mark:
        await ack(response_action="errors", errors={"entry": "Choose one, or “Add a new one” below."})
        return

    def work(session: Session, by: Person) -> Body:
        return views.write(entries.form(session, noun, mark, act, by=by, now=clock.now()))

    await _next(ack, body, view, read, work)


async def preview(ack: AsyncAck, body: Body, view: Body, read: Transact, clock: Clock) -> None:
    draft = _filled_in(view)

    def work(session: Session, by: Person) -> Body:
        return views.preview(entries.preview(session, draft, by=by, now=clock.now()))

    await _next(ack, body, view, read, work)


async def change(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    draft = views.remembered(view["private_metadata"])

    def work(session: Session) -> None:
        entries.change(session, draft, by=acting(session, user_of(body)), now=clock.now())

    await carry_out(ack, view, transact, clock, work)


async def _next(
    ack: AsyncAck, body: Body, view: Body, read: Transact, work: Callable[[Session, Person], Body]
) -> None:
    """Show the next step in place of this one; what was refused is said in this one, under its field."""

    async def step() -> Body | None:
        try:
            return await read(lambda session: work(session, acting(session, user_of(body))))
        except Refused as refused:
            await ack(response_action="errors", errors=_errors(view, refused.fields))
        except TooLate as late:
            await ack(response_action="update", view=forms.notice("Not done", late.says))
        return None

    run: Callable[[], Awaitable[Body | None]] = step
    found = await answer_form(ack, view, run)
    if found:
        await ack(response_action="update", view=found)


def _errors(view: Body, fields: dict[str, str]) -> dict[str, str]:
    """What concerns a field that the form has not is said under its last one, the reason."""
    there = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    found = {name: says for name, says in fields.items() if name in there}
    other = [f"{name}: {says}" for name, says in fields.items() if name not in there]
    return found | ({"why": " ".join(other)} if other else {})


def _filled_in(view: Body) -> EntryDraft:
    cells: dict[str, str] = {}
    for block in view["blocks"]:
        if block["type"] != "input" or block["block_id"] == "why":
            continue
        name, kind = block["block_id"], block["element"]["type"]
        if kind == "datepicker":
            cells[name] = picked_date(view, name) or ""
        elif kind == "static_select":
            cells[name] = chosen(view, name) or ""
        else:
            cells[name] = typed(view, name)
    draft = views.remembered(view["private_metadata"])
    return replace(draft, cells=cells, why=typed(view, "why").strip())


def _insist(session: Session, user: str, clock: Clock) -> None:
    entries.insist(session, by=acting(session, user), now=clock.now())
