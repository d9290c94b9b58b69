"""The manifest an administrator uploads: Slack's limits on it, and that it asks for what the bot uses, and no more.

Slack publishes a schema for manifests (slackapi/manifest-schema); the numbers here were read from it, not copied whole.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from handlers import routes
from workspace.manifest import Manifest

HOUSE = Path(__file__).parent.parent
MANIFEST: dict[str, Any] = json.loads((HOUSE / "manifest.json").read_text())
FEATURES = MANIFEST["features"]
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

# Where in the manifest, and the least and most characters Slack takes there.
LENGTHS = [
    (["display_information", "name"], 1, 35),
    (["display_information", "description"], 1, 140),
    (["display_information", "long_description"], 175, 4000),
    (["features", "bot_user", "display_name"], 1, 80),
]

# What Slack sends only to an app with the scope (docs.slack.dev, each event's page).
SCOPE_OF_EVENT = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "app_home_opened": None,
}

# What Slack lets an app call only with the scope (docs.slack.dev, each method's page), as our code names the method.
SCOPE_OF_METHOD = {
    "chat.postMessage": "chat:write",
    "conversations.history": "channels:history",
    "conversations.replies": "groups:history",
    "conversations_info": "channels:read",
    "conversations.open": "im:write",
    "files_info": "files:read",
    "files.getUploadURLExternal": "files:write",
    "reactions.add": "reactions:write",
    "conversations.list": "im:read",
    "users_info": "users:read",
    "is_email_confirmed": "users:read.email",  # not a method: what the scope adds to it
    "app.command": "commands",
    'purpose == "restricted"': "groups:read",  # a private channel, in which doctor looks for the bot
}


@pytest.mark.parametrize(("path", "least", "most"), LENGTHS, ids=lambda value: str(value))
def test_its_texts_fit(path: list[str], least: int, most: int) -> None:
    text: Any = MANIFEST
    for part in path:
        text = text[part]

    assert least <= len(text) <= most


def test_its_colour_is_one_that_slack_takes() -> None:
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", MANIFEST["display_information"]["background_color"])


@pytest.mark.parametrize("shortcut", FEATURES["shortcuts"], ids=lambda one: one["callback_id"])
def test_its_shortcuts_fit(shortcut: dict[str, str]) -> None:
    assert set(shortcut) == {"name", "type", "callback_id", "description"}
    assert shortcut["type"] in {"message", "global"}
    assert 1 <= len(shortcut["name"]) <= 24
    assert 1 <= len(shortcut["description"]) <= 150
    assert len(FEATURES["shortcuts"]) <= 10


@pytest.mark.parametrize("command", FEATURES["slash_commands"], ids=lambda one: one["command"])
def test_its_commands_fit(command: dict[str, Any]) -> None:
    assert re.fullmatch(r"/[a-z-]{1,31}", command["command"])
    assert 1 <= len(command["description"]) <= 2000
    assert 1 <= len(command["usage_hint"]) <= 1000
    assert "url" not in command  # Socket Mode: there is no address to give


def test_every_event_it_subscribes_to_has_its_scope() -> None:
    assert set(SCOPE_OF_EVENT) >= EVENTS
    assert {scope for event in EVENTS if (scope := SCOPE_OF_EVENT[event])} <= SCOPES


def test_every_event_it_subscribes_to_is_answered_by_name() -> None:
    """The catch-all answers what nobody asked for; nobody should ask for it."""
    listens = (HOUSE / "handlers" / "routes.py").read_text(encoding="utf-8")

    assert [event for event in EVENTS if f'"{event.partition(".")[0]}"' not in listens] == []


def test_every_scope_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in ("bot", "handlers", "casework", "directory")
        for path in (HOUSE / package).rglob("*.py")
    )
    used = {scope for method, scope in SCOPE_OF_METHOD.items() if method in code}
    heard = {scope for event in EVENTS if (scope := SCOPE_OF_EVENT[event])}

    assert (
        used | heard | {"im:read"} == SCOPES
    )  # for the catch-up after an outage, which lists its conversations


def test_people_can_write_to_the_bot_and_see_its_home() -> None:
    assert FEATURES["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert "always_online" in FEATURES["bot_user"]


def test_it_says_socket_mode_and_takes_clicks() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"] == {"is_enabled": True}


def test_it_asks_for_nothing_in_a_persons_name() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]) == {"bot"}
    assert not {scope for scope in SCOPES if scope.startswith("admin") or scope.endswith(":write.public")}


def test_nothing_is_listed_twice() -> None:
    assert len(MANIFEST["oauth_config"]["scopes"]["bot"]) == len(SCOPES)
    assert len(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == len(EVENTS)


def test_every_shortcut_it_offers_is_answered_and_none_besides() -> None:
    assert {one["callback_id"] for one in FEATURES["shortcuts"]} == set(routes.SHORTCUTS)


def test_the_local_workspace_reads_the_same_file() -> None:
    manifest = Manifest(MANIFEST)

    assert manifest.name == "Wardline"
    assert set(manifest.scopes) == SCOPES
    assert set(manifest.events) == EVENTS
