"""Correcting and withdrawing what a member has been sent: from the case's list, or where the author edited or deleted it."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import amending
from casework.facts import CaseFacts, SentReply
from casework.person_facts import person_of
from casework.words import text_of
from directory.council import Person
from handlers.errors import answer_click, answer_form
from handlers.forms import facts_of, open_form, send_form
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    number_pressed,
    numbers_pressed,
    pressed,
    typed,
    user_of,
)
from storage import Session
from storage.cases import Case
from views import forms
from views.words import Words


async def open_amending(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond, words: Words
) -> None:  # fmt: skip
    """One of the replies in the list: `correct:case:entry` or `withdraw:case:entry`."""

    def shown(session: Session, facts: CaseFacts, case: Case) -> Body:
        reply = amending.reply_on(session, case, numbers_pressed(body)[-1])
        if pressed(body).startswith("correct:"):
            return forms.amendment(facts, reply)
        lead = _lead(words, "reply_withdrawn", facts, acting(session, user_of(body)), reply)
        return forms.withdrawal(facts, reply, lead)

    await open_form(body, client, read, clock, respond, "amend", shown)
    await ack()


async def preview_amendment(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    remembered = forms.remembered(view)

    def work(session: Session) -> Body:
        by = acting(session, user_of(body))
        case, reply, words_id = amending.draft(
            session, int(remembered["case"]), int(remembered["entry"]), typed(view, "words"), by=by, now=clock.now()
        )  # fmt: skip
        facts = facts_of(session, case, clock)
        lead, text = _lead(words, "reply_corrected", facts, by, reply), text_of(session, words_id)
        return forms.preview(facts, lead, text, "amendment.send", entry=reply.id, words=words_id)

    found = await answer_form(ack, view, lambda: transact(work))
    if found:
        await ack(response_action="update", view=found)


async def send_amendment(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    remembered = forms.remembered(view)

    def act(session: Session, _case: int, by: Person) -> None:
        amending.correct(session, int(remembered["entry"]), int(remembered["words"]), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def send_withdrawal(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, _case: int, by: Person) -> None:
        amending.withdraw(session, int(forms.remembered(view)["entry"]), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def correct_edited(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Send on the preview of a thread message that was edited: `entry:words`."""

    def work(session: Session) -> bool:
        entry_id, words_id = numbers_pressed(body, 2)
        amending.correct(session, entry_id, words_id, by=acting(session, user_of(body)), now=clock.now())
        return True

    if await answer_click(respond, lambda: transact(work)):
        await respond(delete_original=True)
    await ack()


async def withdraw_deleted(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Send on the preview of a thread message that was deleted."""

    def work(session: Session) -> bool:
        amending.withdraw(session, number_pressed(body), by=acting(session, user_of(body)), now=clock.now())
        return True

    if await answer_click(respond, lambda: transact(work)):
        await respond(delete_original=True)
    await ack()


def _lead(words: Words, template: str, facts: CaseFacts, by: Person, reply: SentReply) -> str:
    """The line that the member will read above the words."""
    return words.say(template, {"case": facts, "by": person_of(by), "facts": {"sent_at": reply.at}})
