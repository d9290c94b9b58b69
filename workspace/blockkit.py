"""Block Kit's blocks as rules, and which surface may hold each.

The newest blocks (card, carousel, plan, task_card, alert, data_table…) are known by type and surface only, a container
by its children too: their documents were not available in full.
"""

from __future__ import annotations

from typing import Any

from workspace.elements import (
    ACCESSORIES,
    ACTION_ELEMENTS,
    BLOCK_ID,
    IMAGE_ELEMENT,
    IMAGE_FIELDS,
    INPUT_ELEMENTS,
    LIMITS,
    TYPE,
    image_source,
    text,
)
from workspace.schema import Bool, Free, Int, Later, ListOf, Obj, OneOf, Problem, Rule, Str, Typed

_L = LIMITS


def _text_or_fields(block: dict[str, Any], at: str, found: list[Problem]) -> None:
    if not block.get("text") and not block.get("fields"):
        found.append(Problem(at, "missing", "must have text or fields"))


def _rows(block: dict[str, Any], at: str, found: list[Problem]) -> None:
    rows = block.get("rows")
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, list) and len(row) > _L["table.columns"]:
            found.append(
                Problem(
                    f"{at}/rows/{number}", "too_many", f"no more than {_L['table.columns']} items allowed"
                )
            )


def _block(required: list[str], extra: Any = None, **fields: Rule) -> Rule:
    return Obj({"type": TYPE, "block_id": BLOCK_ID, **fields}, required, extra)


_RICH = ListOf(
    Typed(
        {
            "rich_text_section": Free(dict),
            "rich_text_list": Free(dict),
            "rich_text_quote": Free(dict),
            "rich_text_preformatted": Free(dict),
        }
    )
)
CONTEXT_ELEMENT = Typed(
    {
        "image": IMAGE_ELEMENT,
        "plain_text": text(1_000_000, plain=True),
        "mrkdwn": text(1_000_000),
    }
)
_EVERYWHERE = frozenset({"message", "modal", "home"})
_MESSAGE = frozenset({"message"})
BLOCKS: dict[str, Rule] = {
    "section": _block(
        [],
        _text_or_fields,
        text=text(_L["section.text"]),
        fields=ListOf(text(_L["section.field"]), _L["section.fields"], 1),
        accessory=ACCESSORIES,
        expand=Bool(),
    ),
    "divider": _block([]),
    "header": _block(["text"], text=text(_L["header.text"], plain=True), level=Int(1, 4)),
    "context": _block(["elements"], elements=ListOf(CONTEXT_ELEMENT, _L["context.elements"], 1)),
    "actions": _block(["elements"], elements=ListOf(ACTION_ELEMENTS, _L["actions.elements"], 1)),
    "image": Obj(
        {**IMAGE_FIELDS, "block_id": BLOCK_ID, "title": text(_L["image.title"], plain=True)},
        ["alt_text"],
        image_source,
    ),
    "input": _block(
        ["label", "element"],
        label=text(_L["input.label"], plain=True),
        element=INPUT_ELEMENTS,
        hint=text(_L["input.hint"], plain=True),
        optional=Bool(),
        dispatch_action=Bool(),
    ),
    "rich_text": _block(["elements"], elements=_RICH),
    "markdown": _block(["text"], text=Str(_L["markdown.text"])),
    "video": _block(
        ["alt_text", "title", "thumbnail_url", "video_url"],
        alt_text=Str(),
        title=text(_L["video.title"], plain=True),
        thumbnail_url=Str(),
        video_url=Str(),
        author_name=Str(_L["video.author_name"]),
        description=text(_L["video.title"], plain=True),
        provider_icon_url=Str(),
        provider_name=Str(),
        title_url=Str(),
    ),
    "file": _block(["external_id", "source"], external_id=Str(), source=OneOf(("remote",))),
    "table": _block(
        ["rows"], _rows, rows=ListOf(Free(list), _L["table.rows"], 1), column_settings=ListOf(Free(), 20)
    ),
    "context_actions": _block(["elements"], elements=ListOf(Free(dict), 5, 1)),
    "container": _block(
        [],
        child_blocks=ListOf(Later(lambda: BLOCK), _L["container.children"]),
        **{name: Free() for name in ("title", "subtitle", "icon", "is_collapsible", "is_collapsed", "width")},
    ),
    "card": Free(dict),
    "carousel": Free(dict),
    "alert": Free(dict),
    "plan": Free(dict),
    "task_card": Free(dict),
    "data_table": Free(dict),
    "data_visualization": Free(dict),
    "auth_provider": Free(dict),
}
BLOCK: Rule = Typed(BLOCKS)
_NOT_MODAL = frozenset({"message", "home"})
SURFACES: dict[str, frozenset[str]] = {
    **dict.fromkeys(BLOCKS, _EVERYWHERE),
    **dict.fromkeys(("markdown", "file", "plan", "task_card", "context_actions"), _MESSAGE),
    **dict.fromkeys(("table", "data_table", "data_visualization", "carousel", "container"), _NOT_MODAL),
    "auth_provider": _MESSAGE,
    "alert": frozenset({"modal"}),
}
