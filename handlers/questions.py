"""Questions to the member and their answers, whoever asked."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import choices, placing, questions, replies
from casework.facts import CaseFacts
from casework.person_facts import person_of
from directory.council import Person
from handlers.errors import answer_click
from handlers.forms import open_form, preview, send_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    action_of,
    number_of,
    pressed,
    user_of,
    words_typed,
)
from storage import Session
from views import forms
from views.words import Words


async def preview_question(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    def shown(_: Session, facts: CaseFacts, by: Person, words_id: int, text: str) -> Body:
        lead = words.say("question", {"case": facts, "by": person_of(by)})
        return forms.preview(facts, lead, text, "question.send", words=words_id)

    await preview(ack, body, view, transact, clock, "ask", words_typed(view), shown)


async def ask_member(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    words_id = int(forms.remembered(view)["words"])

    def act(session: Session, case_id: int, by: Person) -> None:
        text = replies.take_draft(session, words_id, by=by)
        questions.ask_member(session, case_id, text, by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def choose_answer(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """An answer to Wardline's own question: a button, or a choice from a list."""
    question_id = number_of(action_of(body)["block_id"].removeprefix("question."))

    def work(session: Session) -> None:
        placing.answer_question(
            session, question_id, pressed(body), by=acting(session, user_of(body)), now=clock.now()
        )

    await answer_click(respond, lambda: transact(work))
    await ack()


async def something_else(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """None of the buttons fits: the whole list of services and wards."""
    await open_form(
        body, client, read, clock, respond, "confirm",
        lambda s, facts, _c: forms.not_right(facts, choices.services(s), choices.wards(s, clock.now())),
    )  # fmt: skip
    await ack()
