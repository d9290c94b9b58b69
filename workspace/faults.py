"""Trouble on request: what may be made to go wrong, and how often. Carrying it out is for the api, sockets and delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workspace.space import Json


@dataclass(frozen=True)
class Kind:
    """A kind of trouble: what it does in words, the fields it takes with their defaults (`...` is required)."""

    says: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    counted: bool = False
    on_calls: bool = False


KINDS: dict[str, Kind] = {
    "rate_limited": Kind(
        "Answer 429 with Retry-After; nothing is done",
        {"method": None, "times": 1, "retry_after": 1},
        True,
        True,
    ),
    "server_error": Kind(
        "Answer 5xx; nothing is done", {"method": None, "times": 1, "status": 500}, True, True
    ),
    "delay": Kind("Do the work, answer late", {"method": None, "times": 1, "seconds": ...}, True, True),
    "lost_answer": Kind("Do the work, then cut the connection", {"method": None, "times": 1}, True, True),
    "api_error": Kind(
        "Answer with this error; nothing is done", {"method": None, "times": 1, "error": ...}, True, True
    ),
    "drop_link": Kind("Cut every socket at once, without a close frame"),
    "refresh_link": Kind("Ask the app to reconnect (disconnect, refresh_requested)"),
    "refuse_link": Kind("apps.connections.open fails", {"times": 1}, True),
    "cut_handshake": Kind(
        "The next socket is cut before it opens; its ticket is used up", {"times": 1}, True
    ),
    "stop_pongs": Kind("The sockets now open go silent: no pongs, no deliveries"),
    "duplicate": Kind("The next event is delivered twice", {"times": 1}, True),
    "reorder": Kind("The next event waits until the one after it has gone", {"times": 1}, True),
    "revoke_token": Kind("The bot token stops working; tokens_revoked is sent"),
    "archive": Kind("The channel is archived by its owner", {"channel": ...}),
}
AT_ONCE = frozenset({"drop_link", "refresh_link", "archive"})


@dataclass
class Fault:
    """A fault in force. `left` counts down to nothing; None lasts until it is removed."""

    id: int
    kind: str
    fields: Json
    left: int | None

    def as_json(self) -> Json:
        return {"id": self.id, "kind": self.kind, **self.fields, "left": self.left}


class Faults:
    """The faults in force, oldest first."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        self._made = 0

    def add(self, kind: str, **fields: Any) -> Fault:
        """Puts a fault in force. Raises ValueError (a plain sentence) for an unknown kind or field."""
        described = KINDS.get(kind)
        if described is None:
            raise ValueError(f"There is no fault called {kind}.")
        unknown = set(fields) - set(described.fields)
        if unknown:
            raise ValueError(f"{kind} has no field {', '.join(sorted(unknown))}.")
        filled = {**described.fields, **fields}
        missing = [name for name, value in filled.items() if value is ...]
        if missing:
            raise ValueError(f"{kind} needs {', '.join(missing)}.")
        self._made += 1
        left = int(filled["times"]) if described.counted else None
        fault = Fault(self._made, kind, filled, left)
        if kind not in AT_ONCE:
            self.active.append(fault)
        return fault

    def remove(self, identifier: int | None = None) -> list[Fault]:
        """Takes one fault (or all) out of force, and returns what was removed."""
        gone = [fault for fault in self.active if identifier in (None, fault.id)]
        self.active = [fault for fault in self.active if fault not in gone]
        return gone

    def take(self, kind: str, method: str | None = None) -> Fault | None:
        """The first fault of this kind that applies, counted down by one."""
        for fault in self.active:
            if fault.kind == kind and fault.fields.get("method") in (None, method):
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        self.active.remove(fault)
                return fault
        return None

    def on_call(self, method: str) -> Fault | None:
        """The first fault that applies to a Web API call, counted down by one."""
        for fault in list(self.active):
            if KINDS[fault.kind].on_calls and fault.fields.get("method") in (None, method):
                return self.take(fault.kind, method)
        return None

    def has(self, kind: str) -> bool:
        return any(fault.kind == kind for fault in self.active)
