"""The workspace's parts, held together for the modules that act on them. Starting and serving is server.py's."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workspace.clock import Clock
from workspace.delivery import ACK_SECONDS, RETRY_DELAYS, Delivery, Transport
from workspace.faults import Faults
from workspace.http import HttpTransport
from workspace.journal import Journal
from workspace.manifest import Manifest
from workspace.sockets import Sockets
from workspace.space import Conversation, Json, SlackChannel, SlackPerson, Space

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """A trigger_id, good once: for 3 s, or as long as an answer is waited for where that is longer. `view_id` is the modal
    it came from, if any."""

    user: str
    made: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """A response_url: 5 uses in 30 minutes. `ts` is the message that was clicked, if any."""

    user: str
    channel: str
    made: float
    ts: str | None = None
    thread_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


@dataclass
class Upload:
    """An upload address that waits for bytes and then for completion."""

    file_id: str
    length: int
    got: bool = False


@dataclass
class Scheduled:
    """A message to be posted later, by scheduled_message_id."""

    channel: str
    post_at: int
    arguments: Json = field(default_factory=dict)


class Core:
    """One workspace and one installed app. Everything runs on one event loop."""

    def __init__(
        self,
        manifest: Json,
        people: Sequence[SlackPerson],
        channels: Sequence[SlackChannel],
        *,
        clock_file: Path | None = None,
        events_url: str | None = None,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.manifest = Manifest(manifest)
        self.space = Space(self.manifest.name, people, channels)
        self.journal = Journal()
        self.faults = Faults()
        self.clock = Clock(clock_file)
        self.bot_token = "xoxb-local-" + secrets.token_hex(16)
        self.app_token = "xapp-local-" + secrets.token_hex(16)
        self.signing_secret = secrets.token_hex(16)
        self.verification_token = secrets.token_hex(12)
        self.base_url = ""
        self.events_url = events_url
        self.sockets = Sockets(
            lambda: self.journal.changed("status"),
            cuts=lambda: self.faults.take("cut_handshake") is not None,
            ack_seconds=ack_seconds,
        )
        self._ack_seconds = ack_seconds
        self.delivery = Delivery(self._transport(), self.faults, self.journal, retry_delays=retry_delays)
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseUrl] = {}
        self.uploads: dict[str, Upload] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.touched = 0

    def _transport(self) -> Transport:
        if self.events_url is None:
            return self.sockets
        return HttpTransport(
            self.events_url, self.signing_secret, self.verification_token, ack_seconds=self._ack_seconds
        )

    def set_events_url(self, events_url: str | None) -> None:
        """Changes the transport: signed HTTP to this address, or Socket Mode for None."""
        self.events_url = events_url
        self.delivery.transport = self._transport()

    def changed(
        self,
        kind: str,
        place: Conversation | None = None,
        *,
        users: Sequence[str] | None = None,
        ts: str | None = None,
        thread_ts: str | None = None,
        **more: Any,
    ) -> None:
        """Marks the state as changed and tells the pages of those who can see it."""
        self.touched += 1
        if users is None and place is not None and place.kind != "channel":
            users = place.members
        self.journal.changed(
            kind, users=users, channel=place.id if place else None, ts=ts, thread_ts=thread_ts, **more
        )

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """A new trigger_id; used and stale ones are forgotten after a minute."""
        now = time.monotonic()
        self.triggers = {key: one for key, one in self.triggers.items() if now - one.made < 60}
        identifier = f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self.triggers[identifier] = Trigger(user, now, view_id)
        return identifier

    def exchange(self, identifier: str) -> Trigger | str:
        """Uses a trigger_id up; or Slack's error name when it cannot be used."""
        trigger = self.triggers.get(identifier)
        if trigger is None:
            return "invalid_trigger_id"
        if time.monotonic() - trigger.made > max(TRIGGER_SECONDS, self._ack_seconds):
            return "expired_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        trigger.used = True
        return trigger

    def response_url(self, response: ResponseUrl) -> str:
        token = secrets.token_urlsafe(18)
        self.responses[token] = response
        return f"{self.base_url}/respond/{token}"
