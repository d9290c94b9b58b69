"""One Web API call: its arguments however they were encoded, the table of methods, and what every method needs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workspace.core import Core
from workspace.limits import Refusal
from workspace.space import BOT, Conversation, Json, Message

Handler = Callable[[Core, "Args"], Json]
MOST_PAGE = 1000


@dataclass(frozen=True)
class Method:
    """A method: its handler, the scopes of which it needs one at least, and the token it takes (bot, app or none)."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    takes: str = "bot"


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, takes: str = "bot") -> Callable[[Handler], Handler]:
    """Puts a handler into the table."""

    def put(handler: Handler) -> Handler:
        METHODS[name] = Method(handler, scopes, takes)
        return handler

    return put


class Args:
    """A call's arguments. Lists may be comma-joined, booleans 1/0, and nested values JSON in a string."""

    def __init__(self, given: Json, scopes: frozenset[str]) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}
        self.scopes = scopes

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def needed(self, name: str, error: str = "invalid_arguments") -> str:
        """A string that must be there."""
        value = self.text(name)
        if not value:
            raise Refusal(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def whole(self, name: str, default: int) -> int:
        try:
            return int(self.given.get(name, default))
        except (TypeError, ValueError):
            raise Refusal("invalid_arguments") from None

    def items(self, name: str) -> list[str]:
        value = self.given.get(name) or []
        if isinstance(value, str):
            value = self.nested(name) if value.startswith("[") else value.split(",")
        if not isinstance(value, list):
            raise Refusal("invalid_arguments")
        return [str(one).strip() for one in value if str(one).strip()]

    def nested(self, name: str, error: str = "invalid_arguments") -> Any:
        """A value that may be JSON in a string; None when it is not there."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(error) from None

    def need(self, scope: str) -> None:
        """Raises missing_scope unless the app has the scope."""
        if scope not in self.scopes:
            raise missing_scope([scope], self.scopes)


def missing_scope(needed: Sequence[str], provided: frozenset[str]) -> Refusal:
    return Refusal("missing_scope", needed=",".join(needed), provided=",".join(sorted(provided)))


def page(args: Args, things: list[Any], default: int = 100) -> tuple[list[Any], Json]:
    """One page of a list by cursor, and the response_metadata that leads to the next."""
    limit = args.whole("limit", default) or default
    if not 0 < limit <= MOST_PAGE:
        raise Refusal("invalid_limit")
    start = 0
    cursor = args.text("cursor")
    if cursor:
        try:
            start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("at:"))
        except ValueError:
            raise Refusal("invalid_cursor") from None
    end = start + limit
    following = base64.b64encode(f"at:{end}".encode()).decode() if end < len(things) else ""
    return things[start:end], {"response_metadata": {"next_cursor": following}}


def known_place(core: Core, channel: str) -> Conversation:
    """A conversation that the bot can know of. channel_not_found otherwise."""
    found = core.space.conversations.get(channel)
    if found is None or (found.kind != "channel" and BOT not in found.members):
        raise Refusal("channel_not_found")
    return found


def member_place(core: Core, channel: str, *, write: bool = False) -> Conversation:
    """A conversation that the bot is in. not_in_channel, is_archived."""
    found = known_place(core, channel)
    if write and found.is_archived:
        raise Refusal("is_archived")
    if BOT not in found.members:
        raise Refusal("not_in_channel")
    return found


def known_message(place: Conversation, ts: str) -> Message:
    found = place.messages.get(ts)
    if found is None or found.subtype == "tombstone":
        raise Refusal("message_not_found")
    return found


def kind_scope(place: Conversation, verb: str) -> str:
    """The scope of a verb (history, read, write) for a conversation's kind."""
    return {"channel": "channels", "private": "groups", "im": "im"}[place.kind] + f":{verb}"
