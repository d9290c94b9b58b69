"""What a person sees: the sidebar, a conversation, a thread, the open modal and the Home tab. Changes nothing."""

from __future__ import annotations

from workspace.core import Core
from workspace.markup import mentions, pings_everyone
from workspace.shapes import file_json, reactions_json, view_json
from workspace.space import BOT, Conversation, Json, Message


class Unable(Exception):
    """A person cannot do that. `error` is Slack's name for it, `says` a plain sentence."""

    def __init__(self, error: str, says: str) -> None:
        super().__init__(says)
        self.error = error
        self.says = says


def person(core: Core, user: str) -> str:
    if user not in core.space.people:
        raise Unable("user_not_found", "There is nobody with that id.")
    return user


def place(core: Core, user: str, channel: str | None) -> Conversation:
    """A conversation that this person can see. Raises Unable."""
    person(core, user)
    found = core.space.conversations.get(channel or "")
    if found is None or (found.kind != "channel" and user not in found.members):
        raise Unable("channel_not_found", "There is no such conversation.")
    return found


def message(core: Core, user: str, channel: str | None, ts: str | None) -> tuple[Conversation, Message]:
    """A message that this person can see, ephemeral ones to them included. Raises Unable."""
    where = place(core, user, channel)
    found = where.messages.get(ts or "") or where.ephemeral.get(ts or "")
    if found is None or found.visible_to not in (None, user):
        raise Unable("message_not_found", "There is no such message.")
    return where, found


def sidebar(core: Core, user: str) -> Json:
    """The channels and direct conversations of one person."""
    person(core, user)
    channels, direct = [], []
    for where in core.space.conversations.values():
        if where.kind == "im" and user in where.members:
            with_bot = BOT in where.members
            if with_bot or where.messages or where.opened:
                direct.append((not with_bot, where))
        elif where.kind == "channel" or (where.kind == "private" and user in where.members):
            channels.append(where)
    return {
        "user": user,
        "channels": [conversation(core, user, one) for one in sorted(channels, key=lambda one: one.name)],
        "dms": [conversation(core, user, one) for _, one in sorted(direct, key=lambda pair: pair[0])],
    }


def conversation(core: Core, user: str, where: Conversation) -> Json:
    """One line of the sidebar. Mentions count direct ones, @channel, and everything unread in a direct message."""
    last_read = where.last_read.get(user, "0")
    unread = [m for m in where.top_level() if m.ts > last_read and m.user != user]
    to_me = [m for m in unread if where.kind == "im" or mentions(m.text, user) or pings_everyone(m.text)]
    other = core.space.dm_partner(where, user) if where.kind == "im" else None
    return {
        "id": where.id,
        "kind": where.kind,
        "name": core.space.name(other) if other else where.name,
        "topic": where.topic,
        "is_archived": where.is_archived,
        "is_member": user in where.members,
        "members": list(where.members),
        "with": other,
        "unread": len(unread) if user in where.members else 0,
        "mentions": len(to_me) if user in where.members else 0,
        "last_read": last_read,
        "latest": max(where.messages, default=None),
    }


def messages(
    core: Core,
    user: str,
    channel: str,
    thread_ts: str | None = None,
    *,
    before: str | None = None,
    limit: int = 100,
) -> tuple[list[Json], bool]:
    """The newest messages of a channel or thread, oldest first, with this person's ephemeral ones; and: are there more?"""
    where = place(core, user, channel)
    private = [m for m in where.ephemeral.values() if m.visible_to == user and m.thread_ts == thread_ts]
    if thread_ts is None:
        shown = where.top_level() + private
    else:
        parent = message(core, user, channel, thread_ts)[1]
        shown = [parent, *where.replies(thread_ts), *private]
    shown = sorted((m for m in shown if before is None or m.ts < before), key=lambda m: m.ts)
    return [message_seen(core, user, where, m) for m in shown[-limit:]], len(shown) > limit


def message_seen(core: Core, user: str, where: Conversation, m: Message) -> Json:
    replies = where.replies(m.ts)
    return {
        "type": "message",
        "ts": m.ts,
        "user": m.user,
        "name": m.username or core.space.name(m.user),
        "is_bot": m.is_bot,
        "text": m.text,
        "blocks": m.blocks,
        "attachments": m.attachments,
        "files": [_file_seen(core, user, one) for one in m.files if one in core.space.files],
        "reactions": reactions_json(m),
        "subtype": m.subtype,
        "edited": m.edited,
        "thread_ts": m.thread_ts or (m.ts if replies else None),
        "broadcast": m.broadcast,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "is_ephemeral": m.visible_to is not None,
        "state": m.state.get(user, {}),
    }


def view(core: Core, user: str) -> Json:
    """The topmost open modal: {view, depth, values, errors}; view is None when none is open."""
    stack = core.space.modals.get(person(core, user)) or []
    if not stack:
        return {"view": None, "depth": 0, "values": {}, "errors": {}}
    top = stack[-1]
    return {"view": view_json(top), "depth": len(stack), "values": top.state, "errors": top.errors}


def home(core: Core, user: str) -> Json:
    """The Home tab as it was last published: {view, values}."""
    found = core.space.homes.get(person(core, user))
    if found is None:
        return {"view": None, "values": {}}
    return {"view": view_json(found), "values": found.state}


def file_bytes(core: Core, user: str, file_id: str) -> tuple[bytes, str, str]:
    """A file's bytes, content type and name, if this person may see it. Raises Unable."""
    stored = core.space.files.get(file_id)
    shared = [core.space.conversations[one] for one in stored.shared_in] if stored else []
    visible = any(user in one.members or one.kind == "channel" for one in shared)
    if stored is None or stored.is_deleted or not (visible or stored.user == user):
        raise Unable("file_not_found", "There is no such file.")
    return stored.content, stored.mimetype, stored.name


def _file_seen(core: Core, user: str, file_id: str) -> Json:
    body = file_json(core.space, core.space.files[file_id])
    kept = ("id", "name", "title", "mimetype", "filetype", "size", "user", "mode")
    shown = {name: body[name] for name in kept if name in body}
    return shown | {"page_url": f"/ui/as/{user}/files/{file_id}"}
