"""What is written to the member: the reply form, its preview, and thread messages that are sent."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import gate, prepared_texts, replies
from casework.facts import CaseFacts
from casework.person_facts import person_of
from casework.words import text_of
from directory.council import Person
from handlers.errors import answer_click
from handlers.forms import facts_of, open_form, preview, send_form
from handlers.joins import offer_along
from handlers.requests import Body, Clock, Transact, acting, number_pressed, user_of, words_typed
from storage import Session
from views import forms
from views.words import Words


async def open_reply(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    await open_form(
        body, client, read, clock, respond, "reply",
        lambda s, facts, _c: forms.reply(facts, prepared_texts.offered(s, facts, "reply")),
    )  # fmt: skip
    await ack()


async def preview_reply(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    """First step to the second: the words are kept, and shown as the member would read them."""
    message = forms.remembered(view).get("message")

    def shown(session: Session, facts: CaseFacts, by: Person, words_id: int, text: str) -> Body:
        lead = words.say("reply", {"case": facts, "by": person_of(by)})
        files = replies.files_of_note(session, message, by=by) if message else []
        return forms.preview(
            facts, lead, text, "reply.send", files=files, names_no_day=prepared_texts.promises_without_a_day(text),
            words=words_id, message=message,
        )  # fmt: skip

    await preview(ack, body, view, transact, clock, "reply", words_typed(view), shown)


async def send_reply(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, words: Words
) -> None:
    remembered = forms.remembered(view)

    def act(session: Session, case_id: int, by: Person) -> Body | None:
        case = replies.send_draft(
            session, case_id, int(remembered["words"]), message_id=remembered.get("message"), by=by, now=clock.now()
        )  # fmt: skip
        return offer_along(session, case, words, by=by, clock=clock)

    await send_form(ack, body, view, transact, clock, act)


async def send_note(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Send on the preview of a thread message. The preview goes once it was pressed."""

    def work(session: Session) -> bool:
        replies.send_note(session, number_pressed(body), by=acting(session, user_of(body)), now=clock.now())
        return True

    if await answer_click(respond, lambda: transact(work)):
        await respond(delete_original=True)
    await ack()


async def edit_note(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Edit first: the reply form, with the thread message's words in it."""

    async def act() -> bool:
        def work(session: Session) -> Body:
            by = acting(session, user_of(body))
            message = replies.own_note(session, number_pressed(body), by=by)
            case = gate.check(session, message.case_id or 0, "reply", by=by, now=clock.now())
            text = text_of(session, message.words_id)
            facts = facts_of(session, case, clock)
            prepared = prepared_texts.offered(session, facts, "reply")
            return forms.reply(facts, prepared, text=text, message_id=message.id)

        await client.views_open(trigger_id=body["trigger_id"], view=await read(work))
        return True

    if await answer_click(respond, act):
        await respond(delete_original=True)
    await ack()


async def discard_note(ack: AsyncAck, respond: AsyncRespond) -> None:
    await respond(delete_original=True)
    await ack()
