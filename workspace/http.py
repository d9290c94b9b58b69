"""Signed HTTP: posts events, interactions and commands to the bot's address, as Slack's request URLs receive them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from workspace.delivery import ACK_SECONDS, Answer, NoAnswer, Outgoing
from workspace.space import Json


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's request signature, version 0."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return f"v0={digest}"


class HttpTransport:
    """Delivery to one address. The address is verified (url_verification) before the first event goes there."""

    def __init__(
        self, url: str, signing_secret: str, verification_token: str, *, ack_seconds: float = ACK_SECONDS
    ) -> None:
        self.url = url
        self.ack_seconds = ack_seconds
        self._secret = signing_secret
        self._token = verification_token
        self._session: aiohttp.ClientSession | None = None
        self._verified = False
        self._verifying = asyncio.Lock()

    @property
    def online(self) -> bool:
        return True

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        if outgoing.kind == "events_api":
            if not self._verified:
                await self._verify()
            headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
            return await self._post(json.dumps(outgoing.payload), "application/json", headers)
        form = (
            outgoing.payload
            if outgoing.kind == "slash_commands"
            else {"payload": json.dumps(outgoing.payload)}
        )
        return await self._post(urlencode(form), "application/x-www-form-urlencoded", {})

    async def _verify(self) -> None:
        async with self._verifying:
            if self._verified:
                return
            challenge = secrets.token_urlsafe(32)
            body: Json = {"type": "url_verification", "token": self._token, "challenge": challenge}
            answer = await self._post(json.dumps(body), "application/json", {})
            given = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
            if given != challenge:
                raise NoAnswer("http_error")
            self._verified = True

    async def _post(self, body: str, content_type: str, headers: dict[str, str]) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        timestamp = str(int(time.time()))
        signed = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (local)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            **headers,
        }
        try:
            async with self._session.post(
                self.url,
                data=body.encode(),
                headers=signed,
                timeout=aiohttp.ClientTimeout(total=self.ack_seconds),
                allow_redirects=False,
            ) as response:
                text = await response.text()
        except TimeoutError:
            raise NoAnswer("http_timeout") from None
        except aiohttp.ClientError:
            raise NoAnswer("connection_failed") from None
        if not 200 <= response.status < 300:
            raise NoAnswer("http_error", final=response.headers.get("X-Slack-No-Retry") == "1")
        return Answer(_parsed(text))


def _parsed(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
