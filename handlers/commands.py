"""`/wardline` and words. A first word of `VERBS` opens what it names; any other words are heard as a message."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import hearing, search
from casework.words import Said
from directory.matching.matcher import Matcher
from handlers import (
    absences,
    corrections,
    entries,
    handovers,
    leavers,
    measures,
    offers,
    packs,
    ward_notices,
    ward_views,
)
from handlers.errors import answer_click
from handlers.markup import plain_words
from handlers.requests import Body, Clock, Transact, acting
from storage import Session

# verb -> what it opens: (body, client, read, clock), within the three seconds that Slack allows for a form.
VERBS: dict[str, Callable[[Body, AsyncWebClient, Transact, Clock], Awaitable[Any]]] = {
    "away": absences.open_away,
    "back": absences.open_back,
    "announce": ward_notices.open_by_command,
    "correct": entries.open_by_command,
    "hand-over": handovers.open_by_command,
    "handover-pack": packs.open_by_command,
    "learn": corrections.open_by_command,
    "measures": measures.open_by_command,
    "leavers": leavers.open_by_command,
    "partners": offers.open_waiting,
    "views": ward_views.open_by_command,
}


async def command(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, transact: Transact, clock: Clock,
    matcher: Matcher, respond: AsyncRespond,
) -> None:  # fmt: skip
    """A question is answered and anything else is raised, in one's direct messages."""
    verb = VERBS.get((body.get("text") or "").strip().casefold())
    looked_for = _after("find", body)
    if verb is not None:
        await answer_click(respond, lambda: verb(body, client, read, clock))
    elif looked_for is not None:
        if await answer_click(
            respond, lambda: transact(lambda session: _find(session, body, looked_for, clock))
        ):
            await respond(text="I have answered in your direct messages.", response_type="ephemeral")
    elif await answer_click(respond, lambda: transact(lambda session: _hear(session, body, clock, matcher))):
        await respond(text="I have answered in your direct messages.", response_type="ephemeral")
    await ack()


def _after(verb: str, body: Body) -> str | None:
    """What follows a verb; None where the words begin with another."""
    first, _, rest = plain_words(body.get("text") or "").strip().partition(" ")
    return rest if first.casefold() == verb else None


def _find(session: Session, body: Body, words: str, clock: Clock) -> bool:
    search.answer(session, words, by=acting(session, str(body["user_id"])), now=clock.now())
    return True


def _hear(session: Session, body: Body, clock: Clock, matcher: Matcher) -> bool:
    by, now = acting(session, str(body["user_id"])), clock.now()
    said = Said(
        team=body["team_id"], channel="command", ts=body["trigger_id"], thread_ts=None,
        author=by.slack_id, text=plain_words(body.get("text") or ""), at=now, door="command",
    )  # fmt: skip
    hearing.hear(session, said, person=by, matcher=matcher, now=now)
    return True
