"""The page's addresses: `/`, `/static`, the JSON API that docs/workspace.md describes, files and the stream."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import web

from workspace import seen, ui_done
from workspace.core import Core
from workspace.seen import Unable
from workspace.ui_page import Page, answered, refused
from workspace.ui_seen import READS

STATIC = Path(__file__).parent / "static"
HEARTBEAT = 15.0
POLICY = "default-src 'self'; img-src 'self' data: blob: https:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"


def add_routes(core: Core, app: web.Application) -> None:
    """Adds `/`, `/static`, and `/ui`."""

    def route(verb: str, path: str, page: Page) -> None:
        async def handled(request: web.Request) -> web.StreamResponse:
            return await answered(page, core, request)

        app.router.add_route(verb, path, handled)

    for path, page in READS.items():
        route("GET", path, page)
    route("POST", "/ui/clock", ui_done.move_clock)
    route("POST", "/ui/faults", ui_done.cause)
    route("DELETE", "/ui/faults", ui_done.mend)
    route("POST", "/ui/as/{user}/upload", ui_done.upload)
    route("POST", "/ui/as/{user}/{verb}", ui_done.act)

    async def stream(request: web.Request) -> web.StreamResponse:
        return await _stream(core, request)

    async def file(request: web.Request) -> web.StreamResponse:
        return await _file(core, request)

    app.router.add_get("/ui/stream", stream)
    app.router.add_get("/ui/as/{user}/files/{file}", file)
    app.router.add_get("/", _index)
    if STATIC.is_dir():
        app.router.add_static("/static", STATIC)


async def _file(core: Core, request: web.Request) -> web.StreamResponse:
    try:
        user = seen.person(core, request.match_info["user"])
        content, mimetype, name = seen.file_bytes(core, user, request.match_info["file"])
    except Unable as unable:
        return refused(unable, 404)
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
