"""The optional state file: the whole workspace as JSON, written atomically, read when it starts."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workspace.core import Core
from workspace.space import Conversation, Json, Message, StoredFile, View

VERSION = 1


class StateFault(ValueError):
    """The state file cannot be read; the message says why."""


def save(core: Core, path: Path) -> None:
    """Writes everything that should outlive the process. Waiting deliveries and triggers do not."""
    space = core.space
    state: Json = {
        "version": VERSION,
        "tokens": [core.bot_token, core.app_token, core.signing_secret, core.verification_token],
        "conversations": [asdict(one) for one in space.conversations.values()],
        "files": [
            {**asdict(one), "content": base64.b64encode(one.content).decode()} for one in space.files.values()
        ],
        "homes": [asdict(one) for one in space.homes.values()],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as out:
        json.dump(state, out, ensure_ascii=False)
        out.flush()
        os.fsync(out.fileno())
    beside.chmod(0o600)
    beside.replace(path)


def load(core: Core, path: Path) -> None:
    """Puts a saved state over what the workspace starts with. People come from the arguments, never from the file."""
    if not path.exists():
        return
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        if state["version"] != VERSION:
            raise StateFault(f"{path} was written by another version. Remove it to start afresh.")
        _restore(core, state)
    except (KeyError, TypeError, ValueError) as problem:
        if isinstance(problem, StateFault):
            raise
        raise StateFault(f"{path} is not a workspace's state. Remove it to start afresh.") from problem


def _restore(core: Core, state: Json) -> None:
    space = core.space
    core.bot_token, core.app_token, core.signing_secret, core.verification_token = state["tokens"]
    configured = dict(space.conversations)
    fresh_direct = {frozenset(one.members): key for key, one in configured.items() if one.kind == "im"}
    for saved in state["conversations"]:
        place = _conversation(saved)
        if place.kind == "im":
            configured.pop(fresh_direct.get(frozenset(place.members), ""), None)
        elif place.id in configured:
            started = configured[place.id]
            place.members += [one for one in started.members if one not in place.members]
        configured[place.id] = place
    space.conversations = configured
    for saved in state["files"]:
        stored = StoredFile(**{**saved, "content": base64.b64decode(saved["content"])})
        space.files[stored.id] = stored
    for saved in state["homes"]:
        space.homes[saved["user"]] = View(**saved)


def _conversation(saved: dict[str, Any]) -> Conversation:
    place = Conversation(**saved)
    for name in ("messages", "ephemeral"):
        kept: dict[str, Any] = getattr(place, name)
        setattr(place, name, {ts: Message(**one) for ts, one in kept.items()})
    return place
