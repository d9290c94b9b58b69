"""conversations.*: what the bot may know of and do with channels and direct conversations."""

from __future__ import annotations

import time
from collections.abc import Callable

from workspace import events, posting
from workspace.api.call import Args, kind_scope, known_place, member_place, method, page
from workspace.core import Core
from workspace.limits import Refusal
from workspace.shapes import channel_json, message_json
from workspace.space import BOT, Conversation, Json, Message, new_id

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_KINDS = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}


@method("conversations.open", "im:write", "mpim:write")
def open_conversation(core: Core, args: Args) -> Json:
    if args.text("channel"):
        place = known_place(core, args.text("channel"))
    else:
        users = [one for one in args.items("users") if one != BOT]
        if not users:
            raise Refusal("users_list_not_supplied")
        if len(users) > 1:
            raise Refusal("method_not_supported_for_channel_type")
        if users[0] not in core.space.people:
            raise Refusal("user_not_found")
        place = core.space.direct(users[0], BOT)
    already = place.opened
    place.opened = True
    core.touched += 1
    shown = channel_json(core.space, place) if args.flag("return_im") else {"id": place.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if already else {})


@method("conversations.info", *_READ)
def info(core: Core, args: Args) -> Json:
    place = known_place(core, args.needed("channel", "channel_not_found"))
    args.need(kind_scope(place, "read"))
    shown = channel_json(core.space, place)
    if not args.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


@method("conversations.list", *_READ)
def list_conversations(core: Core, args: Args) -> Json:
    return _listed(core, args, lambda place: place.kind == "channel" or BOT in place.members)


@method("users.conversations", *_READ)
def users_conversations(core: Core, args: Args) -> Json:
    user = args.text("user") or BOT
    if user != BOT and user not in core.space.people:
        raise Refusal("user_not_found")
    return _listed(
        core, args, lambda place: user in place.members and (place.kind == "channel" or BOT in place.members)
    )


@method("conversations.members", *_READ)
def members(core: Core, args: Args) -> Json:
    place = known_place(core, args.needed("channel", "channel_not_found"))
    args.need(kind_scope(place, "read"))
    found, more = page(args, list(place.members))
    return {"members": found} | more


@method("conversations.history", *_HISTORY)
def history(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "channel_not_found"))
    args.need(kind_scope(place, "history"))
    wanted = [m for m in place.top_level() if _between(m, args)]
    return _messages(core, args, place, wanted[::-1]) | {"pin_count": 0}


@method("conversations.replies", *_HISTORY)
def replies(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "channel_not_found"))
    args.need(kind_scope(place, "history"))
    parent = place.messages.get(args.needed("ts", "thread_not_found"))
    if parent is None:
        raise Refusal("thread_not_found")
    if parent.thread_ts and parent.thread_ts != parent.ts:
        return _messages(core, args, place, [parent])
    wanted = [parent, *(m for m in place.replies(parent.ts) if _between(m, args))]
    return _messages(core, args, place, wanted)


@method("conversations.join", "channels:join")
def join(core: Core, args: Args) -> Json:
    place = known_place(core, args.needed("channel", "channel_not_found"))
    if place.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if place.is_archived:
        raise Refusal("is_archived")
    already = BOT in place.members
    posting.join(core, place, BOT)
    return {"channel": channel_json(core.space, place)} | (
        {"warning": "already_in_channel"} if already else {}
    )


@method("conversations.invite", "channels:manage", "channels:write.invites", "groups:write")
def invite(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "channel_not_found"), write=True)
    users = args.items("users")
    if not users:
        raise Refusal("no_user")
    if any(user not in core.space.people for user in users):
        raise Refusal("user_not_found")
    if all(user in place.members for user in users):
        raise Refusal("already_in_channel")
    for user in users:
        posting.join(core, place, user, inviter=BOT)
    return {"channel": channel_json(core.space, place)}


@method("conversations.create", "channels:manage", "groups:write")
def create(core: Core, args: Args) -> Json:
    name = args.needed("name", "invalid_name_required")
    if not name.replace("-", "").replace("_", "").isalnum() or name != name.lower() or len(name) > 80:
        raise Refusal("invalid_name_specials")
    if any(place.name == name and place.kind != "im" for place in core.space.conversations.values()):
        raise Refusal("name_taken")
    private = args.flag("is_private")
    args.need("groups:write" if private else "channels:manage")
    made = Conversation(new_id("C"), "private" if private else "channel", name, [BOT], int(time.time()), BOT)
    core.space.conversations[made.id] = made
    core.changed("channel", made)
    events.channel_changed(core, made, "created", BOT)
    return {"channel": channel_json(core.space, made)}


@method("conversations.archive", "channels:manage", "groups:write")
def archive(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "channel_not_found"))
    if place.is_archived:
        raise Refusal("already_archived")
    posting.set_archived(core, place, BOT, archived=True)
    return {}


@method("conversations.leave", "channels:manage", "groups:write")
def leave(core: Core, args: Args) -> Json:
    place = known_place(core, args.needed("channel", "channel_not_found"))
    if BOT not in place.members:
        return {"not_in_channel": True}
    posting.leave(core, place, BOT)
    return {}


def _listed(core: Core, args: Args, visible: Callable[[Conversation], bool]) -> Json:
    kinds = []
    for name in args.items("types") or ["public_channel"]:
        if name not in _KINDS:
            raise Refusal("invalid_types")
        scope = {"public_channel": "channels", "private_channel": "groups"}.get(name, name)
        args.need(f"{scope}:read")
        kinds.append(_KINDS[name])
    hide = args.flag("exclude_archived")
    wanted = [
        place
        for place in core.space.conversations.values()
        if place.kind in kinds and visible(place) and not (hide and place.is_archived)
    ]
    found, more = page(args, wanted)
    return {"channels": [channel_json(core.space, place) for place in found]} | more


def _between(message: Message, args: Args) -> bool:
    oldest, latest = args.text("oldest", "0"), args.text("latest")
    if args.flag("inclusive"):
        return _later(message.ts, oldest) >= 0 and (not latest or _later(message.ts, latest) <= 0)
    return _later(message.ts, oldest) > 0 and (not latest or _later(message.ts, latest) < 0)


def _later(one: str, other: str) -> float:
    try:
        return float(one) - float(other)
    except ValueError:
        raise Refusal("invalid_ts_oldest") from None


def _messages(core: Core, args: Args, place: Conversation, wanted: list[Message]) -> Json:
    found, more = page(args, wanted)
    with_metadata = args.flag("include_all_metadata")
    shown = [message_json(core.space, place, one, metadata=with_metadata) for one in found]
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": shown, "has_more": has_more} | (more if has_more else {})
