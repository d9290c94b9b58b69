"""How people, conversations, messages, files and views are written in Slack's JSON. Reads only."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from workspace.space import (
    APP,
    BOT,
    BOT_ID,
    TEAM,
    Conversation,
    Json,
    Message,
    SlackPerson,
    Space,
    StoredFile,
    View,
)


def message_json(space: Space, place: Conversation, message: Message, *, metadata: bool = False) -> Json:
    """A message as history, events and interactions carry it. `metadata` only where it was asked for."""
    body: Json = {"type": "message", "ts": message.ts, "user": message.user, "text": message.text}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.client_msg_id:
        body["client_msg_id"] = message.client_msg_id
    if message.subtype not in ("tombstone",):
        body["team"] = TEAM
    if message.is_bot and message.subtype not in ("channel_join", "channel_leave"):
        body |= {"bot_id": BOT_ID, "app_id": APP, "bot_profile": bot_profile(space)}
    if message.username:
        body["username"] = message.username
    if message.icons:
        body["icons"] = message.icons
    for name in ("blocks", "attachments", "edited"):
        value = getattr(message, name)
        if value:
            body[name] = value
    if message.files:
        body |= {"files": [file_json(space, space.files[one]) for one in message.files if one in space.files]}
        body |= {"upload": False, "display_as_bot": False}
    if message.reactions:
        body["reactions"] = reactions_json(message)
    body |= _thread_fields(place, message)
    if metadata and message.metadata is not None:
        body["metadata"] = message.metadata
    return body | message.extra


def _thread_fields(place: Conversation, message: Message) -> Json:
    if message.thread_ts and message.thread_ts != message.ts:
        parent = place.messages.get(message.thread_ts)
        body: Json = {"thread_ts": message.thread_ts}
        if parent is not None:
            body["parent_user_id"] = parent.user
        if message.broadcast and parent is not None:
            body["root"] = {"type": "message", "user": parent.user, "ts": parent.ts, "text": parent.text}
            body["root"] |= _thread_fields(place, parent)
        return body
    replies = place.replies(message.ts)
    if not replies:
        return {}
    who = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(who),
        "latest_reply": replies[-1].ts,
        "reply_users": who[:5],
        "is_locked": False,
        "subscribed": message.user == BOT or BOT in who,
    }


def reactions_json(message: Message) -> list[Json]:
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]


def bot_profile(space: Space) -> Json:
    return {
        "id": BOT_ID,
        "app_id": APP,
        "user_id": BOT,
        "name": space.bot_name,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "deleted": False,
        "updated": 0,
        "team_id": TEAM,
    }


def handle(person_name: str) -> str:
    """The old-style user name: letters, digits and dots."""
    return ".".join("".join(c if c.isalnum() else " " for c in person_name.lower()).split()) or "user"


_ORDINARY = dict.fromkeys(
    ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted", "is_app_user"), False
)


def user_json(space: Space, user: str, *, email: bool = False) -> Json | None:
    """A user as users.info gives it; None for nobody. `email` only with users:read.email."""
    person = space.people.get(user)
    if person is None and user == BOT:
        person = SlackPerson(BOT, space.bot_name)
    if person is None:
        return None
    profile: Json = {
        "title": person.title,
        "phone": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": hashlib.sha256(user.encode()).hexdigest()[:12],
        "team": TEAM,
    }
    if user == BOT:
        profile |= {"bot_id": BOT_ID, "api_app_id": APP, "always_active": True}
    elif email and person.email:
        profile["email"] = person.email
    is_confirmed = {"is_email_confirmed": True} if "email" in profile else {}
    return {
        "id": user,
        "team_id": TEAM,
        "name": handle(person.name),
        "deleted": False,
        "real_name": person.name,
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": profile,
        **_ORDINARY,
        "is_bot": user == BOT,
        **is_confirmed,
        "updated": 0,
    }


def channel_json(space: Space, place: Conversation) -> Json:
    """A conversation as the bot sees it in conversations.info and lists."""
    body: Json = {
        "id": place.id,
        "created": place.created,
        "creator": place.creator,
        "is_im": place.kind == "im",
        "is_archived": place.is_archived,
        "is_org_shared": False,
        "context_team_id": TEAM,
        "updated": place.created * 1000,
    }
    if place.kind == "im":
        return body | {"user": space.dm_partner(place, BOT), "is_open": place.opened, "priority": 0}
    return body | {
        "name": place.name,
        "name_normalized": place.name,
        "is_channel": place.kind == "channel",
        "is_group": False,
        "is_mpim": False,
        "is_private": place.kind == "private",
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": BOT in place.members,
        "topic": {"value": place.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(place.members),
    }


def interaction_channel(place: Conversation) -> Json:
    """The short form inside interaction payloads."""
    name = {"im": "directmessage", "private": "privategroup", "channel": place.name}[place.kind]
    return {"id": place.id, "name": name}


def file_json(space: Space, stored: StoredFile) -> Json:
    base, named = space.base_url, quote(stored.name, safe="")
    if stored.is_deleted:
        return {"id": stored.id, "mode": "tombstone"}
    return {
        "id": stored.id,
        "created": stored.created,
        "timestamp": stored.created,
        "name": stored.name,
        "title": stored.title,
        "mimetype": stored.mimetype,
        "filetype": stored.filetype,
        "pretty_type": stored.filetype.upper(),
        "user": stored.user,
        "user_team": TEAM,
        "editable": False,
        "size": stored.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "url_private": f"{base}/files-pri/{TEAM}-{stored.id}/{named}",
        "url_private_download": f"{base}/files-pri/{TEAM}-{stored.id}/download/{named}",
        "permalink": f"{base}/files/{stored.user}/{stored.id}/{named}",
        "has_rich_preview": False,
        "file_access": "visible",
    }


def view_json(view: View) -> Json:
    """A view as views.* answers and interactions carry it, with its present state."""
    given = view.payload
    return {
        "id": view.id,
        "team_id": TEAM,
        "type": given["type"],
        "blocks": given.get("blocks", []),
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": given.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": bool(given.get("clear_on_close", False)),
        "notify_on_close": bool(given.get("notify_on_close", False)),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id or view.id,
        "app_id": APP,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": TEAM,
        "bot_id": BOT_ID,
    }


def team_json() -> Json:
    return {"id": TEAM, "domain": "local"}


def user_short(space: Space, user: str) -> Json:
    """The short form inside interaction payloads."""
    name = handle(space.name(user))
    return {"id": user, "username": name, "name": name, "team_id": TEAM}
