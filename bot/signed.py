"""Slack's signature on an HTTP request, checked on the bytes as they came, before anything in them is read.

Bolt checks it once more; it parses first, and answers an odd header with a fault of its own."""

import re
from collections.abc import Callable, Sequence
from time import time

from slack_sdk.signature import Clock, SignatureVerifier

LARGEST = (
    1024 * 1024
)  # bytes: a form of Slack's is at most 250 KB, and its answer carries it once more, quoted
PATIENCE = 5.0  # seconds for a body to arrive; Slack itself waits for three
KINDS = ("application/json", "application/x-www-form-urlencoded")

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


class Signatures:
    """`now` is real time, in seconds since 1970. A request is good for five minutes on either side of it."""

    def __init__(self, secret: str, now: Callable[[], float] = time) -> None:
        self._verifier = SignatureVerifier(secret, _ClockOf(now))

    def are_good(self, timestamps: Sequence[str], signatures: Sequence[str], body: bytes) -> bool:
        """Given every value of each header: two of one are a trick."""
        if len(timestamps) != 1 or len(signatures) != 1:
            return False
        timestamp, signature = timestamps[0], signatures[0]
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return False
        try:
            return bool(self._verifier.is_valid(body, timestamp, signature))
        except UnicodeDecodeError:  # the library signs text
            return False


class _ClockOf(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()
