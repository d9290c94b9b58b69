"""Which Events API events a thing causes, and what they carry. Scopes, subscriptions and membership gate them."""

from __future__ import annotations

import time

from workspace.core import Core
from workspace.delivery import Outgoing
from workspace.manifest import EVENT_SCOPES
from workspace.markup import mentions
from workspace.shapes import channel_json, message_json
from workspace.space import APP, BOT, SLACKBOT, TEAM, Conversation, Json, Message, StoredFile, new_id

_QUIET = frozenset({"channel_join", "channel_leave", "channel_name", "channel_archive", "channel_unarchive"})


def send(core: Core, subscription: str, event: Json) -> None:
    """Sends an event if the app subscribes to it and holds the scope for it."""
    scope = EVENT_SCOPES.get(subscription)
    if not core.manifest.sends(subscription) or (scope is not None and scope not in core.manifest.scopes):
        return
    payload: Json = {
        "token": core.verification_token,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{new_id('')}",
    }
    kind = f"{event['type']}.{event['subtype']}" if event.get("subtype") else str(event["type"])
    core.delivery.event(Outgoing("events_api", payload, f"event {kind}"))


def posted(core: Core, place: Conversation, message: Message) -> None:
    """A message was posted: `message`, and `app_mention` when it names the bot in a channel that it is in."""
    if BOT not in place.members or message.visible_to is not None:
        return
    body = message_json(core.space, place, message) | {"channel": place.id, "event_ts": message.ts}
    for counted in (
        "reply_count",
        "reply_users",
        "reply_users_count",
        "latest_reply",
        "is_locked",
        "subscribed",
    ):
        body.pop(counted, None)
    send(core, _history(place), body | {"channel_type": place.channel_type})
    if place.kind != "im" and not message.is_bot and _may_mention(message) and mentions(message.text, BOT):
        mention = {key: value for key, value in body.items() if key not in ("subtype", "root")}
        send(core, "app_mention", mention | {"type": "app_mention"})


def edited(core: Core, place: Conversation, message: Message, before: Json) -> None:
    """`message_changed`. `before` is the message's JSON before the change."""
    if BOT not in place.members:
        return
    now = place.next_ts()
    send(
        core,
        _history(place),
        {
            "type": "message",
            "subtype": "message_changed",
            "message": message_json(core.space, place, message),
            "previous_message": before,
            "channel": place.id,
            "hidden": True,
            "ts": now,
            "event_ts": now,
            "channel_type": place.channel_type,
        },
    )


def deleted(core: Core, place: Conversation, before: Json) -> None:
    """`message_deleted`. `before` is the JSON of the message that is gone."""
    if BOT not in place.members:
        return
    now = place.next_ts()
    send(
        core,
        _history(place),
        {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": before,
            "channel": place.id,
            "hidden": True,
            "deleted_ts": before["ts"],
            "ts": now,
            "event_ts": now,
            "channel_type": place.channel_type,
        },
    )


def reacted(core: Core, place: Conversation, message: Message, user: str, name: str, *, added: bool) -> None:
    """`reaction_added` or `reaction_removed`, in conversations that the bot is in."""
    if BOT not in place.members:
        return
    kind = "reaction_added" if added else "reaction_removed"
    event: Json = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": place.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": place.next_ts(),
    }
    send(core, kind, event)


def membership(
    core: Core, place: Conversation, user: str, *, joined: bool, inviter: str | None = None
) -> None:
    """`member_joined_channel` or `member_left_channel`, in channels that the bot is in (or has just left)."""
    if BOT not in place.members and user != BOT:
        return
    kind = "member_joined_channel" if joined else "member_left_channel"
    event: Json = {
        "type": kind,
        "user": user,
        "channel": place.id,
        "channel_type": "C" if place.kind == "channel" else "G",
        "team": TEAM,
        "event_ts": place.next_ts(),
    }
    if inviter:
        event["inviter"] = inviter
    send(core, kind, event)
    if not joined and user == BOT:
        left = "channel_left" if place.kind == "channel" else "group_left"
        send(core, left, {"type": left, "channel": place.id, "event_ts": place.next_ts()})


def channel_changed(core: Core, place: Conversation, what: str, user: str) -> None:
    """`channel_archive`, `channel_rename`… (`group_…` for a private channel the bot is in). `what` is the verb."""
    if place.kind == "private" and BOT not in place.members:
        return
    kind = ("channel_" if place.kind == "channel" else "group_") + what
    event: Json = {"type": kind, "channel": place.id, "user": user, "event_ts": place.next_ts()}
    if what in ("rename", "created"):
        body = channel_json(core.space, place)
        event["channel"] = {key: body[key] for key in ("id", "name", "created", "creator", "is_channel")}
        del event["user"]
    send(core, kind, event)


def home_opened(core: Core, place: Conversation, user: str, tab: str, view: Json | None) -> None:
    """`app_home_opened`, for either tab. The view is included for the Home tab once one was published."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": place.id,
        "tab": tab,
        "event_ts": place.next_ts(),
    }
    if view is not None and tab == "home":
        event["view"] = view
    send(core, "app_home_opened", event)


def file_shared(core: Core, place: Conversation, stored: StoredFile) -> None:
    if BOT in place.members:
        event = {"type": "file_shared", "file_id": stored.id, "user_id": stored.user, "channel_id": place.id}
        send(
            core,
            "file_shared",
            event | {"file": {"id": stored.id}, "event_ts": place.next_ts()},
        )


def token_revoked(core: Core) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}
    send(core, "tokens_revoked", event | {"event_ts": f"{time.time():.6f}"})


def _history(place: Conversation) -> str:
    return {"channel": "message.channels", "private": "message.groups", "im": "message.im"}[place.kind]


def _may_mention(message: Message) -> bool:
    return message.subtype not in _QUIET and message.user != SLACKBOT
