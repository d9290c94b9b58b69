"""Changing what is in a conversation: post, edit, delete, react, join, leave. Tells the bot and the pages.

Whether somebody may do it was decided by the caller (acts.py for people, api/ for the bot).
"""

from __future__ import annotations

import copy
import uuid
from typing import Any

from workspace import events
from workspace.core import Core
from workspace.markup import Names, typed
from workspace.shapes import message_json
from workspace.space import BOT, SLACKBOT, Conversation, Json, Message, StoredFile, new_id

_ACTING = frozenset(
    {
        "button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker",
        "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
        "workflow_button",
    }
)  # fmt: skip


def completed(blocks: list[Json]) -> list[Json]:
    """A copy of an app's blocks with the block_id and action_id that Slack fills in."""
    out = copy.deepcopy(blocks)
    for block in out:
        if not block.get("block_id"):
            block["block_id"] = new_id("").lower()[:5]
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = new_id("").lower()[:5]
    return out


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    found: list[Any] = []
    if block.get("type") in ("actions", "context_actions"):
        found = block.get("elements") or []
    elif block.get("type") == "section":
        found = [block.get("accessory")]
    elif block.get("type") == "input":
        found = [block.get("element")]
    elif block.get("type") == "card":
        found = block.get("actions") or []
    elif block.get("type") in ("container", "carousel"):
        inner = block.get("child_blocks") or block.get("elements") or []
        return [element for one in inner if isinstance(one, dict) for element in elements_of(one)]
    return [one for one in found if isinstance(one, dict) and _acts(str(one.get("type")))]


def _acts(kind: str) -> bool:
    return kind in _ACTING or kind.endswith("_select")


def names(core: Core) -> Names:
    """Everybody and every channel that can be mentioned, by what a person types."""
    people = {person.name.lower(): person.id for person in core.space.people.values()}
    people[core.space.bot_name.lower()] = BOT
    people |= {person: person for person in core.space.people} | {BOT: BOT}
    named = {c.name.lower(): c.id for c in core.space.conversations.values() if c.kind == "channel"}
    return Names(people, named)


def post(core: Core, place: Conversation, message: Message) -> Message:
    """Puts a message into a conversation, sends its events and tells those who see it."""
    place.add(message)
    if message.visible_to is not None:
        core.changed("message", place, users=[message.visible_to], ts=message.ts, thread_ts=message.thread_ts)
        return message
    place.last_read[message.user] = message.ts
    core.changed("message", place, ts=message.ts, thread_ts=message.thread_ts)
    events.posted(core, place, message)
    return message


def post_typed(
    core: Core,
    place: Conversation,
    user: str,
    text: str,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    files: list[StoredFile] | None = None,
) -> Message:
    """Posts what a person typed, with the markup, blocks and client_msg_id of Slack's own clients."""
    stored, blocks = typed(text, names(core))
    subtype = "file_share" if files else "thread_broadcast" if broadcast and thread_ts else None
    message = Message(
        ts=place.next_ts(),
        user=user,
        text=stored,
        blocks=completed(blocks),
        files=[one.id for one in files or []],
        subtype=subtype,
        thread_ts=thread_ts,
        broadcast=broadcast,
        client_msg_id=str(uuid.uuid4()),
    )
    for one in files or []:
        share(core, place, one)
    return post(core, place, message)


def share(core: Core, place: Conversation, stored: StoredFile) -> None:
    if place.id not in stored.shared_in:
        stored.shared_in.append(place.id)
    events.file_shared(core, place, stored)


def edit(core: Core, place: Conversation, message: Message, by: str, **changes: Any) -> None:
    """Changes a message's fields; `message_changed` carries what it was before."""
    before = message_json(core.space, place, message)
    for name, value in changes.items():
        setattr(message, name, value)
    message.edited = {"user": by, "ts": place.next_ts()}
    core.changed("message", place, ts=message.ts, thread_ts=message.thread_ts)
    events.edited(core, place, message, before)


def edit_typed(core: Core, place: Conversation, message: Message, text: str) -> None:
    stored, blocks = typed(text, names(core))
    edit(core, place, message, message.user, text=stored, blocks=completed(blocks))


def delete(core: Core, place: Conversation, message: Message) -> None:
    """Takes a message away. A parent whose replies remain becomes a tombstone, as in Slack."""
    before = message_json(core.space, place, message)
    if place.replies(message.ts):
        place.messages[message.ts] = tombstone = Message(
            ts=message.ts,
            user=SLACKBOT,
            text="This message was deleted.",
            subtype="tombstone",
            extra={"hidden": True},
        )
        core.changed("message", place, ts=message.ts)
        events.edited(core, place, tombstone, before)
        return
    del place.messages[message.ts]
    if message.thread_ts in place.threads:
        place.threads[message.thread_ts].remove(message.ts)
        _drop_empty_tombstone(place, message.thread_ts)
    core.changed("message", place, ts=message.ts, thread_ts=message.thread_ts)
    events.deleted(core, place, before)


def delete_file(core: Core, stored: StoredFile) -> None:
    """Takes a file away. Messages that have it say so as changed, with what is left of it; one that held nothing else goes."""
    shared = [
        (place, message, message_json(core.space, place, message))
        for place in core.space.conversations.values()
        for message in list(place.messages.values())
        if stored.id in message.files
    ]
    stored.is_deleted, stored.content = True, b""
    for place, message, before in shared:
        if not message.text and message.files == [stored.id]:
            delete(core, place, message)
            continue
        core.changed("message", place, ts=message.ts, thread_ts=message.thread_ts)
        events.edited(core, place, message, before)


def _drop_empty_tombstone(place: Conversation, ts: str) -> None:
    """A deleted parent goes for good with the last of its replies."""
    parent = place.messages.get(ts)
    if parent is not None and parent.subtype == "tombstone" and not place.replies(ts):
        del place.messages[ts]


def react(core: Core, place: Conversation, message: Message, user: str, name: str) -> bool:
    """Adds a reaction; False when this person has it there already."""
    users = message.reactions.setdefault(name, [])
    if user in users:
        return False
    users.append(user)
    core.changed("message", place, ts=message.ts, thread_ts=message.thread_ts)
    events.reacted(core, place, message, user, name, added=True)
    return True


def unreact(core: Core, place: Conversation, message: Message, user: str, name: str) -> bool:
    """Takes a reaction back; False when this person had none."""
    users = message.reactions.get(name, [])
    if user not in users:
        return False
    users.remove(user)
    if not users:
        del message.reactions[name]
    core.changed("message", place, ts=message.ts, thread_ts=message.thread_ts)
    events.reacted(core, place, message, user, name, added=False)
    return True


def join(core: Core, place: Conversation, user: str, inviter: str | None = None) -> None:
    """Puts somebody into a channel, with Slack's line in it and the events."""
    if user in place.members:
        return
    place.members.append(user)
    said = f"<@{user}> has joined the channel"
    extra: Json = {"inviter": inviter} if inviter else {}
    core.changed("channel", place)
    post(core, place, Message(place.next_ts(), user, said, subtype="channel_join", extra=extra))
    events.membership(core, place, user, joined=True, inviter=inviter)


def leave(core: Core, place: Conversation, user: str) -> None:
    if user not in place.members:
        return
    said = f"<@{user}> has left the channel"
    post(core, place, Message(place.next_ts(), user, said, subtype="channel_leave"))
    place.members.remove(user)
    events.membership(core, place, user, joined=False)
    core.changed("channel", users=[*place.members, user] if place.kind == "private" else None)


def set_archived(core: Core, place: Conversation, user: str, archived: bool) -> None:
    what = "archive" if archived else "unarchive"
    if place.is_archived == archived:
        return
    line = Message(place.next_ts(), user, f"<@{user}> {what}d the channel", subtype=f"channel_{what}")
    post(core, place, line)
    place.is_archived = archived
    core.changed("channel", place)
    events.channel_changed(core, place, what, user)


def rename(core: Core, place: Conversation, user: str, name: str) -> None:
    old, place.name = place.name, name
    line = Message(
        place.next_ts(), user, f'has renamed the channel from "{old}" to "{name}"', subtype="channel_name"
    )
    line.extra = {"old_name": old, "name": name}
    post(core, place, line)
    core.changed("channel", place)
    events.channel_changed(core, place, "rename", user)
