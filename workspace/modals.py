"""Modals and Home tabs: open, push, update, publish and close. Raises Refusal with Slack's error names."""

from __future__ import annotations

import secrets
import time
from typing import Any

from workspace import state
from workspace.core import Core
from workspace.limits import Refusal, check_view
from workspace.posting import completed
from workspace.space import Json, View, new_id

STACK = 3


def open_view(core: Core, user: str, payload: Any) -> View:
    """Opens a modal for somebody, in place of any that is open."""
    view = _new(core, user, payload, "modal")
    core.space.modals[user] = [view]
    core.changed("view", users=[user])
    return view


def push_view(core: Core, user: str, payload: Any) -> View:
    """Puts a modal on top of the open one."""
    stack = core.space.modals.get(user) or []
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= STACK:
        raise Refusal("push_limit_reached")
    view = _new(core, user, payload, "modal")
    view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
    stack.append(view)
    core.changed("view", users=[user])
    return view


def update_view(core: Core, view: View, payload: Any, hash_seen: str | None = None) -> View:
    """Replaces what a view shows; what was filled in stays where it can."""
    if hash_seen and hash_seen != view.hash:
        raise Refusal("hash_conflict")
    check_view(payload)
    if payload["type"] != view.kind:
        raise Refusal("invalid_arguments")
    _free_external(core, payload, view)
    view.payload = {**payload, "blocks": completed(payload["blocks"])}
    view.state = state.kept(view.state, view.payload["blocks"])
    view.hash = _hash()
    view.errors = {}
    core.changed("view" if view.kind == "modal" else "home", users=[view.user])
    return view


def publish_view(core: Core, user: str, payload: Any, hash_seen: str | None = None) -> View:
    """Sets somebody's Home tab."""
    current = core.space.homes.get(user)
    if current is not None and hash_seen and hash_seen != current.hash:
        raise Refusal("hash_conflict")
    if isinstance(payload, dict) and payload.get("type") == "modal":
        raise Refusal("invalid_arguments")
    if current is not None:
        return update_view(core, current, payload)
    view = _new(core, user, payload, "home")
    core.space.homes[user] = view
    core.changed("home", users=[user])
    return view


def close_view(core: Core, view: View, *, everything: bool = False) -> list[View]:
    """Closes a modal and those above it (or the whole stack). Returns the closed ones, topmost first."""
    stack = core.space.modals.get(view.user, [])
    at = 0 if everything or view not in stack else stack.index(view)
    closed = stack[at:][::-1]
    core.space.modals[view.user] = stack[:at]
    core.changed("view", users=[view.user])
    return closed


def _new(core: Core, user: str, payload: Any, kind: str) -> View:
    check_view(payload)
    if payload["type"] != kind:
        raise Refusal("invalid_arguments")
    _free_external(core, payload, None)
    blocks = completed(payload["blocks"])
    view = View(new_id("V"), user, {**payload, "blocks": blocks}, _hash(), state.initial(blocks))
    view.root_view_id = view.id
    return view


def _free_external(core: Core, payload: Json, own: View | None) -> None:
    external = payload.get("external_id")
    if external:
        holder = core.space.view_by_external(external)
        if holder is not None and holder is not own:
            raise Refusal("duplicate_external_id")


def _hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"
