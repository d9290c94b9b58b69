"""What the page does: every verb of `POST /ui/as/{user}/VERB`, the clock and the faults. ui.py gives them addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from workspace import acts, faults_at_work, seen
from workspace.core import Core
from workspace.seen import Unable
from workspace.space import Json
from workspace.ui_page import body_of
from workspace.ui_seen import whole

Act = Callable[[Core, str, Json], Awaitable[Json]]


async def act(core: Core, request: web.Request) -> Json:
    return await done(core, request.match_info["user"], request.match_info["verb"], await body_of(request))


async def done(core: Core, user: str, verb: str, body: Json) -> Json:
    """Does one verb of docs/workspace.md. Raises Unable."""
    found = ACTS.get(verb)
    if found is None:
        raise Unable("unknown_verb", "There is no such thing to do.")
    _checked(body)
    given = {name: value for name, value in body.items() if value is not None or name not in _WORDS}
    try:
        return await found(core, seen.person(core, user), given)
    except KeyError as missing:
        raise Unable("invalid_arguments", f"The field {missing} is missing.") from None


def _checked(body: Json) -> None:
    """Raises Unable for a field of the wrong kind."""
    for name in _WORDS:
        if not isinstance(body.get(name, ""), str | None):
            raise Unable("invalid_arguments", f"The field {name} must be a string.")
    files = body.get("file_ids") or []
    if not isinstance(files, list) or not all(isinstance(one, str) for one in files):
        raise Unable("invalid_arguments", "The field file_ids must be a list of strings.")
    if not isinstance(body.get("values") or {}, dict):
        raise Unable("invalid_arguments", "The field values must be an object.")


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
    name = next((name for name in _CHOICES if name in body), None)
    # A choice taken back arrives as null, which is not the same as making none.
    choice = None if name is None else body[name] if body[name] is not None else {name: None}
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

    async def simply(core: Core, user: str, body: Json) -> Json:
        await act(core, user, *(body[name] for name in names))
        return {}

    return simply


_WORDS = (
    "channel", "text", "ts", "thread_ts", "name", "action_id", "block_id", "message_ts", "view_id", "callback_id",
    "command", "tab", "user", "with", "file_id",
)  # fmt: skip
_CHOICES = (
    "selected_option", "selected_options", "selected_user", "selected_users", "selected_conversation",
    "selected_conversations", "selected_channel", "selected_channels", "selected_date", "selected_time",
    "selected_date_time", "rich_text_value", "value",
)  # fmt: skip
ACTS: dict[str, Act] = {
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
    "delete_file": _simple(acts.delete_file, "file_id"),
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


async def upload(core: Core, request: web.Request) -> Json:
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


async def move_clock(core: Core, request: web.Request) -> Json:
    body = await body_of(request)
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


async def cause(core: Core, request: web.Request) -> Json:
    body = await body_of(request)
    kind = str(body.pop("kind", ""))
    try:
        return {"fault": (await faults_at_work.cause(core, kind, **body)).as_json()}
    except (TypeError, ValueError) as problem:
        raise Unable("invalid_fault", str(problem)) from None


async def mend(core: Core, request: web.Request) -> Json:
    which = request.query.get("id")
    faults_at_work.mend(core, whole(which, 0) if which else None)
    return {}
