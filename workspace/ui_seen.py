"""What the page reads: people, sidebar, messages, forms, the clock, faults, requests. ui.py gives them addresses."""

from __future__ import annotations

from aiohttp import web

from workspace import seen
from workspace.core import Core
from workspace.faults import KINDS
from workspace.seen import Unable
from workspace.space import APP, BOT, BOT_ID, DOMAIN, TEAM, TEAM_NAME, Json
from workspace.ui_page import Page


async def _people(core: Core, _request: web.Request) -> Json:
    known = core.manifest
    bot = {
        "id": BOT,
        "bot_id": BOT_ID,
        "app_id": APP,
        "name": core.space.bot_name,
        "online": core.delivery.online,
        "home_tab": known.home_tab,
        "messages_tab": known.messages_tab,
        "messages_read_only": known.messages_read_only,
    }
    people = [
        {"id": one.id, "name": one.name, "title": one.title, "email": one.email}
        for one in core.space.people.values()
    ]
    commands = [
        {"command": one.command, "description": one.description, "usage_hint": one.usage_hint}
        for one in known.commands
    ]
    shortcuts = [
        {"type": one.type, "name": one.name, "callback_id": one.callback_id, "description": one.description}
        for one in known.shortcuts
    ]
    team = {"id": TEAM, "name": TEAM_NAME, "domain": DOMAIN}
    return {"team": team, "bot": bot, "people": people, "commands": commands, "shortcuts": shortcuts}


async def _sidebar(core: Core, request: web.Request) -> Json:
    return seen.sidebar(core, request.match_info["user"])


async def _messages(core: Core, request: web.Request) -> Json:
    user, asked = request.match_info["user"], request.query
    channel = asked.get("channel", "")
    shown, more = seen.messages(
        core,
        user,
        channel,
        asked.get("thread_ts") or None,
        before=asked.get("before") or None,
        limit=whole(asked.get("limit"), 100),
    )
    where = seen.conversation(core, user, seen.place(core, user, channel))
    return {"channel": where, "messages": shown, "has_more": more}


async def _home(core: Core, request: web.Request) -> Json:
    return seen.home(core, request.match_info["user"])


async def _view(core: Core, request: web.Request) -> Json:
    return seen.view(core, request.match_info["user"])


async def _clock(core: Core, _request: web.Request) -> Json:
    return core.clock.as_json()


async def _faults(core: Core, _request: web.Request) -> Json:
    kinds = [{"kind": name, "says": kind.says, "fields": list(kind.fields)} for name, kind in KINDS.items()]
    return {"faults": [fault.as_json() for fault in core.faults.active], "kinds": kinds}


async def _requests(core: Core, request: web.Request) -> Json:
    after, limit = whole(request.query.get("after"), 0), whole(request.query.get("limit"), 200)
    wanted = [one for one in core.journal.requests if one["n"] > after]
    return {"last": core.journal.last, "requests": wanted[-limit:] if limit else []}


def whole(text: str | None, default: int) -> int:
    try:
        number = int(text) if text else default
    except ValueError:
        raise Unable("invalid_arguments", f"“{text}” is not a number.") from None
    return max(0, number)


READS: dict[str, Page] = {
    "/ui/people": _people,
    "/ui/as/{user}/sidebar": _sidebar,
    "/ui/as/{user}/messages": _messages,
    "/ui/as/{user}/home": _home,
    "/ui/as/{user}/view": _view,
    "/ui/clock": _clock,
    "/ui/faults": _faults,
    "/ui/requests": _requests,
}
