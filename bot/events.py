"""Which of Slack's events are kept, and in which conversation they belong. Pure: no database, no Slack."""

import re
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]

_TS = re.compile(r"\d{1,12}(\.\d{1,9})?", re.ASCII)
_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # what one database or the other cannot keep
_WORDS = (None, "file_share", "thread_broadcast", "me_message")
_ABOUT_A_MESSAGE = ("message_changed", "message_deleted")


@dataclass(frozen=True)
class Sifted:
    """An event that may be kept. `thread`: only if this (channel, thread) is one of ours, or we are posting there."""

    key: str
    conversation: str
    kind: str
    thread: tuple[str, str] | None = None


def mend(node: Any) -> None:
    """In place: every text in it can be kept. Halves of characters and NULs are nobody's words."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(pairs):
        if not isinstance(value, str):
            mend(value)
        elif _UNKEPT.search(value):
            node[key] = _UNKEPT.sub("", value)


def sift(body: Event) -> Sifted | None:
    """None: acknowledged and not stored, because the bot wrote it or it is none of the bot's business."""
    event = body.get("event")
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return None
    if event["type"] in ("message", "app_mention"):
        return _sift_message(body, event) if _is_whole(event) else None
    if event["type"].startswith("reaction_"):
        return _sift_reaction(body, event)
    return Sifted(_event_key(body), _place_of(event), event["type"])


def _is_whole(event: Event) -> bool:
    """Whether it has what every message of Slack's has: where it stands and when, in Slack's form."""
    inner = _inner(event) if event.get("subtype") in _ABOUT_A_MESSAGE else event
    stamps = [
        inner.get("ts"),
        *(ts for ts in (inner.get("thread_ts"), event.get("deleted_ts")) if ts is not None),
    ]
    files = inner.get("files") or []
    return (
        isinstance(event.get("channel"), str)
        and all(isinstance(ts, str) and _TS.fullmatch(ts) for ts in stamps)
        and all(
            isinstance(each.get(name), str | None)
            for each in (event, inner)
            for name in ("user", "text", "subtype")
        )
        and isinstance(files, list)
        and all(isinstance(file, dict) and isinstance(file.get("id"), str) for file in files)
    )


def _sift_message(body: Event, event: Event) -> Sifted | None:
    subtype = event.get("subtype")
    inner = _inner(event) if subtype in _ABOUT_A_MESSAGE else event
    if _is_own(body, inner):
        return None
    if subtype not in (*_WORDS, *_ABOUT_A_MESSAGE, "bot_message"):
        return None  # joins, leaves, topics: nothing anybody wrote
    channel, ts = str(event.get("channel", "")), str(inner.get("ts", ""))
    thread_ts = inner.get("thread_ts")
    plain = subtype not in _ABOUT_A_MESSAGE
    place = f"{body.get('team_id')}:{channel}:{ts}"
    key = place if plain else _change_key(body, event, inner, place)
    kind = "message" if plain else f"message.{subtype}"
    if _is_direct(event):
        return Sifted(key, channel, kind)
    conversation = f"{channel}:{thread_ts or ts}"
    if event["type"] == "app_mention" or _mentions(body, event):
        return Sifted(key, conversation, kind)
    root = str(thread_ts or ts) if thread_ts or not plain else None
    return Sifted(key, conversation, kind, (channel, root)) if root else None


def _sift_reaction(body: Event, event: Event) -> Sifted | None:
    item = event.get("item")
    if not isinstance(item, dict) or not all(
        isinstance(each, str)
        for each in (event.get("user"), event.get("reaction", ""), item.get("channel"), item.get("ts"))
    ):
        return None
    if event.get("user") == bot_user(body) or item.get("type") != "message":
        return None
    channel = str(item.get("channel", ""))
    conversation = channel if channel.startswith("D") else f"{channel}:{item.get('ts')}"
    return Sifted(_event_key(body), conversation, event["type"])


def bot_user(body: Event) -> str | None:
    """The bot's own user id, which Slack sends with every event."""
    for authorization in body.get("authorizations") or ():
        if isinstance(authorization, dict) and authorization.get("is_bot"):
            return str(authorization.get("user_id"))
    return None


def writer_of(body: Event) -> str | None:
    """Who caused it, by Slack id; None where nobody in particular did."""
    event = body.get("event") or {}
    user = _inner(event).get("user") if event.get("subtype") in _ABOUT_A_MESSAGE else event.get("user")
    return user if isinstance(user, str) and user else None


def words_of(body: Event) -> str:
    """What was written; what a changed message says now."""
    event = body.get("event") or {}
    text = (_inner(event) if event.get("subtype") in _ABOUT_A_MESSAGE else event).get("text")
    return text if isinstance(text, str) else ""


def _inner(event: Event) -> Event:
    """The message that was changed or deleted."""
    found = event.get("message") or event.get("previous_message") or {}
    return found if isinstance(found, dict) else {}


def _is_own(body: Event, message: Event) -> bool:
    user = bot_user(body)
    if user is not None and message.get("user") == user:
        return True
    profile = message.get("bot_profile")
    app = message.get("app_id") or (profile.get("app_id") if isinstance(profile, dict) else None)
    return bool(message.get("bot_id")) and app is not None and app == body.get("api_app_id")


def _is_direct(event: Event) -> bool:
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def _mentions(body: Event, event: Event) -> bool:
    user = bot_user(body)
    versions = (event, event.get("message"), event.get("previous_message"))
    return user is not None and any(
        isinstance(version, dict) and f"<@{user}" in str(version.get("text") or "") for version in versions
    )


def _event_key(body: Event) -> str:
    return f"{body.get('team_id')}:{body.get('event_id')}"


def _change_key(body: Event, event: Event, inner: Event, place: str) -> str:
    """An edit or a deletion, as whoever reads the conversation again would name it too: by when, and by what is left of
    its files. What says neither has its event's key."""
    if event.get("subtype") == "message_deleted" or inner.get("subtype") == "tombstone":
        return f"{place}:deleted"
    edited = inner.get("edited")
    if not isinstance(edited, dict):
        return _event_key(body)
    left = sum(file.get("mode") != "tombstone" for file in inner.get("files") or ())
    return f"{place}:edited:{edited.get('ts')}:{left}"


def _place_of(event: Event) -> str:
    """What else happens, happens to a person (the Home tab) or in a channel."""
    channel, user = event.get("channel"), event.get("user")
    if event["type"] == "app_home_opened":
        return f"home:{user}"
    place = channel.get("id") if isinstance(channel, dict) else channel
    return f"{event['type']}:{place or user or ''}"
