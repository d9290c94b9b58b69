"""The outcome form: its kinds, its fields, its preview."""

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import gate, outcomes, prepared_texts, replies
from casework.case_facts import with_offers
from casework.facts import CaseFacts, OutcomeFacts
from casework.person_facts import person_of
from directory.council import Person
from handlers.errors import answer_form
from handlers.forms import facts_of, open_form, preview, send_form
from handlers.joins import offer_along
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    chosen,
    day_of,
    form_of,
    picked_day,
    pressed,
    typed,
    user_of,
    words_typed,
)
from storage import Session
from views import forms
from views.words import Words


async def open_outcome(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await open_form(
        body, client, read, clock, respond, "answer",
        lambda s, facts, case: forms.outcome(
            with_offers(s, case, facts), prepared_texts.offered(s, facts, "done")
        ),
    )  # fmt: skip
    await ack()


async def preview_outcome(
    ack: AsyncAck, body: Body, view: Body, read: Transact, transact: Transact, clock: Clock, words: Words
) -> None:
    """The outcome's own fields are checked here, each problem under its field; then the preview."""
    answer = outcomes.dated(_answer_in(view))
    case_id = int(forms.remembered(view)["case"])

    def check(session: Session) -> dict[str, str]:
        by = acting(session, user_of(body))
        return outcomes.missing(session, case_id, answer, by=by, now=clock.now())

    missing = await answer_form(ack, view, lambda: read(check))
    if missing is None:
        return
    if missing:
        await ack(response_action="errors", errors=_by_block(missing, view))
        return

    def shown(_: Session, facts: CaseFacts, by: Person, words_id: int, text: str) -> Body:
        given = OutcomeFacts(
            kind=answer.kind, words=text, date=answer.on.isoformat() if answer.on else "",
            body=answer.body, reference=answer.reference, told=answer.told, given_by=by.name,
        )  # fmt: skip
        lead = words.say("outcome", {"case": replace(facts, outcome=given), "by": person_of(by)})
        return forms.preview(
            facts, lead, text, "outcome.send", words=words_id, kind=given.kind, date=given.date, body=given.body,
            reference=given.reference, told=given.told, waive=answer.waive,
            state=forms.remembered(view).get("state"),
        )  # fmt: skip

    await preview(ack, body, view, transact, clock, "answer", answer.words, shown)


async def change_outcome_kind(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock
) -> None:
    """Another kind of outcome needs other facts: the form shows them, and keeps what somebody wrote."""
    view, kind = form_of(body), pressed(body)
    remembered = forms.remembered(view)

    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        case = gate.check(session, int(remembered["case"]), "answer", by=by, now=clock.now())
        facts = facts_of(session, case, clock)
        words = prepared_texts.without(session, facts, remembered.get("text", ""), words_typed(view))
        prepared = prepared_texts.offered(session, facts, kind)
        facts = with_offers(session, case, facts)
        return forms.outcome(facts, prepared, words=words, waive=typed(view, "waive"))

    await client.views_update(view_id=view["id"], hash=view["hash"], view=await read(work))
    await ack()


async def give_outcome(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    given = forms.remembered(view)

    def act(session: Session, case_id: int, by: Person) -> Body | None:
        answer = outcomes.Answer(
            kind=given["kind"],
            words=replies.take_draft(session, int(given["words"]), by=by),
            on=day_of(given["date"]) if given["date"] else None,
            body=given["body"],
            reference=given["reference"],
            told=given["told"],
            waive=given.get("waive", ""),
        )
        case = outcomes.give(session, case_id, answer, by=by, now=clock.now(), saw=given.get("state"))
        return offer_along(session, case, words, by=by, clock=clock)

    await send_form(ack, body, view, transact, clock, act)


def _answer_in(view: Body) -> outcomes.Answer:
    """The outcome as it stands in the form."""
    kind = chosen(view, "kind", "outcome.kind") or ""
    picked = picked_day(view, "date")
    return outcomes.Answer(
        kind=kind,
        words=words_typed(view),
        on=picked,
        body=typed(view, "body"),
        reference=typed(view, "reference"),
        told=typed(view, "told"),
        waive=typed(view, "waive"),
    )


def _by_block(missing: dict[str, str], view: Body) -> dict[str, str]:
    """Each problem under its own field; what has no field of its own stands under the first."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    blocks = {block.partition(".")[0]: block for block in inputs}
    return {blocks.get(name, "kind"): text for name, text in missing.items()}
