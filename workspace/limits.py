"""Judges what the app wants to show: whole messages and views against Slack's limits, with Slack's error names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from workspace.blockkit import BLOCK, SURFACES
from workspace.elements import LIMITS, TYPE, text
from workspace.schema import Bool, Free, ListOf, Obj, Problem, Rule, Str
from workspace.space import Json

TEXT_KEPT = 40_000  # chat.postMessage cuts text here
UPDATE_TEXT = 4_000  # chat.update refuses more
BLOCK_TEXT_SUM = 13_200  # undocumented, seen in bolt-js issue 2509
ATTACHMENTS = 100
VIEW_BYTES = 250_000
METADATA_BYTES = 16_000  # Slack does not state its own; ours is a guess on the safe side


class Refusal(Exception):
    """What Slack would answer instead of doing it: an error name, the problems behind it, other fields."""

    def __init__(self, error: str, problems: tuple[Problem, ...] = (), **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.problems = problems
        self.more = more

    def as_json(self) -> Json:
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.problems:
            body["errors"] = [str(problem) for problem in self.problems]
            body["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in self.problems]}
        return body


def blocks_problems(blocks: Any, surface: str, at: str = "/blocks") -> list[Problem]:
    """Everything wrong with a list of blocks on a surface: message, modal or home."""
    if not isinstance(blocks, list):
        return [Problem(at, "type", "must be a list")]
    most = LIMITS["message.blocks" if surface == "message" else "view.blocks"]
    found: list[Problem] = []
    ListOf(BLOCK, most).check(blocks, at, found)
    found += _surface_problems(blocks, surface, at)
    found += _repeated(blocks, at)
    return found


def check_message(body: Json) -> None:
    """Raises Refusal for a message's blocks and attachments. `body` is as the app gave it, already parsed."""
    blocks = body.get("blocks")
    if blocks is not None and not _is_list_of_objects(blocks):
        raise Refusal("invalid_blocks_format")
    problems = blocks_problems(blocks or [], "message")
    if problems:
        raise Refusal("invalid_blocks", tuple(problems))
    if sum(map(len, _texts(blocks or []))) > BLOCK_TEXT_SUM:
        raise Refusal("msg_blocks_too_long")
    attachments = body.get("attachments")
    if attachments is not None and not _is_list_of_objects(attachments):
        raise Refusal("invalid_attachments")
    if attachments and len(attachments) > ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for number, one in enumerate(attachments or []):
        inner = blocks_problems(one.get("blocks") or [], "message", f"/attachments/{number}/blocks")
        if inner:
            raise Refusal("invalid_blocks", tuple(inner))


def check_metadata(metadata: Any) -> None:
    """Raises Refusal unless it has an event_type and an event_payload object of allowed size."""
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if not metadata:
        return
    named = isinstance(metadata.get("event_type"), str) and metadata["event_type"]
    if not named or not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")


def view_problems(view: Any, at: str = "/view") -> list[Problem]:
    """Everything wrong with a modal or a Home tab."""
    if not isinstance(view, dict):
        return [Problem(at, "type", "must be an object")]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [Problem(f"{at}/type", "choice", "must be one of: modal, home")]
    found: list[Problem] = []
    (_MODAL if kind == "modal" else _HOME).check(view, at, found)
    if "blocks" in view:
        found += blocks_problems(view["blocks"], str(kind), f"{at}/blocks")
    blocks = view.get("blocks")
    listed = blocks if isinstance(blocks, list) else []
    has_input = any(isinstance(one, dict) and one.get("type") == "input" for one in listed)
    if kind == "modal" and has_input and not view.get("submit"):
        found.append(
            Problem(f"{at}/submit", "missing", "submit is required when the view has an input block")
        )
    return found


def check_view(view: Any) -> None:
    """Raises Refusal for a view that Slack would not open."""
    problems = view_problems(view)
    if problems:
        raise Refusal("invalid_arguments", tuple(problems))
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise Refusal("view_too_large")


_VIEW_FIELDS: dict[str, Rule] = {
    "type": TYPE,
    "blocks": Free(list),
    "private_metadata": Str(LIMITS["view.private_metadata"], least=0),
    "callback_id": Str(LIMITS["view.callback_id"], least=0),
    "external_id": Str(LIMITS["view.external_id"], least=0),
}
_HOME = Obj(_VIEW_FIELDS, ["blocks"])
_MODAL = Obj(
    {
        **_VIEW_FIELDS,
        "title": text(LIMITS["view.title"], plain=True),
        "submit": text(LIMITS["view.submit"], plain=True),
        "close": text(LIMITS["view.close"], plain=True),
        "clear_on_close": Bool(),
        "notify_on_close": Bool(),
        "submit_disabled": Bool(),
    },
    ["title", "blocks"],
)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _surface_problems(blocks: list[Any], surface: str, at: str) -> list[Problem]:
    found = []
    for number, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, dict) else None
        if isinstance(kind, str) and kind in SURFACES and surface not in SURFACES[kind]:
            found.append(Problem(f"{at}/{number}", "surface", f"{kind} is not allowed in a {surface}"))
        element = block.get("element") if kind == "input" and isinstance(block, dict) else None
        if surface != "modal" and isinstance(element, dict) and element.get("type") == "file_input":
            found.append(
                Problem(f"{at}/{number}/element", "surface", f"file_input is not allowed in a {surface}")
            )
    return found


def _repeated(blocks: list[Any], at: str) -> list[Problem]:
    """Block ids are unique in a message or view; action ids within a block; markdown's text is summed."""
    found: list[Problem] = []
    seen: set[str] = set()
    markdown = 0
    for number, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = str(block.get("block_id") or "")
        if block_id and block_id in seen:
            found.append(
                Problem(f"{at}/{number}/block_id", "duplicate", f"block_id {block_id} already exists")
            )
        seen.add(block_id)
        elements = block.get("elements") if block.get("type") == "actions" else None
        listed = elements if isinstance(elements, list) else []
        actions = [str(e["action_id"]) for e in listed if isinstance(e, dict) and e.get("action_id")]
        for action in sorted({one for one in actions if actions.count(one) > 1}):
            found.append(
                Problem(f"{at}/{number}/elements", "duplicate", f"action_id {action} already exists")
            )
        if block.get("type") == "markdown":
            markdown += len(str(block.get("text", "")))
    if markdown > LIMITS["markdown.text"]:
        found.append(
            Problem(at, "too_long", f"markdown blocks hold more than {LIMITS['markdown.text']} characters")
        )
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
