"""reactions.*: the bot's own, and what is on a message."""

from __future__ import annotations

from workspace import posting
from workspace.api.call import Args, known_message, member_place, method
from workspace.core import Core
from workspace.limits import Refusal
from workspace.markup import is_emoji_name
from workspace.shapes import message_json
from workspace.space import BOT, Conversation, Json, Message


@method("reactions.add", "reactions:write")
def add(core: Core, args: Args) -> Json:
    place, message, name = _found(core, args)
    if not posting.react(core, place, message, BOT, name):
        raise Refusal("already_reacted")
    return {}


@method("reactions.remove", "reactions:write")
def remove(core: Core, args: Args) -> Json:
    place, message, name = _found(core, args)
    if not posting.unreact(core, place, message, BOT, name):
        raise Refusal("no_reaction")
    return {}


@method("reactions.get", "reactions:read")
def get(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel", "no_item_specified"))
    message = known_message(place, args.needed("timestamp", "no_item_specified"))
    return {"type": "message", "channel": place.id, "message": message_json(core.space, place, message)}


def _found(core: Core, args: Args) -> tuple[Conversation, Message, str]:
    name = args.needed("name", "invalid_name").strip(":")
    if not is_emoji_name(name):
        raise Refusal("invalid_name")
    place = member_place(core, args.needed("channel", "no_item_specified"), write=True)
    return place, known_message(place, args.needed("timestamp", "no_item_specified")), name
