"""A refusal reaches only the person who asked: under the button they pressed, or in the form they sent."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncRespond

from casework.errors import CaseworkError, Refused
from views import forms
from views.words import lines

T = TypeVar("T")


class AlreadySent(Exception):
    """This very form was carried out before: its answer was lost on the way."""


async def answer_click(respond: AsyncRespond, act: Callable[[], Awaitable[T]]) -> T | None:
    """Do what a button asks for; a refusal is said to the person alone. None: it was refused."""
    try:
        return await act()
    except CaseworkError as refused:
        await respond(text=lines(refused.says), response_type="ephemeral", replace_original=False)
        return None


async def answer_form(ack: AsyncAck, view: dict[str, Any], act: Callable[[], Awaitable[T]]) -> T | None:
    """Do what a form asks for; a refusal stays in the form, under the field that it is about or the first. None: it was
    refused, or done before, and then it closes."""
    try:
        return await act()
    except AlreadySent:
        await ack()
        return None
    except CaseworkError as refused:
        inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
        blocks = [
            block for block in inputs if not block.startswith("start.")
        ]  # nothing is wrong with a choice
        if blocks:
            await ack(response_action="errors", errors=_under_fields(blocks, refused))
        else:
            await ack(response_action="update", view=forms.notice("Not done", refused.says))
        return None


def _under_fields(blocks: list[str], refused: CaseworkError) -> dict[str, str]:
    """What is wrong, by block; a field may have more behind a dot in its block's name (`words.done`)."""
    if not isinstance(refused, Refused):
        return {blocks[0]: refused.says}
    found: dict[str, str] = {}
    for name, says in refused.fields.items():
        block = next((block for block in blocks if block.partition(".")[0] == name), blocks[0])
        found[block] = f"{found[block]} {says}" if block in found else says
    return found
