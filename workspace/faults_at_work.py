"""The faults that act at once, or need the rest of the workspace to know."""

from __future__ import annotations

from typing import Any

from workspace import events, posting
from workspace.core import Core
from workspace.faults import Fault
from workspace.space import SLACKBOT


async def cause(core: Core, kind: str, **fields: Any) -> Fault:
    """Puts a fault in force, and does what acts at once. ValueError (a plain sentence) when it cannot be."""
    if kind == "archive" and fields.get("channel") not in core.space.conversations:
        raise ValueError("There is no such channel.")
    fault = core.faults.add(kind, **fields)
    core.journal.changed("faults")
    if kind == "drop_link":
        core.sockets.cut_all()
    elif kind == "refresh_link":
        await core.sockets.ask_to_reconnect()
    elif kind == "stop_pongs":
        core.sockets.silence()
    elif kind == "revoke_token":
        events.token_revoked(core)
    elif kind == "archive":
        place = core.space.conversations[fault.fields["channel"]]
        posting.set_archived(core, place, place.members[0] if place.members else SLACKBOT, archived=True)
    return fault


def mend(core: Core, fault_id: int | None = None) -> None:
    """Takes one fault, or all, out of force."""
    for fault in core.faults.remove(fault_id):
        if fault.kind == "stop_pongs":
            core.sockets.silence(False)
    core.journal.changed("faults")
