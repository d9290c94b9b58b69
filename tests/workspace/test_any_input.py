"""Whatever is sent, it is judged and answered; nothing breaks the workspace."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.workspace.house import ADA, MANIFEST, OPEN, running
from workspace import acts, modals
from workspace.api.call import METHODS, Args
from workspace.blockkit import BLOCKS
from workspace.elements import INPUT_ELEMENTS
from workspace.limits import Refusal, blocks_problems, view_problems
from workspace.schema import Typed
from workspace.seen import Unable
from workspace.ui_done import ACTS, done

assert isinstance(INPUT_ELEMENTS, Typed)
SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])
KEYS = (
    "type", "text", "blocks", "elements", "element", "options", "option_groups", "initial_option", "initial_options",
    "accessory", "fields", "label", "block_id", "action_id", "value", "child_blocks", "rows", "image_url", "confirm",
)  # fmt: skip
TYPES = [*BLOCKS, *INPUT_ELEMENTS.kinds, "plain_text", "mrkdwn", "modal", "home", "button"]
LEAVES = some.none() | some.booleans() | some.integers() | some.sampled_from([*TYPES, "", "x"])
ANYTHING = some.recursive(
    LEAVES,
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=8,
)
BLOCKLIKE = some.lists(
    some.fixed_dictionaries({"type": some.sampled_from(TYPES)}, optional=dict.fromkeys(KEYS[1:12], ANYTHING)),
    max_size=4,
)


@settings(max_examples=60)
@given(BLOCKLIKE | ANYTHING, some.sampled_from(["message", "modal", "home"]))
def test_any_blocks_are_judged(blocks: Any, surface: str) -> None:
    for problem in blocks_problems(blocks, surface):
        assert problem.pointer.startswith("/blocks")
        assert problem.message


@given(
    some.fixed_dictionaries({"type": some.sampled_from(["modal", "home"])}, optional={"blocks": ANYTHING})
    | ANYTHING
)
def test_any_view_is_judged(view: Any) -> None:
    for problem in view_problems(view):
        assert problem.pointer.startswith("/view")


ODD: list[Any] = ["", "[", '["x"', 0, -1, 10**30, True, None, [], ["x"], {}, {"a": 1}, [[{}]], ADA, OPEN]
NAMES = (
    "channel", "text", "blocks", "attachments", "metadata", "thread_ts", "ts", "user", "users", "name", "timestamp",
    "view", "view_id", "trigger_id", "user_id", "hash", "files", "file", "filename", "length", "limit", "cursor", "types",
    "oldest", "latest", "post_at", "message_ts", "channels", "channel_id", "email", "bot", "status", "message",
)  # fmt: skip


@pytest.mark.parametrize("method", sorted(METHODS))
def test_no_argument_breaks_a_method(method: str) -> None:
    async def story() -> None:
        async with running() as workspace:
            usual = {"channel": OPEN, "text": "x", "ts": "1.000001", "user": ADA, "post_at": 1}
            for name in NAMES:
                for odd in ODD:
                    with contextlib.suppress(Refusal):
                        METHODS[method].handler(workspace, Args({**usual, name: odd}, SCOPES))

    asyncio.run(story())


PAGE_NAMES = (
    "channel", "text", "ts", "thread_ts", "file_ids", "name", "action_id", "block_id", "message_ts", "view_id", "values",
    "value", "selected_option", "callback_id", "command", "tab", "user", "with",
)  # fmt: skip


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_nothing_a_script_sends_breaks_the_page(verb: str) -> None:
    async def story() -> None:
        async with running(ack_seconds=0.001) as workspace:
            ts = await acts.say(workspace, ADA, OPEN, "x")
            usual = {"channel": OPEN, "text": "x", "ts": ts, "tab": "home", "name": "x", "user": "U0CAZ"}
            for name in PAGE_NAMES:
                for odd in ODD:
                    with contextlib.suppress(Unable):
                        await done(workspace, ADA, verb, {**usual, name: odd})

    asyncio.run(story())


VALUES: list[Any] = [*ODD, {"a": []}, {"a": {"b": 1}}, *({"field": {"it": odd}} for odd in ODD)]


@pytest.mark.parametrize("kind", sorted(set(INPUT_ELEMENTS.kinds)))
def test_nothing_filled_in_breaks_a_form(kind: str) -> None:
    element: dict[str, Any] = {"type": kind, "action_id": "it"}
    if kind in ("static_select", "multi_static_select", "checkboxes", "radio_buttons"):
        element["options"] = [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}]
    if kind == "number_input":
        element["is_decimal_allowed"] = False
    words = {"type": "plain_text", "text": "x"}
    field = {"type": "input", "block_id": "field", "label": words, "element": element}
    view = {"type": "modal", "title": words, "submit": words, "blocks": [field]}

    async def story() -> None:
        async with running(ack_seconds=0.001) as workspace:
            for values in VALUES:
                form = modals.open_view(workspace, ADA, view)
                with contextlib.suppress(Unable):
                    await done(workspace, ADA, "submit", {"view_id": form.id, "values": values})

    asyncio.run(story())
