"""A small Slack that behaves: it keeps what it is told, finds it again, and fails as it is asked to."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Message = dict[str, Any]


class Slack:
    """`faults[method]` is a list of what goes wrong next: "lost" (done, but the answer is cut off), "cut" (not done,
    cut off), 429, 500, or Slack's word for an error. Empty: it works."""

    def __init__(self) -> None:
        self.messages: dict[str, list[Message]] = defaultdict(list)
        self.calls: list[tuple[str, Message]] = []
        self.faults: dict[str, list[str | int]] = defaultdict(list)
        self.retry_after = 7
        self.homes: dict[str, Message] = {}
        self.files: dict[str, bytes] = {}
        self.clock = 1_772_442_000.0  # 2 March 2026, 09:00 UTC
        self._made = 0
        self.base_url = ""

    def texts(self, channel: str) -> list[str]:
        return [message["text"] for message in self.messages[channel]]

    def named(self, method: str) -> list[Message]:
        return [body for name, body in self.calls if name == method]

    def forget(self, channel: str, ts: str) -> None:
        self.messages[channel] = [message for message in self.messages[channel] if message["ts"] != ts]

    def stamp(self) -> str:
        self._made += 1
        return f"{self.clock + self._made / 1000:.6f}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await _read(request)
        self.calls.append((method, body))
        fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault == 429:
            headers = {"Retry-After": str(self.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault == 500:
            return web.Response(status=500, text="<html>sorry</html>", content_type="text/html")
        if fault == "cut":
            _cut(request)
            return web.Response()
        if isinstance(fault, str) and fault != "lost":
            return web.json_response({"ok": False, "error": fault})
        answer = self.act(method, body)
        if fault == "lost":
            _cut(request)
        return web.json_response(answer)

    def act(self, method: str, body: Message) -> Message:
        match method:
            case "auth.test":
                return {
                    "ok": True,
                    "team_id": "T01",
                    "user_id": "UBOT",
                    "bot_id": "B01",
                    "team": "t",
                    "url": "u",
                }
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D-{body['users']}"}}
            case "chat.postMessage":
                message = {**body, "ts": self.stamp()}
                self.messages[body["channel"]].append(message)
                return {"ok": True, "channel": body["channel"], "ts": message["ts"]}
            case "chat.update":
                return self._update(body)
            case "conversations.history" | "conversations.replies":
                return self._page(body)
            case "views.publish":
                self.homes[body["user_id"]] = body["view"]
                return {"ok": True}
            case "files.getUploadURLExternal":
                file_id = f"F{self._made}{len(self.files)}"
                return {"ok": True, "file_id": file_id, "upload_url": f"{self.base_url}upload/{file_id}"}
            case "files.completeUploadExternal":
                shared = {
                    "ts": self.stamp(),
                    "thread_ts": body.get("thread_ts"),
                    "text": "",
                    "channel": body["channel_id"],
                }
                self.messages[body["channel_id"]].append({**shared, "files": json.loads(body["files"])})
                return {"ok": True}
        return {"ok": True}

    def _update(self, body: Message) -> Message:
        for message in self.messages[body["channel"]]:
            if message["ts"] == body["ts"]:
                message.update(text=body["text"], edited=True)
                return {"ok": True, "channel": body["channel"], "ts": body["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _page(self, body: Message) -> Message:
        """Two messages a page, newest first; a channel's history omits replies."""
        root = body.get("ts")
        found = [
            message
            for message in reversed(self.messages[body["channel"]])
            if float(message["ts"]) >= float(body.get("oldest", 0))
            and (root in (message["ts"], message.get("thread_ts")) if root else not message.get("thread_ts"))
        ]
        start = int(body.get("cursor") or 0)
        further = str(start + 2) if start + 2 < len(found) else ""
        page = found[start : start + 2]
        if body.get("include_all_metadata") not in (True, "1", 1):
            page = [{k: v for k, v in message.items() if k != "metadata"} for message in page]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": further}}

    async def upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")


async def _read(request: web.Request) -> Message:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **dict(await request.post())}


def _cut(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.close()


@asynccontextmanager
async def running(slack: Slack) -> AsyncIterator[str]:
    """Its base URL."""
    application = web.Application()
    application.router.add_route("*", "/api/{method}", slack.handle)
    application.router.add_post("/api/upload/{file}", slack.upload)
    async with TestServer(application) as server:
        slack.base_url = str(server.make_url("/api/"))
        yield slack.base_url
