"""Block Kit's pieces as plain functions. Everything is cut to Slack's limits here, so that no post is refused."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from views import limits
from views.limits import cut, pieces
from views.plain import no_emoji, one_line, visible

Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """What is posted: `text` for notifications and screen readers, `blocks` for the page."""

    text: str
    blocks: list[Block]


def fitting(blocks: list[Block]) -> list[Block]:
    """The same blocks, the longest texts cut shorter where all together are more than Slack takes in one message."""
    found = list(_texts(blocks))
    longest = limits.SECTION_TEXT
    while (
        sum(len(each["text"]) for each in found) > limits.MESSAGE_BLOCK_TEXT and longest > limits.BUTTON_TEXT
    ):
        longest = longest * 3 // 4
        for each in found:
            each["text"] = cut(each["text"], longest)
    return blocks


def _texts(node: Any) -> Iterator[Block]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def section(
    text: str, *, accessory: Block | None = None, fields: Sequence[str] = (), block_id: str | None = None
) -> Block:
    block: Block = {"type": "section"}
    if text:
        block["text"] = mrkdwn(text, limits.SECTION_TEXT)
    if fields:
        block["fields"] = [mrkdwn(field, limits.FIELD_TEXT) for field in fields[: limits.FIELDS]]
    if accessory:
        block["accessory"] = accessory
    if block_id:
        block["block_id"] = block_id
    return block


def context(*texts: str) -> Block:
    return {
        "type": "context",
        "elements": [mrkdwn(text, limits.SECTION_TEXT) for text in texts if text][: limits.CONTEXT_ELEMENTS],
    }


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, limits.HEADER_TEXT)}


def divider() -> Block:
    return {"type": "divider"}


def quotes(words: str, most: int) -> list[Block]:
    """Somebody's own words, in as many blocks as they need, up to `most` characters."""
    return [quote(piece) for piece in pieces(cut(words, most), limits.QUOTED)]


def quote(words: str, limit: int = limits.QUOTED) -> Block:
    """Somebody's own words, as they wrote them: rich text, so that nothing in them is read as markup."""
    shown = cut(visible(words), limit) or " "
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": shown}]}],
    }


def actions(elements: Iterable[Block], *, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements)[: limits.ACTIONS_ELEMENTS]}
    if block_id:
        block["block_id"] = block_id
    return block


def button(
    text: str, action: str, value: str, *, style: str | None = None, confirm: Block | None = None
) -> Block:
    block: Block = {
        "type": "button",
        "text": plain(text, limits.BUTTON_TEXT),
        "action_id": action,
        "value": cut(value, limits.BUTTON_VALUE),
    }
    if style:
        block["style"] = style
    if confirm:
        block["confirm"] = confirm
    return block


def confirm(title: str, text: str, yes: str, no: str = "Cancel") -> Block:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def overflow(action: str, options: Sequence[tuple[str, str]]) -> Block:
    """A menu of (value, words)."""
    return {
        "type": "overflow",
        "action_id": action,
        "options": [option(*o) for o in options[: limits.OVERFLOW_OPTIONS]],
    }


def select(
    action: str, placeholder: str, options: Sequence[tuple[str, str]], *, chosen: str | None = None
) -> Block:
    """A list of (value, words); `chosen` is the value shown at first."""
    listed = [option(*o) for o in options[: limits.SELECT_OPTIONS]]
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "options": listed,
    }
    initial = next((o for o in listed if o["value"] == chosen), None)
    if initial:
        block["initial_option"] = initial
    return block


def grouped_select(
    action: str,
    placeholder: str,
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    *,
    chosen: str | None = None,
) -> Block:
    """A list of (value, words) under headings: (heading, its options)."""
    offered = [[option(*o) for o in options[: limits.SELECT_OPTIONS]] for _, options in groups]
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "option_groups": [
            {"label": plain(heading, limits.OPTION_TEXT), "options": options}
            for (heading, _), options in zip(groups, offered, strict=True)
        ],
    }
    initial = next((o for options in offered for o in options if o["value"] == chosen), None)
    if initial:
        block["initial_option"] = initial
    return block


def checkboxes(action: str, options: Sequence[tuple[str, str]], *, ticked: Sequence[str] = ()) -> Block:
    """Boxes of (value, words); those whose values are in `ticked` are ticked at first."""
    listed = [option(*o) for o in options[: limits.CHECKBOXES]]
    block: Block = {"type": "checkboxes", "action_id": action, "options": listed}
    initial = [o for o in listed if o["value"] in ticked]
    if initial:
        block["initial_options"] = initial
    return block


def multi_select(action: str, placeholder: str, options: Sequence[tuple[str, str]]) -> Block:
    """A list of (value, words), of which several may be chosen."""
    return {**select(action, placeholder, options), "type": "multi_static_select"}


def text_input(
    action: str,
    *,
    multiline: bool = False,
    value: str = "",
    placeholder: str = "",
    longest: int = limits.PLAIN_INPUT,
) -> Block:
    block: Block = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": longest,
    }
    if value:
        block["initial_value"] = cut(value, limits.PLAIN_INPUT)
    if placeholder:
        block["placeholder"] = plain(placeholder, 150)
    return block


def date_picker(chosen: date | None = None) -> Block:
    return {
        "type": "datepicker",
        "action_id": "date",
        **({"initial_date": chosen.isoformat()} if chosen else {}),
    }


def field(
    block_id: str,
    label: str,
    element: Block,
    *,
    optional: bool = False,
    hint: str = "",
    dispatch: bool = False,
) -> Block:
    """One input of a form."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, limits.INPUT_LABEL),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2_000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def modal(
    callback: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    metadata: str | Mapping[str, Any] = "",
) -> Block:
    """A form, or a look. `metadata`: what it remembers until it is sent, see `forms.remembered`; text as it stands."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, limits.VIEW_TITLE),
        "close": plain("Cancel" if submit else "Close", limits.VIEW_TITLE),
        "blocks": blocks[: limits.VIEW_BLOCKS],
        "private_metadata": metadata
        if isinstance(metadata, str)
        else json.dumps(dict(metadata), ensure_ascii=False),
    }
    if submit:
        view["submit"] = plain(submit, limits.VIEW_TITLE)
    return view


def option(value: str, words: str) -> Block:
    return {"text": plain(words, limits.OPTION_TEXT), "value": value[: limits.OPTION_VALUE]}


def mrkdwn(text: str, limit: int) -> Block:
    return {"type": "mrkdwn", "text": cut(text, limit) or " ", "verbatim": True}


def plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(no_emoji(one_line(text)), limit).strip() or " ", "emoji": True}
