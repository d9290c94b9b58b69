"""Takes Web API calls over HTTP: token, scopes, faults, the handler, the answer, the inspector."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from workspace.api import assistant, auth, blocks, chat, conversations, files, reactions, users, views
from workspace.api.call import METHODS, Args, missing_scope
from workspace.core import Core
from workspace.faults import Fault
from workspace.limits import Refusal
from workspace.space import Json

FAMILIES = (assistant, auth, blocks, chat, conversations, files, reactions, users, views)


async def handle(core: Core, request: web.Request) -> web.StreamResponse:
    """Serves /api/{method}. Slack answers 200 with {"ok": false} for all but rate limits and its own trouble."""
    started = time.monotonic()
    name = request.match_info["method"]
    try:
        given = await _arguments(request)
        fault = core.faults.on_call(name)
        status, headers, answer = _before(fault)
        if answer is None:
            answer = _call(core, name, request, given)
    except Refusal as refusal:
        given, fault, status, headers, answer = {}, None, 200, {}, refusal.as_json()
    core.journal.note(
        "in",
        name,
        detail=str(given.get("channel") or given.get("channel_id") or given.get("user_id") or ""),
        result="ok" if answer.get("ok") else str(answer.get("error")),
        milliseconds=(time.monotonic() - started) * 1000,
        request=given,
        response=answer,
    )
    await _after(fault, request)
    scopes = {"X-OAuth-Scopes": ",".join(sorted(core.manifest.scopes))}
    return web.json_response(answer, status=status, headers={**scopes, **headers})


def _before(fault: Fault | None) -> tuple[int, dict[str, str], Json | None]:
    """Status, headers and answer where a fault answers in the method's place; no answer otherwise."""
    if fault is None:
        return 200, {}, None
    if fault.kind == "rate_limited":
        return 429, {"Retry-After": str(fault.fields["retry_after"])}, {"ok": False, "error": "ratelimited"}
    if fault.kind == "server_error":
        return int(fault.fields["status"]), {}, {"ok": False, "error": "internal_error"}
    if fault.kind == "api_error":
        return 200, {}, {"ok": False, "error": str(fault.fields["error"])}
    return 200, {}, None


async def _after(fault: Fault | None, request: web.Request) -> None:
    """The faults that strike once the work is done."""
    if fault is None:
        return
    if fault.kind == "delay":
        await asyncio.sleep(float(fault.fields["seconds"]))
    if fault.kind == "lost_answer" and request.transport is not None:
        request.transport.abort()


def _call(core: Core, name: str, request: web.Request, given: Json) -> Json:
    found = METHODS.get(name)
    if found is None:
        return {"ok": False, "error": "unknown_method", "req_method": name}
    args = Args(given, core.manifest.scopes)
    try:
        if found.takes != "none":
            _authorised(core, request, given, found.takes)
        if found.scopes and found.takes == "bot" and not set(found.scopes) & core.manifest.scopes:
            raise missing_scope(found.scopes, core.manifest.scopes)
        return {"ok": True} | found.handler(core, args)
    except Refusal as refusal:
        return refusal.as_json()


def _authorised(core: Core, request: web.Request, given: Json, kind: str) -> None:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or given.get("token", "")
    if not token:
        raise Refusal("not_authed")
    if token not in (core.bot_token, core.app_token):
        raise Refusal("invalid_auth")
    if token != (core.bot_token if kind == "bot" else core.app_token):
        raise Refusal("not_allowed_token_type")
    if kind == "bot" and core.faults.has("revoke_token"):
        raise Refusal("token_revoked")


async def _arguments(request: web.Request) -> Json:
    """JSON, form-encoded, multipart or query arguments, as one object."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        if text.strip():
            given |= _object(text)
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            given[name] = value if isinstance(value, str) else None
    return given


def _object(text: str) -> Json:
    try:
        body: Any = json.loads(text)
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(body, dict):
        raise Refusal("json_not_object")
    return body
