"""Finding what a person acts on: the message or form of a click, a channel they may write in, a message of their own.

Raises Unable, in words for that person. Doing it is acts.py's.
"""

from __future__ import annotations

from typing import Any

from workspace import seen, state
from workspace.core import Core
from workspace.seen import Unable
from workspace.shapes import file_json
from workspace.space import BOT, Conversation, Json, Message, View


class Target:
    """The message or view in which something is clicked."""

    def __init__(self, blocks: list[Json], chosen: Json) -> None:
        self.blocks = blocks
        self.state = chosen
        self.place: Conversation | None = None
        self.message: Message | None = None
        self.view: View | None = None


def target(w: Core, user: str, channel: str | None, message_ts: str | None, view_id: str | None) -> Target:
    if not w.manifest.interactivity:
        raise Unable("interactivity_off", "The app's manifest has interactivity off.")
    if view_id is not None:
        shown = w.space.view(view_id)
        if shown is None or shown.user != user:
            raise Unable("view_not_found", "That form is no longer open.")
        found = Target(shown.payload["blocks"], shown.state)
        found.view = shown
        return found
    where, message = seen.message(w, user, channel, message_ts)
    blocks = message.blocks + [block for one in message.attachments for block in one.get("blocks") or []]
    if user not in message.state:
        message.state[user] = state.initial(blocks, where.id)
    found = Target(blocks, message.state[user])
    found.place, found.message = where, message
    return found


def fill(w: Core, user: str, blocks: list[Json], chosen: Json, values: Json | None) -> None:
    """Puts values into a form's state; files given by id (or anything with one) become Slack's file objects."""
    try:
        state.fill(chosen, blocks, values or {})
    except state.BadChoice as problem:
        raise Unable("invalid_choice", str(problem)) from None
    for held in (one for block in chosen.values() for one in block.values()):
        if held["type"] == "file_input":
            held["files"] = [_given_file(w, user, one) for one in held["files"]]


def _given_file(w: Core, user: str, given: Any) -> Json:
    stored = w.space.files.get(str(given.get("id") if isinstance(given, dict) else given))
    if stored is None or stored.user != user:
        raise Unable("file_not_found", "There is no such file.")
    direct = w.space.direct(user, BOT).id
    if direct not in stored.shared_in:
        stored.shared_in.append(direct)  # the app may fetch what a form gave it
    return file_json(w.space, stored)


def action(block: Json, element: Json, choice: Any, chosen: Json) -> Json:
    """One entry of a block_actions payload; the choice is put into `chosen`, the state."""
    body: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
    }
    if element["type"] in ("button", "workflow_button"):
        return body | {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    if element["type"] == "overflow":
        return body | {"selected_option": state.option(element, choice)}
    if choice is not None:
        chosen.setdefault(block["block_id"], {})[element["action_id"]] = state.choice(element, choice)
    held = chosen.get(block["block_id"], {}).get(element["action_id"]) or state.choice(element, None)
    if "placeholder" in element:
        body["placeholder"] = element["placeholder"]
    return body | held


def modal(w: Core, user: str, view_id: str | None) -> View:
    top = w.space.top_modal(seen.person(w, user))
    if top is None or (view_id is not None and view_id != top.id):
        raise Unable("view_not_found", "That form is no longer open.")
    return top


def member(w: Core, user: str, channel: str) -> Conversation:
    where = seen.place(w, user, channel)
    if user not in where.members:
        raise Unable("not_in_channel", "You are not in that channel. Join it first.")
    return where


def writable(w: Core, user: str, channel: str) -> Conversation:
    where = member(w, user, channel)
    not_archived(where)
    tab_open = w.manifest.messages_tab and not w.manifest.messages_read_only
    if where.kind == "im" and BOT in where.members and not tab_open:
        raise Unable("messages_tab_disabled", "Sending messages to this app has been turned off.")
    return where


def not_archived(where: Conversation) -> None:
    if where.is_archived:
        raise Unable("is_archived", "The channel is archived.")


def own(w: Core, user: str, channel: str, ts: str) -> tuple[Conversation, Message]:
    where, message = seen.message(w, user, channel, ts)
    if message.user != user or message.visible_to is not None or message.client_msg_id is None:
        raise Unable("cant_update_message", "Only your own messages can be changed.")
    not_archived(where)
    return where, message


def reactable(w: Core, user: str, channel: str, ts: str) -> tuple[Conversation, Message]:
    where, message = seen.message(w, user, channel, ts)
    if message.visible_to is not None:
        raise Unable("message_not_found", "A message that only you see takes no reactions.")
    member(w, user, channel)
    not_archived(where)
    return where, message
