"""What every answer of the page's API is made of: the body, the refusal, and the guard against other sites' forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from workspace.core import Core
from workspace.seen import Unable
from workspace.space import Json

Page = Callable[[Core, web.Request], Awaitable[Json]]
_STATUS = {"unsupported_media_type": 415, "unknown_verb": 404}


async def answered(page: Page, core: Core, request: web.Request) -> web.StreamResponse:
    """A page's answer as JSON with `ok`, or its refusal with `error` and `says`."""
    try:
        if request.method == "POST":
            _own_page(request)
        return web.json_response({"ok": True} | await page(core, request))
    except Unable as unable:
        return refused(unable, _STATUS.get(unable.error, 400))


def refused(unable: Unable, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": unable.error, "says": unable.says}, status=status)


def _own_page(request: web.Request) -> None:
    """A form on another site can send neither JSON nor a header of its own."""
    if request.content_type == "application/json":
        return
    if request.path.endswith("/upload") and request.headers.get("X-Workspace") == "page":
        return
    raise Unable("unsupported_media_type", "Send JSON, with Content-Type: application/json.")


async def body_of(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        raise Unable("invalid_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Unable("invalid_json", "The body must be a JSON object.")
    return body
