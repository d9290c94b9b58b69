"""views.*: modals by trigger, updates by id or external id, the Home tab."""

from __future__ import annotations

from typing import Any

from workspace import modals
from workspace.api.call import Args, method
from workspace.core import Core, Trigger
from workspace.limits import Refusal, check_view
from workspace.shapes import view_json
from workspace.space import Json


@method("views.open")
def open_view(core: Core, args: Args) -> Json:
    payload = _payload(args)
    trigger = _trigger(core, args)
    return {"view": view_json(modals.open_view(core, trigger.user, payload))}


@method("views.push")
def push(core: Core, args: Args) -> Json:
    payload = _payload(args)
    trigger = _trigger(core, args)
    stack = core.space.modals.get(trigger.user) or []
    if trigger.view_id is None or trigger.view_id not in [view.id for view in stack]:
        raise Refusal("not_found")
    return {"view": view_json(modals.push_view(core, trigger.user, payload))}


@method("views.update")
def update(core: Core, args: Args) -> Json:
    payload = _payload(args)
    if args.text("view_id"):
        view = core.space.view(args.text("view_id"))
    elif args.text("external_id"):
        view = core.space.view_by_external(args.text("external_id"))
    else:
        raise Refusal("invalid_arguments")
    if view is None:
        raise Refusal("not_found")
    return {"view": view_json(modals.update_view(core, view, payload, args.text("hash") or None))}


@method("views.publish")
def publish(core: Core, args: Args) -> Json:
    user = args.needed("user_id", "invalid_arguments")
    if not core.manifest.home_tab:
        raise Refusal("not_enabled")
    if user not in core.space.people:
        raise Refusal("user_not_found")
    view = modals.publish_view(core, user, _payload(args), args.text("hash") or None)
    return {"view": view_json(view)}


def _payload(args: Args) -> Any:
    payload = args.nested("view", "invalid_arguments")
    check_view(payload)
    return payload


def _trigger(core: Core, args: Args) -> Trigger:
    """The trigger, used up by this. It is exchanged only once the view itself has been judged good."""
    found = core.exchange(args.needed("trigger_id", "invalid_trigger_id"))
    if isinstance(found, str):
        raise Refusal(found)
    return found
