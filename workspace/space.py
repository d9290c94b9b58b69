"""What a workspace holds: people, conversations, messages, files and views, and how they look on Slack's wire.

Nothing here decides who may do a thing or who is told of it.
"""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T0LOCAL"
APP = "A0LOCALAPP"
BOT = "U0LOCALBOT"
BOT_ID = "B0LOCALBOT"
SLACKBOT = "USLACKBOT"
DOMAIN = "local"
TEAM_NAME = "Local workspace"

_LETTERS = string.ascii_uppercase + string.digits


@dataclass(frozen=True)
class SlackPerson:
    """Somebody in the workspace. `id` is a Slack user id such as U01."""

    id: str
    name: str
    title: str = ""
    email: str = ""


@dataclass(frozen=True)
class SlackChannel:
    """A channel as the workspace starts. `members` are user ids; put `BOT` among them to have invited the bot."""

    id: str
    name: str
    members: Sequence[str]
    private: bool = False


@dataclass
class Message:
    """One message. `visible_to` is a user id for an ephemeral message; `state` is what each person chose in it."""

    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    subtype: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Json | None = None
    client_msg_id: str | None = None
    username: str | None = None
    icons: Json | None = None
    visible_to: str | None = None
    extra: Json = field(default_factory=dict)
    state: dict[str, Json] = field(default_factory=dict)
    link_names: bool = False

    @property
    def is_bot(self) -> bool:
        return self.user == BOT


@dataclass
class Conversation:
    """A channel, private channel or direct conversation. `kind` is channel, private or im."""

    id: str
    kind: str
    name: str
    members: list[str]
    created: int
    creator: str = SLACKBOT
    topic: str = ""
    is_archived: bool = False
    opened: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemeral: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)
    last_ts: str = "0.000000"

    @property
    def channel_type(self) -> str:
        """How message events name this kind of conversation."""
        return {"channel": "channel", "private": "group", "im": "im"}[self.kind]

    def next_ts(self, now: float | None = None) -> str:
        """A timestamp that no message here has, later than all of them (Slack: unique within a channel)."""
        micros = int((time.time() if now is None else now) * 1_000_000)
        seconds, rest = self.last_ts.split(".")
        micros = max(micros, int(seconds) * 1_000_000 + int(rest) + 1)
        self.last_ts = f"{micros // 1_000_000}.{micros % 1_000_000:06d}"
        return self.last_ts

    def add(self, message: Message) -> None:
        """Puts a message here, in its thread when it has one."""
        if message.visible_to is not None:
            self.ephemeral[message.ts] = message
            return
        self.messages[message.ts] = message
        if message.thread_ts and message.thread_ts != message.ts:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)

    def replies(self, ts: str) -> list[Message]:
        return [self.messages[reply] for reply in self.threads.get(ts, []) if reply in self.messages]

    def top_level(self) -> list[Message]:
        """What the channel itself shows: parents, and replies that were sent to the channel too."""
        return [m for m in self.messages.values() if not _is_reply(m) or m.broadcast]


@dataclass
class StoredFile:
    """A file and its bytes (base64 in the state file). `shared_in` are conversation ids."""

    id: str
    name: str
    title: str
    mimetype: str
    filetype: str
    size: int
    user: str
    created: int
    content: bytes = b""
    shared_in: list[str] = field(default_factory=list)
    complete: bool = True
    is_deleted: bool = False
    alt_text: str | None = None


@dataclass
class View:
    """A modal or a Home tab. `payload` is what the app gave, with every block_id and action_id filled in."""

    id: str
    user: str
    payload: Json
    hash: str
    state: Json = field(default_factory=dict)
    root_view_id: str = ""
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.payload["type"])


def new_id(prefix: str) -> str:
    """A Slack-like identifier: `prefix` and ten capitals or digits."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))


def _is_reply(message: Message) -> bool:
    return message.thread_ts is not None and message.thread_ts != message.ts


class Space:
    """Everything the workspace knows. Look-ups return None for what is not there; nothing here checks permission."""

    def __init__(
        self, bot_name: str, people: Iterable[SlackPerson], channels: Iterable[SlackChannel]
    ) -> None:
        self.bot_name = bot_name
        self.base_url = ""
        self.people: dict[str, SlackPerson] = {person.id: person for person in people}
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, StoredFile] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        for channel in channels:
            kind = "private" if channel.private else "channel"
            self.conversations[channel.id] = Conversation(
                channel.id, kind, channel.name, list(channel.members), int(time.time())
            )
        for person in self.people:
            self.direct(person, BOT)

    def name(self, user: str) -> str:
        """The name people see for a user id; the id itself when nobody has it."""
        if user == BOT:
            return self.bot_name
        if user == SLACKBOT:
            return "Slackbot"
        person = self.people.get(user)
        return person.name if person else user

    def direct(self, one: str, other: str) -> Conversation:
        """The direct conversation between two people, made when there is none."""
        pair = sorted([one, other])
        for conversation in self.conversations.values():
            if conversation.kind == "im" and sorted(conversation.members) == pair:
                return conversation
        made = Conversation(new_id("D"), "im", "directmessage", [one, other], int(time.time()))
        self.conversations[made.id] = made
        return made

    def view(self, view_id: str) -> View | None:
        every = [*self.homes.values(), *(view for stack in self.modals.values() for view in stack)]
        return next((view for view in every if view.id == view_id), None)

    def view_by_external(self, external_id: str) -> View | None:
        every = [*self.homes.values(), *(view for stack in self.modals.values() for view in stack)]
        return next((view for view in every if view.payload.get("external_id") == external_id), None)

    def top_modal(self, user: str) -> View | None:
        stack = self.modals.get(user)
        return stack[-1] if stack else None

    def dm_partner(self, conversation: Conversation, user: str) -> str:
        return next((member for member in conversation.members if member != user), user)
