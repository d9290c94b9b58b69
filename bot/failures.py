"""What it means when Slack does not take something: whether to try again, when, and whether it may have worked."""

import asyncio
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

# "It's possible some aspect of the operation succeeded", says Slack of the first two.
_UNCERTAIN = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "server_error"}
_NO_ACCESS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "ekm_access_denied",
}
# Calls that Slack limits over the whole workspace; posts are limited by conversation.
_HOLDS = {
    "chat.update": "card",
    "chat.delete": "delete",
    "views.publish": "home",
    "reactions.add": "react",
    "files.getUploadURLExternal": "upload",
    "files.completeUploadExternal": "upload",
}
DEFAULT_RETRY_AFTER = 30.0


@dataclass(eq=False)
class Failure(Exception):
    """`kind`: held (429), unreachable, no_access (the token), uncertain (it may have worked),
    refused (for good), unrendered (it never came to a call)."""

    kind: str
    said: str
    after: float | None = None  # seconds that Slack asks us to wait
    call: str | None = None  # Slack's name of the method

    @property
    def holds(self) -> str | None:
        """The rows that must all wait, whoever they are for; None: only this conversation's."""
        return _HOLDS.get(self.call or "") if self.kind == "held" else None

    @property
    def counted(self) -> bool:
        """Whether it is one attempt less. What was not Slack's judgement of this row is not."""
        return self.kind in ("uncertain", "unrendered")

    @property
    def certain(self) -> bool:
        return self.kind != "uncertain"


def failure_of(error: Exception, call: str | None = None) -> Failure:
    """Every way in which a call can fail, as one of these."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, SlackApiError):
        return _answered(error, call)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure("unreachable", type(error).__name__)
    if isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError, OSError, SlackRequestError)):
        return Failure("uncertain", type(error).__name__)
    return Failure("uncertain", f"unexpected {type(error).__name__}")


def _answered(error: SlackApiError, call: str | None) -> Failure:
    response = error.response
    status = getattr(response, "status_code", getattr(response, "status", 0))
    said = _word(response)
    if status == 429 or said in ("ratelimited", "rate_limited"):
        return Failure("held", "ratelimited", _retry_after(response), call)
    if said in _NO_ACCESS:
        return Failure("no_access", said)
    if status >= 500 or said in _UNCERTAIN or said is None:
        return Failure("uncertain", said or f"status {status}")
    return Failure("refused", said)


def _word(response: object) -> str | None:
    data = getattr(response, "data", response)
    word = data.get("error") if isinstance(data, dict) else None
    return str(word) if word else None


def _retry_after(response: object) -> float:
    headers = getattr(response, "headers", None) or {}
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(float(value), 0.0)
            except ValueError:
                break
    return DEFAULT_RETRY_AFTER
