"""chat.*: the app's messages. Their limits are judged in limits.py."""

from __future__ import annotations

import asyncio
import time

from workspace import posting
from workspace.api.call import Args, known_message, known_place, member_place, method
from workspace.core import Core, Scheduled
from workspace.limits import TEXT_KEPT, UPDATE_TEXT, Refusal, check_message, check_metadata
from workspace.markup import normalise
from workspace.shapes import message_json
from workspace.space import BOT, BOT_ID, Conversation, Json, Message, new_id


@method("chat.postMessage", "chat:write")
def post_message(core: Core, args: Args) -> Json:
    place = _destination(core, args)
    message = _built(place, args)
    posting.post(core, place, message)
    return {
        "channel": place.id,
        "ts": message.ts,
        "message": message_json(core.space, place, message, metadata=True),
    }


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(core: Core, args: Args) -> Json:
    place = _destination(core, args)
    user = args.needed("user")
    if user not in place.members or user == BOT:
        raise Refusal("user_not_in_channel")
    message = _built(place, args)
    message.visible_to, message.metadata = user, None
    posting.post(core, place, message)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def update(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "channel_not_found"), write=True)
    message = known_message(place, args.needed("ts", "message_not_found"))
    if not message.is_bot:
        raise Refusal("cant_update_message")
    given = _content(args)
    if len(args.text("text")) > UPDATE_TEXT:
        raise Refusal("msg_too_long")
    text = given["text"] if "text" in args else message.text
    blocks = posting.completed(given["blocks"]) if given["blocks"] is not None else message.blocks
    attachments = given["attachments"] if given["attachments"] is not None else message.attachments
    if not text and not blocks and not attachments:
        raise Refusal("no_text")
    metadata = args.nested("metadata", "invalid_metadata_format")
    if metadata is not None:
        check_metadata(metadata)
        message.metadata = metadata or None
    message.state = {}
    posting.edit(core, place, message, BOT, text=text, blocks=blocks, attachments=attachments)
    shown = message_json(core.space, place, message, metadata=True)
    return {"channel": place.id, "ts": message.ts, "text": message.text, "message": shown}


@method("chat.delete", "chat:write")
def delete(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "channel_not_found"))
    message = known_message(place, args.needed("ts", "message_not_found"))
    if not message.is_bot:
        raise Refusal("cant_delete_message")
    posting.delete(core, place, message)
    return {"channel": place.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(core: Core, args: Args) -> Json:
    place = known_place(core, args.needed("channel", "channel_not_found"))
    message = known_message(place, args.needed("message_ts", "message_not_found"))
    link = f"{core.base_url}/archives/{place.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={place.id}"
    return {"channel": place.id, "permalink": link}


@method("chat.scheduleMessage", "chat:write")
def schedule_message(core: Core, args: Args) -> Json:
    place = _destination(core, args)
    _built(place, args)
    post_at = args.whole("post_at", 0)
    wait = post_at - time.time()
    if wait <= 0:
        raise Refusal("time_in_past")
    if wait > 120 * 86_400:
        raise Refusal("time_too_far")
    identifier = new_id("Q")
    core.scheduled[identifier] = Scheduled(place.id, post_at, dict(args.given))
    asyncio.get_running_loop().call_later(wait, _post_scheduled, core, identifier)
    return {"channel": place.id, "scheduled_message_id": identifier, "post_at": post_at}


@method("chat.deleteScheduledMessage", "chat:write")
def delete_scheduled(core: Core, args: Args) -> Json:
    found = core.scheduled.get(args.text("scheduled_message_id"))
    if found is None or found.channel != args.text("channel"):
        raise Refusal("invalid_scheduled_message_id")
    del core.scheduled[args.text("scheduled_message_id")]
    return {}


def _post_scheduled(core: Core, identifier: str) -> None:
    due = core.scheduled.pop(identifier, None)
    place = core.space.conversations.get(due.channel) if due else None
    if due is not None and place is not None and not place.is_archived and BOT in place.members:
        posting.post(core, place, _built(place, Args(due.arguments, core.manifest.scopes)))


def _destination(core: Core, args: Args) -> Conversation:
    """A channel, or a person's direct conversation by their user id."""
    channel = args.needed("channel", "channel_not_found")
    if channel in core.space.people:
        place = core.space.direct(channel, BOT)
    else:
        place = member_place(core, channel, write=True)
    if place.kind == "im" and not core.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    place.opened = True
    return place


def _content(args: Args) -> Json:
    """Text, blocks and attachments, judged. Blocks and attachments are None when they were not given."""
    body = {
        "blocks": args.nested("blocks", "invalid_blocks_format"),
        "attachments": args.nested("attachments", "invalid_attachments"),
    }
    text = args.text("markdown_text") or args.text("text")
    if "markdown_text" in args and ("text" in args or body["blocks"]):
        raise Refusal("markdown_text_conflict")
    check_message(body)
    return {**body, "text": normalise(text)}


def _built(place: Conversation, args: Args) -> Message:
    given = _content(args)
    if not given["text"].strip() and not given["blocks"] and not given["attachments"]:
        raise Refusal("no_text")
    for name in ("username", "icon_emoji", "icon_url"):
        if args.text(name):
            args.need("chat:write.customize")
    metadata = args.nested("metadata", "invalid_metadata_format")
    if metadata is not None:
        check_metadata(metadata)
    thread_ts = _thread(place, args)
    broadcast = bool(thread_ts) and args.flag("reply_broadcast")
    return Message(
        ts=place.next_ts(),
        user=BOT,
        text=given["text"][:TEXT_KEPT],
        blocks=posting.completed(given["blocks"] or []),
        attachments=_numbered(given["attachments"] or []),
        thread_ts=thread_ts,
        broadcast=broadcast,
        subtype="thread_broadcast" if broadcast else None,
        metadata=metadata or None,
        username=args.text("username") or None,
    )


def _thread(place: Conversation, args: Args) -> str | None:
    thread_ts = args.text("thread_ts")
    if not thread_ts:
        return None
    parent = place.messages.get(thread_ts)
    if parent is None or (parent.thread_ts and parent.thread_ts != parent.ts):
        raise Refusal("cannot_reply_to_message")
    return thread_ts


def _numbered(attachments: list[Json]) -> list[Json]:
    out = []
    for number, one in enumerate(attachments, 1):
        filled = {**one, "id": number, "bot_id": BOT_ID}
        if one.get("blocks"):
            filled["blocks"] = posting.completed(one["blocks"])
        filled.setdefault("fallback", one.get("text") or "[no preview available]")
        out.append(filled)
    return out
