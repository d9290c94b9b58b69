"""assistant.threads.setStatus: the line that says what the app is doing. Titles and prompts are not here."""

from __future__ import annotations

from workspace.api.call import Args, member_place, method
from workspace.core import Core
from workspace.limits import Refusal
from workspace.space import Json


@method("assistant.threads.setStatus", "assistant:write", "chat:write")
def set_status(core: Core, args: Args) -> Json:
    place = member_place(core, args.needed("channel_id", "channel_not_found"))
    thread_ts = args.needed("thread_ts")
    if thread_ts not in place.messages:
        raise Refusal("thread_not_found")
    status = args.text("status")
    core.space.statuses[(place.id, thread_ts)] = status
    core.changed("status", place, thread_ts=thread_ts, status=status)
    return {}
