"""`state.values`: what is chosen or typed in a message's or view's elements, empty ones included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from workspace.posting import elements_of
from workspace.space import Json


@dataclass(frozen=True)
class Holds:
    """How an element's choice is kept: under which key, started by which field, one or many, options or plain."""

    key: str
    initial: str
    many: bool = False
    options: bool = False


HOLDS: dict[str, Holds] = {
    "plain_text_input": Holds("value", "initial_value"),
    "email_text_input": Holds("value", "initial_value"),
    "url_text_input": Holds("value", "initial_value"),
    "number_input": Holds("value", "initial_value"),
    "rich_text_input": Holds("rich_text_value", "initial_value"),
    "datepicker": Holds("selected_date", "initial_date"),
    "timepicker": Holds("selected_time", "initial_time"),
    "datetimepicker": Holds("selected_date_time", "initial_date_time"),
    "radio_buttons": Holds("selected_option", "initial_option", options=True),
    "checkboxes": Holds("selected_options", "initial_options", many=True, options=True),
    "static_select": Holds("selected_option", "initial_option", options=True),
    "external_select": Holds("selected_option", "initial_option", options=True),
    "users_select": Holds("selected_user", "initial_user"),
    "conversations_select": Holds("selected_conversation", "initial_conversation"),
    "channels_select": Holds("selected_channel", "initial_channel"),
    "multi_static_select": Holds("selected_options", "initial_options", many=True, options=True),
    "multi_external_select": Holds("selected_options", "initial_options", many=True, options=True),
    "multi_users_select": Holds("selected_users", "initial_users", many=True),
    "multi_conversations_select": Holds("selected_conversations", "initial_conversations", many=True),
    "multi_channels_select": Holds("selected_channels", "initial_channels", many=True),
    "file_input": Holds("files", "", many=True),
}


class BadChoice(ValueError):
    """A choice that the element does not offer; the message says which."""


def initial(blocks: list[Json], current_conversation: str | None = None) -> Json:
    """The state a fresh message or view has."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            holds = HOLDS.get(str(element["type"]))
            if holds is None:
                continue
            start = element.get(holds.initial)
            if element.get("default_to_current_conversation") and current_conversation:
                start = [current_conversation] if holds.many else current_conversation
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": element["type"],
                holds.key: start if start is not None else ([] if holds.many else None),
            }
    return values


def kept(old: Json, blocks: list[Json]) -> Json:
    """The state after an update: what was filled in stays where block_id, action_id and type are the same."""
    fresh = initial(blocks)
    for block_id, actions in fresh.items():
        for action_id, value in actions.items():
            before = old.get(block_id, {}).get(action_id)
            if before is not None and before["type"] == value["type"]:
                actions[action_id] = before
    return fresh


def fill(state: Json, blocks: list[Json], values: Json) -> None:
    """Puts given values (Slack's shape or bare) into the state. Raises BadChoice."""
    for block_id, actions in values.items():
        if not isinstance(actions, dict):
            raise BadChoice("The values are not {block_id: {action_id: …}}.")
        for action_id, given in actions.items():
            element = find(blocks, block_id, action_id)[1]
            if element is None or str(element["type"]) not in HOLDS:
                raise BadChoice(f"There is nothing to fill in called {block_id} / {action_id}.")
            state.setdefault(block_id, {})[action_id] = choice(element, given)


def find(blocks: list[Json], block_id: str | None, action_id: str) -> tuple[Json | None, Json | None]:
    """The block and element of an action; (None, None) when there is none."""
    for block in blocks:
        inner = block.get("child_blocks") or (
            block.get("elements") if block.get("type") == "carousel" else None
        )
        if inner:
            found = find([one for one in inner if isinstance(one, dict)], block_id, action_id)
            if found[1] is not None:
                return found
        if block_id is not None and block.get("block_id") != block_id:
            continue
        for element in elements_of(block):
            if element["action_id"] == action_id:
                return block, element
    return None, None


def choice(element: Json, given: Any) -> Json:
    """An element's state from what was given: Slack's own shape, or the bare value. Raises BadChoice."""
    holds = HOLDS[str(element["type"])]
    value = (
        given.get(holds.key) if isinstance(given, dict) and (holds.key in given or "type" in given) else given
    )
    if isinstance(given, dict) and value is None and holds.options and "value" in given:
        value = given["value"]
    if value in ("", []):
        value = None
    if value is None:
        value = [] if holds.many else None
    elif holds.options and holds.many:
        value = [option(element, one) for one in (value if isinstance(value, list) else [value])]
    elif holds.options:
        value = option(element, value)
    elif holds.many and not isinstance(value, list):
        value = [value]
    elif holds.key == "value":
        value = str(value)
    most = element.get("max_selected_items") or element.get("max_files")
    if holds.many and value and most and len(value) > int(most):
        raise BadChoice(f"At most {most} may be chosen.")
    return {"type": element["type"], holds.key: value}


def option(element: Json, given: Any) -> Json:
    """An option object from itself or its value. One of an external select is taken as given."""
    value = given.get("value") if isinstance(given, dict) else given
    offered = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        offered += group["options"]
    for one in offered:
        if one["value"] == value:
            return dict(one)
    if "external" in str(element["type"]) and isinstance(given, dict) and "text" in given:
        return given
    raise BadChoice(f"“{value}” is not among the options.")


def client_errors(blocks: list[Json], state: Json) -> dict[str, str]:
    """What Slack's client refuses before the app is asked: block_id to words."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        holds = HOLDS.get(str(element["type"]))
        if holds is None:
            continue
        value = state.get(block["block_id"], {}).get(element["action_id"], {}).get(holds.key)
        problem = _problem(element, value, bool(block.get("optional")))
        if problem:
            errors[block["block_id"]] = problem
    return errors


_FORMS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Enter an e-mail address, such as name@example.org"),
    "url_text_input": (r"https?://\S+", "Enter an address that begins with http:// or https://"),
    "number_input": (r"-?\d+(\.\d+)?", "Enter a number"),
}


def _problem(element: Json, value: Any, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    kind = str(element["type"])
    if kind == "plain_text_input":
        if len(value) < int(element.get("min_length") or 0):
            return f"Please use at least {element['min_length']} characters."
        if len(value) > int(element.get("max_length") or 3000):
            return f"Please use at most {element.get('max_length') or 3000} characters."
    if kind in _FORMS and not re.fullmatch(_FORMS[kind][0], str(value)):
        return _FORMS[kind][1]
    return None
