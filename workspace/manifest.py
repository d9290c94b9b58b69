"""What an app manifest allows: scopes, event subscriptions, commands, shortcuts and the Home and Messages tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The scope without which Slack does not send an event, by the name an app subscribes to.
EVENT_SCOPES: dict[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
    "channel_created": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_rename": "groups:read",
    "group_left": "groups:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str
    escape: bool


@dataclass(frozen=True)
class Shortcut:
    """A shortcut. `type` is global or message."""

    type: str
    name: str
    callback_id: str
    description: str


class ManifestFault(ValueError):
    """The manifest cannot be used; the message says what is wrong with it."""


class Manifest:
    """The parts of an app manifest that the workspace enforces."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        try:
            self._read(manifest)
        except (AttributeError, KeyError, TypeError):
            raise ManifestFault("The manifest has another shape than Slack's.") from None
        self._check()

    def _read(self, manifest: dict[str, Any]) -> None:
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        home = features.get("app_home", {})
        bot_user = features.get("bot_user", {})
        self.name = str(
            bot_user.get("display_name") or manifest.get("display_information", {}).get("name") or "App"
        )
        self.scopes = frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self.events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.interactivity = bool(settings.get("interactivity", {}).get("is_enabled", False))
        self.socket_mode = bool(settings.get("socket_mode_enabled", False))
        self.home_tab = bool(home.get("home_tab_enabled", False))
        self.messages_tab = bool(home.get("messages_tab_enabled", False))
        self.messages_read_only = bool(home.get("messages_tab_read_only_enabled", True))
        self.commands = [
            Command(
                one["command"],
                one.get("description", ""),
                one.get("usage_hint", ""),
                bool(one.get("should_escape")),
            )
            for one in features.get("slash_commands", [])
        ]
        self.shortcuts = [
            Shortcut(one["type"], one["name"], one["callback_id"], one.get("description", ""))
            for one in features.get("shortcuts", [])
        ]

    def _check(self) -> None:
        for event in sorted(self.events):
            scope = EVENT_SCOPES.get(event)
            if scope and scope not in self.scopes:
                raise ManifestFault(f"The event {event} needs the scope {scope}, which is not asked for.")
        if self.commands and "commands" not in self.scopes:
            raise ManifestFault("Slash commands need the scope commands, which is not asked for.")

    def sends(self, event: str) -> bool:
        """True when the app subscribes to an event, by its subscription name (message.im, app_mention…)."""
        return event in self.events

    def shortcut(self, callback_id: str) -> Shortcut | None:
        return next((one for one in self.shortcuts if one.callback_id == callback_id), None)

    def command(self, command: str) -> Command | None:
        return next((one for one in self.commands if one.command == command), None)
