"""One tap on how a case was handled."""

from slack_bolt.async_app import AsyncAck, AsyncRespond

from casework import ratings
from casework.errors import NotUnderstood
from handlers.errors import answer_click
from handlers.requests import Body, Clock, Transact, acting, case_seen, is_number, pressed, user_of
from storage import Session


async def rate(ack: AsyncAck, body: Body, transact: Transact, clock: Clock, respond: AsyncRespond) -> None:
    def work(session: Session) -> str:
        number, _, answer = pressed(body).partition(":")
        question, _, score = answer.partition(":")
        if not is_number(score):
            raise NotUnderstood("That button has lost its case. Use the buttons under the outcome.")
        case_id, _ = case_seen(number)
        by = acting(session, user_of(body))
        return ratings.rate(session, case_id, question, int(score), by=by, now=clock.now())

    said = await answer_click(respond, lambda: transact(work))
    if said:
        text = f"Noted: {said.lower()}. Press another to change it."
        await respond(text=text, response_type="ephemeral", replace_original=False)
    await ack()
