"""What is asked of every request before a listener sees it: whether the person is of this workspace, whether an answer
would go to Slack, and whether one person's clicks leave room for others'. What somebody may do is casework's question."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncBoltContext, AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.addresses import Addresses
from bot.apology import say_instead, under_a_field
from bot.clock import Clock
from bot.paces import Pace
from bot.transactions import Transact, nothing

log = logging.getLogger(__name__)

ELSEWHERE = "I work for this workspace's own people only, so I did nothing."
TOO_FAST = "That came faster than I can follow, so it was not done. Wait a few seconds, then do it again."
TOO_FAST_FORM = (
    "That came faster than I can follow. Nothing is lost: wait a few seconds, then send the form again."
)

Body = dict[str, Any]
Next = Callable[[], Awaitable[Any]]


def doorkeeper(addresses: Addresses, clock: Clock, pace: Pace | None) -> Callable[..., Awaitable[Any]]:
    """The middleware after authorisation."""

    async def look(
        body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | Any:
        respond = _straight(body, context, client, addresses)
        if not _is_ours(body, context):
            return await _turn_away(body, context, client, respond)
        if pace and body.get("type") != "event_callback" and (person := context.user_id):
            turn = pace.refuse(person, clock.real())
            if turn.wait:
                return await _slow(body, client, respond, told=not turn.first)
        return await next_()

    return look


class Straight(AsyncRespond):
    """An answer to a click, to Slack's address and through the session that follows no redirection."""

    def __init__(self, response_url: str | None, session: aiohttp.ClientSession | None) -> None:
        super().__init__(response_url=response_url)
        self._session = session

    async def __call__(self, text: str = "", **others: Any) -> None:  # type: ignore[override]
        if self.response_url is not None:
            client = AsyncWebhookClient(self.response_url, session=self._session)
            await client.send_dict({"text": text, **others})


def _straight(
    body: Body, context: AsyncBoltContext, client: AsyncWebClient, addresses: Addresses
) -> AsyncRespond:
    url = body.get("response_url")
    if url is not None and not addresses.are_slacks(url):
        log.warning("an answer was wanted elsewhere than at Slack", extra={"request": body.get("type")})
        body["response_url"] = url = None
    context["response_url"] = url
    context["respond"] = respond = Straight(url, client.session)
    return respond


def _is_ours(body: Body, context: AsyncBoltContext) -> bool:
    """Whether everybody in it is of the workspace that the bot is installed in. Shared channels bring others."""
    found = context.authorize_result
    known = {found.team_id, found.enterprise_id} if found else set()
    return not known or teams_of(body) <= known


def teams_of(body: Body) -> set[str]:
    """The workspace of whoever wrote or pressed; where Slack does not say, that of the place."""
    event = body.get("event")
    if isinstance(event, dict):
        inner = event.get("message")
        versions = (event, inner) if isinstance(inner, dict) else (event,)
        persons = [each.get(name) for each in versions for name in ("user_team", "source_team", "team")]
        places = [each.get("team_id") for each in body.get("authorizations") or () if isinstance(each, dict)]
        return _texts(persons) or _texts(places) or _texts([body.get("team_id")])
    user, team = body.get("user"), body.get("team")
    person = user.get("team_id") if isinstance(user, dict) else None
    place = team.get("id") if isinstance(team, dict) else body.get("team_id")
    return _texts([person]) or _texts([place])


def _texts(values: list[Any]) -> set[str]:
    return {value for value in values if isinstance(value, str) and value}


async def _turn_away(
    body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
) -> BoltResponse:
    log.warning("somebody of another workspace was turned away", extra={"request": body.get("type")})
    if body.get("type") == "event_callback":
        transact: Transact = context["transact"]
        await transact(nothing)
        return BoltResponse(status=200, body="")
    return await say_instead(ELSEWHERE, body, client, respond)


async def _slow(body: Body, client: AsyncWebClient, respond: AsyncRespond, *, told: bool) -> BoltResponse:
    """Typed words are never lost: a form stays open with them, and a command is given back."""
    match body.get("type"):
        case "view_submission":
            return under_a_field(TOO_FAST_FORM, body["view"])
        case None if "command" in body:
            wrote = str(body.get("text") or "").replace("\n", " ")
            return await say_instead(f"{TOO_FAST}\nYou wrote: {wrote}", body, client, respond)
        case "block_actions" if (body.get("view") or {}).get("type") == "modal":
            return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body="") if told else await say_instead(TOO_FAST, body, client, respond)
