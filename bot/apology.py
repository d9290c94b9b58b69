"""When a click, a form or a command fails unforeseen: whoever made it is told so, in words, where they made it."""

from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from views import forms
from views.words import lines

TITLE = "That did not work"
WORDS = (
    "Something went wrong here, and I have noted it. See on the card how things stand before you try again; "
    "if it happens twice, tell whoever looks after Wardline."
)


async def apologise(body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> BoltResponse:
    return await say_instead(WORDS, body, client, respond, title=TITLE)


async def say_instead(
    words: str,
    body: dict[str, Any],
    client: AsyncWebClient,
    respond: AsyncRespond,
    *,
    title: str = "Not done",
) -> BoltResponse:
    """Slack's acknowledgement, with these words in it or sent beside it."""
    match body.get("type"):
        case "view_submission":
            return _json({"response_action": "update", "view": forms.notice(title, words)})
        case "block_actions" | "message_action":
            await _beside(words, title, body, client, respond)
        case None if "command" in body:
            return _json({"response_type": "ephemeral", "text": lines(words)})
    return BoltResponse(status=200, body="")


def under_a_field(words: str, view: dict[str, Any]) -> BoltResponse:
    """The form stays as it is, with these words in it; where it has no field, they take its place."""
    fields = [block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input"]
    if not fields:
        return _json({"response_action": "update", "view": forms.notice("Not done", words)})
    return _json({"response_action": "errors", "errors": {fields[0]: words}})


async def _beside(
    words: str, title: str, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
) -> None:
    view = body.get("view") or {}
    with suppress(SlackApiError):
        if view.get("type") == "modal":
            await client.views_update(view_id=view["id"], view=forms.notice(title, words))
        elif body.get("response_url"):
            await respond(text=lines(words), response_type="ephemeral", replace_original=False)


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=answer, headers={"content-type": "application/json"})
