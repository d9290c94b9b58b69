"""A refusal reaches only the person who asked: under the button they pressed, or in the form they sent."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncRespond

from casework.errors import CaseworkError
from views import forms

T = TypeVar("T")


async def answer_click(respond: AsyncRespond, act: Callable[[], Awaitable[T]]) -> T | None:
    """Do what a button asks for; a refusal is said to the person alone. None: it was refused."""
    try:
        return await act()
    except CaseworkError as refused:
        await respond(text=refused.says, response_type="ephemeral", replace_original=False)
        return None


async def answer_form(ack: AsyncAck, view: dict[str, Any], act: Callable[[], Awaitable[T]]) -> T | None:
    """Do what a form asks for; a refusal stays in the form, under its first field. None: it was refused."""
    try:
        return await act()
    except CaseworkError as refused:
        block = next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), None)
        if block:
            await ack(response_action="errors", errors={block: refused.says})
        else:
            await ack(response_action="update", view=forms.notice("Not done", refused.says))
        return None
