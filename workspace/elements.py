"""Block Kit's limits, and its texts, options and elements as rules. Blocks and surfaces are in blockkit.py."""

from __future__ import annotations

from typing import Any

from workspace.schema import Bool, Free, Int, ListOf, Obj, OneOf, Problem, Rule, Str, Typed

LIMITS: dict[str, int] = {
    "message.blocks": 50,
    "view.blocks": 100,
    "section.text": 3000,
    "section.field": 2000,
    "section.fields": 10,
    "header.text": 150,
    "context.elements": 10,
    "actions.elements": 25,
    "image.url": 3000,
    "image.alt_text": 2000,
    "image.title": 2000,
    "input.label": 2000,
    "input.hint": 2000,
    "button.text": 75,
    "button.value": 2000,
    "button.url": 3000,
    "button.accessibility_label": 75,
    "option.text": 75,
    "option.value": 150,
    "option.description": 75,
    "option.url": 3000,
    "option_group.label": 75,
    "option_groups": 100,
    "select.options": 100,
    "select.placeholder": 150,
    "overflow.options": 5,
    "checkboxes.options": 10,
    "radio_buttons.options": 10,
    "confirm.title": 100,
    "confirm.text": 300,
    "confirm.confirm": 30,
    "confirm.deny": 30,
    "plain_text_input.length": 3000,
    "block_id": 255,
    "action_id": 255,
    "markdown.text": 12000,
    "table.rows": 100,
    "table.columns": 20,
    "video.title": 199,
    "video.author_name": 49,
    "file_input.max_files": 10,
    "view.title": 24,
    "view.submit": 24,
    "view.close": 24,
    "view.private_metadata": 3000,
    "view.callback_id": 255,
    "view.external_id": 255,
    "card.title": 150,
    "card.body": 200,
    "card.actions": 3,
    "container.children": 10,
    "carousel.cards": 10,
    "alert.text": 200,
}
_L = LIMITS


def text(most: int, *, plain: bool = False) -> Rule:
    """A text object; `plain` forbids mrkdwn."""
    shown: dict[str, Rule] = {"text": Str(most), "type": Free()}
    kinds: dict[str, Rule] = {"plain_text": Obj({**shown, "emoji": Bool()}, ["text"])}
    if not plain:
        kinds["mrkdwn"] = Obj({**shown, "verbatim": Bool()}, ["text"])
    return Typed(kinds)


TYPE = Str()
ACTION_ID = Str(_L["action_id"])
BLOCK_ID = Str(_L["block_id"], least=0)
CONFIRM = Obj(
    {
        "title": text(_L["confirm.title"], plain=True),
        "text": text(_L["confirm.text"]),
        "confirm": text(_L["confirm.confirm"], plain=True),
        "deny": text(_L["confirm.deny"], plain=True),
        "style": OneOf(("primary", "danger")),
    },
    ["title", "text", "confirm", "deny"],
)


def _option(*, plain: bool, url: bool = False) -> Rule:
    fields: dict[str, Rule] = {
        "text": text(_L["option.text"], plain=plain),
        "value": Str(_L["option.value"]),
        "description": text(_L["option.description"], plain=plain),
    }
    if url:
        fields["url"] = Str(_L["option.url"])
    return Obj(fields, ["text", "value"])


PLAIN_OPTION = _option(plain=True)
RICH_OPTION = _option(plain=False)
OPTION_GROUP = Obj(
    {
        "label": text(_L["option_group.label"], plain=True),
        "options": ListOf(PLAIN_OPTION, _L["select.options"], 1),
    },
    ["label", "options"],
)
PLACEHOLDER = text(_L["select.placeholder"], plain=True)
DISPATCH = Obj({"trigger_actions_on": ListOf(OneOf(("on_enter_pressed", "on_character_entered")), 2, 1)})
FILTER = Obj(
    {
        "include": ListOf(OneOf(("im", "mpim", "private", "public")), 4, 1),
        "exclude_external_shared_channels": Bool(),
        "exclude_bot_users": Bool(),
    }
)


def _choosing(**more: Rule) -> dict[str, Rule]:
    return {
        "type": TYPE,
        "action_id": ACTION_ID,
        "placeholder": PLACEHOLDER,
        "confirm": CONFIRM,
        "focus_on_load": Bool(),
        **more,
    }


def _listed_options(element: dict[str, Any], at: str, found: list[Problem]) -> None:
    if ("options" in element) == ("option_groups" in element):
        found.append(Problem(at, "options", "must have either options or option_groups"))
        return
    offered = _items(element.get("options"))
    for group in _items(element.get("option_groups")):
        offered += _items(group.get("options"))
    _initial_among(element, offered, at, found)


def _items(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing of what is not one (another rule says so)."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _own_options(element: dict[str, Any], at: str, found: list[Problem]) -> None:
    _initial_among(element, _items(element.get("options")), at, found)


def _initial_among(
    element: dict[str, Any], offered: list[dict[str, Any]], at: str, found: list[Problem]
) -> None:
    values = [one.get("value") for one in offered]
    for name in ("initial_option", "initial_options"):
        given = element.get(name)
        if given is None:
            continue
        chosen = _items(given if isinstance(given, list) else [given])
        if not chosen or any(one.get("value") not in values for one in chosen):
            found.append(Problem(f"{at}/{name}", "initial", "must be among the options"))


def _choosers(prefix: str, *, multi: bool) -> dict[str, Rule]:
    """The select menus of one kind, single or multiple."""
    options = ListOf(PLAIN_OPTION, _L["select.options"], 1)
    groups = ListOf(OPTION_GROUP, _L["option_groups"], 1)
    many: dict[str, Rule] = {"max_selected_items": Int(1)} if multi else {}
    initial: dict[str, Rule] = {
        "initial_options" if multi else "initial_option": ListOf(PLAIN_OPTION, 100, 1)
        if multi
        else PLAIN_OPTION
    }
    reply: dict[str, Rule] = {} if multi else {"response_url_enabled": Bool()}
    plural = "s" if multi else ""

    def first(what: str) -> dict[str, Rule]:
        name = f"initial_{what}{plural}"
        return {name: ListOf(Str()) if multi else Str()}

    conversation: dict[str, Rule] = {"default_to_current_conversation": Bool(), "filter": FILTER}
    return {
        f"{prefix}static_select": Obj(
            _choosing(options=options, option_groups=groups, **initial, **many), (), _listed_options
        ),
        f"{prefix}external_select": Obj(_choosing(min_query_length=Int(0), **initial, **many)),
        f"{prefix}users_select": Obj(_choosing(**first("user"), **many)),
        f"{prefix}conversations_select": Obj(
            _choosing(**first("conversation"), **conversation, **many, **reply)
        ),
        f"{prefix}channels_select": Obj(_choosing(**first("channel"), **many, **reply)),
    }


def _typing(**more: Rule) -> dict[str, Rule]:
    return {
        "type": TYPE,
        "action_id": ACTION_ID,
        "placeholder": PLACEHOLDER,
        "dispatch_action_config": DISPATCH,
        "focus_on_load": Bool(),
        **more,
    }


def image_source(block: dict[str, Any], at: str, found: list[Problem]) -> None:
    if ("image_url" in block) == ("slack_file" in block):
        found.append(Problem(at, "image", "must have either image_url or slack_file"))


_LENGTH = _L["plain_text_input.length"]
IMAGE_FIELDS: dict[str, Rule] = {
    "type": TYPE,
    "image_url": Str(_L["image.url"]),
    "slack_file": Obj({"id": Str(), "url": Str()}),
    "alt_text": Str(_L["image.alt_text"]),
}
IMAGE_ELEMENT = Obj(IMAGE_FIELDS, ["alt_text"], image_source)
BUTTON = Obj(
    {
        "type": TYPE,
        "text": text(_L["button.text"], plain=True),
        "action_id": ACTION_ID,
        "url": Str(_L["button.url"]),
        "value": Str(_L["button.value"], least=0),
        "style": OneOf(("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": Str(_L["button.accessibility_label"]),
        "visible_to_user_ids": ListOf(Str()),
        "agent_prompt": Free(),
    },
    ["text"],
)
OVERFLOW = Obj(
    {
        "type": TYPE,
        "action_id": ACTION_ID,
        "options": ListOf(_option(plain=True, url=True), _L["overflow.options"], 1),
        "confirm": CONFIRM,
    },
    ["options"],
)


def _ticked(most: int, *, several: bool) -> Rule:
    initial: dict[str, Rule] = (
        {"initial_options": ListOf(RICH_OPTION, most, 1)} if several else {"initial_option": RICH_OPTION}
    )
    fields: dict[str, Rule] = {
        "type": TYPE,
        "action_id": ACTION_ID,
        "options": ListOf(RICH_OPTION, most, 1),
        "confirm": CONFIRM,
        "focus_on_load": Bool(),
    }
    return Obj(fields | initial, ["options"], _own_options)


PICKED: dict[str, Rule] = {
    **_choosers("", multi=False),
    **_choosers("multi_", multi=True),
    "datepicker": Obj(_choosing(initial_date=Str(10, pattern=r"\d{4}-\d\d-\d\d"))),
    "timepicker": Obj(_choosing(initial_time=Str(5, pattern=r"\d\d:\d\d"), timezone=Str())),
    "datetimepicker": Obj(
        {
            "type": TYPE,
            "action_id": ACTION_ID,
            "initial_date_time": Int(10**9, 10**10 - 1),
            "confirm": CONFIRM,
            "focus_on_load": Bool(),
        }
    ),
    "checkboxes": _ticked(_L["checkboxes.options"], several=True),
    "radio_buttons": _ticked(_L["radio_buttons.options"], several=False),
}
TYPED_IN: dict[str, Rule] = {
    "plain_text_input": Obj(
        _typing(
            initial_value=Str(_LENGTH, least=0),
            multiline=Bool(),
            min_length=Int(0, _LENGTH),
            max_length=Int(1, _LENGTH),
        )
    ),
    "email_text_input": Obj(_typing(initial_value=Str(least=0))),
    "url_text_input": Obj(_typing(initial_value=Str(least=0))),
    "number_input": Obj(
        _typing(is_decimal_allowed=Bool(), initial_value=Str(), min_value=Str(), max_value=Str()),
        ["is_decimal_allowed"],
    ),
    "rich_text_input": Obj(_typing(initial_value=Free(dict))),
}
FILE_INPUT = Obj(
    {
        "type": TYPE,
        "action_id": ACTION_ID,
        "filetypes": ListOf(Str()),
        "max_files": Int(1, _L["file_input.max_files"]),
    }
)
BUTTONS: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, "workflow_button": Free(dict)}
ACCESSORIES = Typed({**BUTTONS, **PICKED, "image": IMAGE_ELEMENT})
ACTION_ELEMENTS = Typed({**BUTTONS, **PICKED})
INPUT_ELEMENTS = Typed({**PICKED, **TYPED_IN, "file_input": FILE_INPUT})
