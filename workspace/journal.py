"""What happened lately: the request inspector's list, and the stream that tells pages something changed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from workspace.space import Json

KEPT = 500


class Journal:
    """The last `KEPT` calls and deliveries, and every listener to changes."""

    def __init__(self) -> None:
        self.requests: deque[Json] = deque(maxlen=KEPT)
        self.last = 0
        self._changes = 0
        self._listeners: set[asyncio.Queue[Json]] = set()

    def note(
        self,
        direction: str,
        name: str,
        *,
        detail: str = "",
        result: str = "ok",
        milliseconds: float = 0.0,
        request: Any = None,
        response: Any = None,
    ) -> None:
        """Keeps one call. `direction` is in (the bot called us) or out (a delivery to the bot)."""
        self.last += 1
        self.requests.append(
            {
                "n": self.last,
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "direction": direction,
                "name": name,
                "detail": detail,
                "result": result,
                "ms": round(milliseconds, 1),
                "request": without_secrets(request),
                "response": without_secrets(response),
            }
        )
        self.changed("requests")

    def changed(
        self,
        kind: str,
        *,
        users: Iterable[str] | None = None,
        channel: str | None = None,
        ts: str | None = None,
        thread_ts: str | None = None,
        **more: Any,
    ) -> None:
        """Tells every listening page that something changed. `users` None means everybody."""
        self._changes += 1
        change: Json = {
            "n": self._changes,
            "kind": kind,
            "users": None if users is None else sorted(set(users)),
            "channel": channel,
            "ts": ts,
            "thread_ts": thread_ts,
            **more,
        }
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(change)

    def listen(self) -> asyncio.Queue[Json]:
        queue: asyncio.Queue[Json] = asyncio.Queue(maxsize=1000)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Json]) -> None:
        self._listeners.discard(queue)


def without_secrets(value: Any) -> Any:
    """A copy in which no token can be read."""
    if isinstance(value, dict):
        return {key: "…" if key == "token" else without_secrets(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    if isinstance(value, str) and value.startswith(("xoxb-", "xapp-")):
        return "…"
    return value
