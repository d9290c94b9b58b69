"""The page's JSON API, as docs/workspace.md describes it: thin calls of acts.py and seen.py."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from workspace import acts, faults_at_work, seen
from workspace.core import Core
from workspace.faults import KINDS
from workspace.seen import Unable
from workspace.space import APP, BOT, BOT_ID, DOMAIN, TEAM, TEAM_NAME, Json

STATIC = Path(__file__).parent / "static"
HEARTBEAT = 15.0
POLICY = "default-src 'self'; img-src 'self' data: blob: https:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
Act = Callable[[Core, str, Json], Awaitable[Json]]
Page = Callable[[Core, web.Request], Awaitable[Json]]


def add_routes(core: Core, app: web.Application) -> None:
    """Adds `/`, `/static`, and `/ui`."""

    def route(verb: str, path: str, page: Page) -> None:
        async def handled(request: web.Request) -> web.StreamResponse:
            return await _answered(page, core, request)

        app.router.add_route(verb, path, handled)

    for path, page in _READS.items():
        route("GET", path, page)
    route("POST", "/ui/clock", _move_clock)
    route("POST", "/ui/faults", _cause)
    route("DELETE", "/ui/faults", _mend)
    route("POST", "/ui/as/{user}/upload", _upload)
    route("POST", "/ui/as/{user}/{verb}", _act)

    async def stream(request: web.Request) -> web.StreamResponse:
        return await _stream(core, request)

    async def file(request: web.Request) -> web.StreamResponse:
        return await _file(core, request)

    app.router.add_get("/ui/stream", stream)
    app.router.add_get("/ui/as/{user}/files/{file}", file)
    app.router.add_get("/", _index)
    if STATIC.is_dir():
        app.router.add_static("/static", STATIC)


async def _answered(page: Page, core: Core, request: web.Request) -> web.StreamResponse:
    try:
        if request.method == "POST":
            _own_page(request)
        return web.json_response({"ok": True} | await page(core, request))
    except Unable as unable:
        status = (
            415
            if unable.error == "unsupported_media_type"
            else 404
            if unable.error == "unknown_verb"
            else 400
        )
        return _refused(unable.error, unable.says, status)


def _own_page(request: web.Request) -> None:
    """A form on another site can send neither JSON nor a header of its own."""
    if request.content_type == "application/json":
        return
    if request.path.endswith("/upload") and request.headers.get("X-Workspace") == "page":
        return
    raise Unable("unsupported_media_type", "Send JSON, with Content-Type: application/json.")


def _refused(error: str, says: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error, "says": says}, status=status)


async def _body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        raise Unable("invalid_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Unable("invalid_json", "The body must be a JSON object.")
    return body


# --- reading -------------------------------------------------------------------------------------------------


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
        limit=_whole(asked.get("limit"), 100),
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
    after, limit = _whole(request.query.get("after"), 0), _whole(request.query.get("limit"), 200)
    wanted = [one for one in core.journal.requests if one["n"] > after]
    return {"last": core.journal.last, "requests": wanted[-limit:] if limit else []}


def _whole(text: str | None, default: int) -> int:
    try:
        number = int(text) if text else default
    except ValueError:
        raise Unable("invalid_arguments", f"“{text}” is not a number.") from None
    return max(0, number)


_READS: dict[str, Page] = {
    "/ui/people": _people,
    "/ui/as/{user}/sidebar": _sidebar,
    "/ui/as/{user}/messages": _messages,
    "/ui/as/{user}/home": _home,
    "/ui/as/{user}/view": _view,
    "/ui/clock": _clock,
    "/ui/faults": _faults,
    "/ui/requests": _requests,
}


# --- doing ---------------------------------------------------------------------------------------------------


async def _act(core: Core, request: web.Request) -> Json:
    act = _ACTS.get(request.match_info["verb"])
    if act is None:
        raise Unable("unknown_verb", "There is no such thing to do.")
    body = await _body(request)
    try:
        return await act(core, seen.person(core, request.match_info["user"]), body)
    except KeyError as missing:
        raise Unable("invalid_arguments", f"The field {missing} is missing.") from None


async def _say(core: Core, user: str, body: Json) -> Json:
    ts = await acts.say(
        core,
        user,
        body["channel"],
        str(body.get("text") or ""),
        thread_ts=body.get("thread_ts"),
        broadcast=bool(body.get("broadcast")),
        file_ids=body.get("file_ids") or [],
    )
    return {"ts": ts, "message": _message(core, user, body["channel"], ts)}


async def _click(core: Core, user: str, body: Json) -> Json:
    choice = next((body[name] for name in _CHOICES if name in body), None)
    await acts.click(core, user, body["action_id"], choice=choice, values=body.get("values"), **_where(body))
    return {"view": acts.view(core, user)}


async def _options(core: Core, user: str, body: Json) -> Json:
    return await acts.options(core, user, body["action_id"], str(body.get("value") or ""), **_where(body))


async def _submit(core: Core, user: str, body: Json) -> Json:
    return await acts.submit(core, user, body.get("values"), view_id=body["view_id"])


async def _close(core: Core, user: str, body: Json) -> Json:
    await acts.close_view(core, user, view_id=body["view_id"], everything=bool(body.get("all")))
    return {"view": acts.view(core, user)}


async def _edit(core: Core, user: str, body: Json) -> Json:
    await acts.edit(core, user, body["channel"], body["ts"], str(body["text"]))
    return {"message": _message(core, user, body["channel"], body["ts"])}


async def _shortcut(core: Core, user: str, body: Json) -> Json:
    await acts.shortcut(
        core, user, body["callback_id"], channel=body.get("channel"), message_ts=body.get("message_ts")
    )
    return {"view": acts.view(core, user)}


async def _command(core: Core, user: str, body: Json) -> Json:
    await acts.command(core, user, body["command"], str(body.get("text") or ""), body["channel"])
    return {"view": acts.view(core, user)}


async def _create(core: Core, user: str, body: Json) -> Json:
    made = await acts.create(core, user, body["name"], private=bool(body.get("private")))
    return {"channel": seen.conversation(core, user, seen.place(core, user, made))}


async def _open_dm(core: Core, user: str, body: Json) -> Json:
    opened = await acts.open_dm(core, user, body["with"])
    return {"channel": seen.conversation(core, user, seen.place(core, user, opened))}


def _simple(act: Callable[..., Awaitable[None]], *names: str) -> Act:
    """An act that takes these fields in order and answers nothing but ok."""

    async def done(core: Core, user: str, body: Json) -> Json:
        await act(core, user, *(body[name] for name in names))
        return {}

    return done


_CHOICES = (
    "selected_option", "selected_options", "selected_user", "selected_users", "selected_conversation",
    "selected_conversations", "selected_channel", "selected_channels", "selected_date", "selected_time",
    "selected_date_time", "rich_text_value", "value",
)  # fmt: skip
_ACTS: dict[str, Act] = {
    "say": _say,
    "click": _click,
    "options": _options,
    "submit": _submit,
    "close": _close,
    "edit": _edit,
    "shortcut": _shortcut,
    "command": _command,
    "create": _create,
    "open_dm": _open_dm,
    "react": _simple(acts.react, "channel", "ts", "name"),
    "unreact": _simple(acts.unreact, "channel", "ts", "name"),
    "delete": _simple(acts.delete, "channel", "ts"),
    "read": _simple(acts.read, "channel", "ts"),
    "dismiss": _simple(acts.dismiss, "channel", "ts"),
    "open_home": _simple(acts.open_home, "tab"),
    "join": _simple(acts.join, "channel"),
    "leave": _simple(acts.leave, "channel"),
    "invite": _simple(acts.invite, "channel", "user"),
    "remove": _simple(acts.remove, "channel", "user"),
    "rename": _simple(acts.rename, "channel", "name"),
    "archive": _simple(acts.archive, "channel"),
    "unarchive": _simple(acts.unarchive, "channel"),
}


def _where(body: Json) -> Json:
    return {name: body.get(name) for name in ("channel", "message_ts", "view_id", "block_id")}


def _message(core: Core, user: str, channel: str, ts: str) -> Json:
    where, message = seen.message(core, user, channel, ts)
    return seen.message_seen(core, user, where, message)


async def _upload(core: Core, request: web.Request) -> Json:
    user = seen.person(core, request.match_info["user"])
    form = await request.post()
    parts = [one for one in form.getall("file", []) if isinstance(one, web.FileField)]
    if not parts:
        raise Unable("no_file", "There is no file.")
    kept = [(await acts.upload(core, user, one.filename, one.file.read()))[0] for one in parts]
    answer: Json = {"files": [{"id": one, "name": core.space.files[one].name} for one in kept]}
    channel = str(form.get("channel") or "")
    if channel:
        thread_ts = str(form.get("thread_ts") or "") or None
        text = str(form.get("text") or "")
        answer["ts"] = await acts.say(core, user, channel, text, thread_ts=thread_ts, file_ids=kept)
    return answer


async def _move_clock(core: Core, request: web.Request) -> Json:
    body = await _body(request)
    try:
        if body.get("reset"):
            core.clock.reset()
        elif "to" in body:
            when = datetime.fromisoformat(str(body["to"]))
            core.clock.to(when if when.tzinfo else when.replace(tzinfo=UTC))
        else:
            core.clock.forward(float(body["forward_seconds"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Unable("invalid_arguments", "Give forward_seconds, an ISO time in to, or reset.") from None
    core.journal.changed("clock")
    return core.clock.as_json()


async def _cause(core: Core, request: web.Request) -> Json:
    body = await _body(request)
    kind = str(body.pop("kind", ""))
    try:
        return {"fault": (await faults_at_work.cause(core, kind, **body)).as_json()}
    except (TypeError, ValueError) as problem:
        raise Unable("invalid_fault", str(problem)) from None


async def _mend(core: Core, request: web.Request) -> Json:
    which = request.query.get("id")
    faults_at_work.mend(core, _whole(which, 0) if which else None)
    return {}


# --- files, the stream, the page -----------------------------------------------------------------------------


async def _file(core: Core, request: web.Request) -> web.StreamResponse:
    try:
        user = seen.person(core, request.match_info["user"])
        content, mimetype, name = seen.file_bytes(core, user, request.match_info["file"])
    except Unable as unable:
        return _refused(unable.error, unable.says, 404)
    shown = mimetype.startswith(("image/", "audio/", "video/")) and "svg" not in mimetype
    disposition = "inline" if shown else f"attachment; filename*=UTF-8''{_quoted(name)}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return web.Response(body=content, content_type=mimetype, headers=headers)


def _quoted(name: str) -> str:
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in name.encode()
    )


async def _stream(core: Core, request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    queue = core.journal.listen()
    try:
        await response.write(b": here\n\n")
        while True:
            try:
                change: Any = await asyncio.wait_for(queue.get(), HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            await response.write(f"event: change\ndata: {json.dumps(change)}\n\n".encode())
    except (ConnectionError, asyncio.CancelledError):
        return response
    finally:
        core.journal.leave(queue)


async def _index(_request: web.Request) -> web.StreamResponse:
    page = STATIC / "index.html"
    if not page.is_file():
        return web.Response(
            text="The page is not there. The API is described in docs/workspace.md.", status=404
        )
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=page.read_text(encoding="utf-8"), content_type="text/html", headers=headers)
