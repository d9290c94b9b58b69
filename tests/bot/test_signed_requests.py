"""What reaches the bot over HTTP: only what Slack signed, lately, whole, once. The real receiver, on a socket."""

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.signature import Clock, SignatureVerifier
from sqlalchemy import select

from bot.serve import PATH, SignedHttp, web_session
from bot.signed import LARGEST, Signatures
from storage.database import Database
from storage.inbox import InboxRow
from tests.bot.echo import Echo

SECRET = "of-the-app"
NOW = int(time.time())  # the library's own clock is set to it below
EVENT = {
    "type": "event_callback",
    "team_id": "T01",
    "api_app_id": "A01",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T01", "user_id": "UBOT", "is_bot": True}],
    "event": {"type": "message", "channel": "D1", "channel_type": "im", "user": "U01", "ts": "5.0", "text": "bins"},
}  # fmt: skip
BODY = json.dumps(EVENT).encode()
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

Headers = list[tuple[str, str]]


def signature(body: bytes = BODY, timestamp: object = NOW, secret: str = SECRET) -> str:
    return str(SignatureVerifier(secret).generate_signature(timestamp=str(timestamp), body=body))


def headers(body: bytes = BODY, timestamp: object = NOW, kind: str = JSON, secret: str = SECRET) -> Headers:
    return [
        ("Content-Type", kind),
        ("X-Slack-Request-Timestamp", str(timestamp)),
        ("X-Slack-Signature", signature(body, timestamp, secret)),
    ]


def without(name: str) -> Headers:
    return [each for each in headers() if each[0] != name]


def with_signature(value: str) -> Headers:
    return [*without("X-Slack-Signature"), ("X-Slack-Signature", value)]


def with_timestamp(value: str) -> Headers:
    return [*without("X-Slack-Request-Timestamp"), ("X-Slack-Request-Timestamp", value)]


LARGE = b"x" * (LARGEST + 1)
NOT_JSON = b'{"type": "event_callback"'
DEEP = b"[" * 100_000
LIST = b"[1]"
BYTES = b'{"\xff": 1}'

# What is sent, and Slack's or the attacker's answer: status.
REQUESTS: dict[str, tuple[bytes, Headers, int]] = {
    "as Slack sends it": (BODY, headers(), 200),
    "four minutes old": (BODY, headers(timestamp=NOW - 240), 200),
    "six minutes old": (BODY, headers(timestamp=NOW - 360), 401),
    "six minutes ahead": (BODY, headers(timestamp=NOW + 360), 401),
    "a timestamp that is not the signed one": (BODY, with_timestamp(str(NOW - 1)), 401),
    "no timestamp": (BODY, without("X-Slack-Request-Timestamp"), 401),
    "no signature": (BODY, without("X-Slack-Signature"), 401),
    "an empty signature": (BODY, with_signature(""), 401),
    "a signature cut short": (BODY, with_signature(signature()[:-1]), 401),
    "a signature too long": (BODY, with_signature(signature() + "0"), 401),
    "another version": (BODY, with_signature(signature().replace("v0", "v1")), 401),
    "no version": (BODY, with_signature(signature()[3:]), 401),
    "a signature in capitals": (BODY, with_signature(signature().upper()), 401),
    "a signature that is not ASCII": (BODY, with_signature("v0=" + "é" * 64), 401),
    "two signatures, the good one last": (BODY, [("X-Slack-Signature", "v0=" + "0" * 64), *headers()], 401),
    "two signatures, the good one first": (BODY, [*headers(), ("X-Slack-Signature", "v0=" + "0" * 64)], 401),
    "two timestamps": (BODY, [*headers(), ("X-Slack-Request-Timestamp", str(NOW))], 401),
    "a timestamp that is no number": (BODY, with_timestamp("yesterday"), 401),
    "a timestamp in Arabic digits": (BODY, with_timestamp("١٧٠٠٠٠٠٠٠٠"), 401),
    "a timestamp as large as they come": (BODY, with_timestamp("9" * 5_000), 401),
    "a negative timestamp": (BODY, headers(timestamp=-NOW), 401),
    "a timestamp with a fraction": (BODY, headers(timestamp=NOW + 0.5), 401),
    "another app's secret": (BODY, headers(secret="of-another"), 401),
    "a body altered by a byte": (BODY.replace(b"bins", b"bind"), headers(), 401),
    "a body with a space more": (BODY + b" ", headers(), 401),
    "no body": (b"", headers(), 401),
    "unsigned, as a check of certificates": (b"ssl_check=1", [("Content-Type", FORM)], 401),
    "as plain text": (BODY, headers(kind="text/plain"), 415),
    "of no kind": (BODY, without("Content-Type"), 415),
    "in another charset than was signed": (BODY, headers(kind=f"{JSON}; charset=utf-16"), 400),
    "in a charset that is none": (BODY, headers(kind=f"{JSON}; charset=nonsense"), 400),
    "larger than anything of Slack's": (LARGE, headers(LARGE), 413),
    "signed, and no JSON": (NOT_JSON, headers(NOT_JSON), 400),
    "signed, and deeper than can be read": (DEEP, headers(DEEP), 400),
    "signed, and a list": (LIST, headers(LIST), 400),
    "signed, and no UTF-8": (BYTES, headers(), 401),
}

Post = Callable[..., Awaitable[int]]


@pytest.fixture(autouse=True)
def _at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is made before the first test; the last may come much later. Bolt checks by the library's clock."""
    monkeypatch.setattr(Clock, "now", lambda _: float(NOW))


def play(database: Database, scene: Callable[[Post, str], Awaitable[Any]], patience: float = 5.0) -> Any:
    """`post(body, headers)` to the receiver, as anybody on the network might."""

    async def whole() -> Any:
        async with web_session() as web, aiohttp.ClientSession() as outside:
            echo = Echo(database, web, "http://127.0.0.1:9/api/", "xoxb-1", SECRET)
            receiver = SignedHttp(
                echo.app, "127.0.0.1", 0, Signatures(SECRET, now=lambda: NOW), patience=patience
            )
            await receiver.start()
            base = f"http://127.0.0.1:{receiver.port}"

            async def post(body: Any, given: Headers, *, path: str = PATH, method: str = "POST") -> int:
                url = f"{base}{path}"
                quiet = ["Content-Type"]
                sent = io.BytesIO(body) if isinstance(body, bytes) else body
                async with outside.request(
                    method, url, data=sent, headers=given, skip_auto_headers=quiet
                ) as answer:
                    return answer.status

            try:
                return await scene(post, base)
            finally:
                await receiver.stop(1.0)
                echo.transactions.close()

    return asyncio.run(whole())


def kept(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(InboxRow.id)).all())


def test_each_request_gets_the_answer_it_deserves(sqlite_database: Database) -> None:
    async def scene(post: Post, _base: str) -> dict[str, int]:
        return {name: await post(body, given) for name, (body, given, _) in REQUESTS.items()}

    answers = play(sqlite_database, scene)

    assert answers == {name: status for name, (_, _, status) in REQUESTS.items()}
    assert kept(sqlite_database) == 1  # the two that Slack signed are one message


def test_other_paths_and_methods_are_nothing(sqlite_database: Database) -> None:
    async def scene(post: Post, _base: str) -> list[int]:
        paths = ("/", "/slack/events/", "/slack/../slack/events/x", "/slack/install", "/slack/oauth_redirect")
        elsewhere = [await post(BODY, headers(), path=path) for path in paths]
        return [*elsewhere, *[await post(BODY, headers(), method=m) for m in ("GET", "PUT", "DELETE")]]

    assert play(sqlite_database, scene) == [404] * 5 + [405] * 3
    assert kept(sqlite_database) == 0


def test_the_same_again_is_one_message_whoever_repeats_it(sqlite_database: Database) -> None:
    """Slack signs each of its retries anew; an attacker has only what was signed once."""
    retry = [
        *headers(timestamp=NOW + 1),
        ("X-Slack-Retry-Num", "1"),
        ("X-Slack-Retry-Reason", "http_timeout"),
    ]

    async def scene(post: Post, _base: str) -> list[int]:
        return [await post(BODY, given) for given in (headers(), headers(), retry, headers())]

    assert play(sqlite_database, scene) == [200] * 4
    assert kept(sqlite_database) == 1


def test_a_body_that_never_ends_is_let_go(sqlite_database: Database) -> None:
    async def slow() -> Any:
        yield BODY[:10]
        await asyncio.sleep(30)  # cut off long before
        yield BODY[10:]

    async def scene(post: Post, _base: str) -> int:
        return await post(slow(), headers())

    assert play(sqlite_database, scene, patience=0.05) == 408
