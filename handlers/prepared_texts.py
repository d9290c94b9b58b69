"""Starting from a prepared text: it is put into the form that it was chosen in."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import gate, prepared_texts
from casework.errors import CaseworkError, NotUnderstood
from casework.facts import CaseFacts, PreparedFacts
from handlers.forms import facts_of
from handlers.requests import (
    Body,
    Clock,
    Transact,
    acting,
    chosen,
    form_of,
    pressed,
    typed,
    user_of,
    words_typed,
)
from storage import Session
from views import forms

# The case, its texts, the words with one of them put in, and the form as it stands.
Filled = Callable[[CaseFacts, PreparedFacts, str, Body], Body]


async def start(ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    """A refusal opens above the form, so that nothing that was written in it is lost."""
    view = form_of(body)
    try:
        found = await read(lambda session: _started(session, body, clock)) if pressed(body) else None
    except CaseworkError as refused:
        await client.views_push(trigger_id=body["trigger_id"], view=forms.notice("Not done", refused.says))
    else:
        if found:
            await client.views_update(view_id=view["id"], hash=view["hash"], view=found)
    await ack()


def _started(session: Session, body: Body, clock: Clock) -> Body:
    view = form_of(body)
    if view["callback_id"] not in _FORMS:
        raise NotUnderstood(forms.LOST)
    act, filled = _FORMS[view["callback_id"]]
    remembered = forms.remembered(view)
    by, now = acting(session, user_of(body)), clock.now()
    facts = facts_of(session, gate.check(session, int(remembered["case"]), act, by=by, now=now), clock)
    kind = (chosen(view, "kind", "outcome.kind") or "done") if act == "answer" else act
    words, prepared = prepared_texts.put_in(
        session, facts, kind, pressed(body),
        words=words_typed(view), last=remembered.get("text", ""), times=remembered.get("times", 0),
    )  # fmt: skip
    return filled(facts, prepared, words, view)


# form -> the act that it is for, and the form with the words in it.
_FORMS: dict[str, tuple[str, Filled]] = {
    "reply.write": (
        "reply",
        lambda facts, prepared, words, view: forms.reply(
            facts, prepared, text=words, message_id=forms.remembered(view).get("message")
        ),
    ),
    "question.write": ("ask", lambda facts, prepared, words, _view: forms.ask(facts, prepared, text=words)),
    "outcome.write": (
        "answer",
        lambda facts, prepared, words, view: forms.outcome(
            facts, prepared, words=words, waive=typed(view, "waive")
        ),
    ),
}
