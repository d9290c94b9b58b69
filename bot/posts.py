"""What delivery is handed and what it hands back: plain values, no Slack and no database."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """A file to be shown again elsewhere: one that Slack has (`slack_file`), or bytes of our own."""

    name: str
    slack_file: str | None = None
    content: bytes | None = None


@dataclass(frozen=True)
class Post:
    """One message, rendered. `text` is what notifications show, and the whole message where there are no blocks.

    `channel` and `thread_ts` override the row's recipient and its card's thread. `ts` is the message that is meant
    by "amend", "delete" and "react" (then `text` is the emoji's name); "unshare" takes our own `file` away. `user` is who alone sees an "ephemeral" one, and whose
    Home a "home" one is; both default to the row's recipient.
    """

    text: str
    blocks: list[dict[str, Any]] | None = None
    thread_ts: str | None = None
    channel: str | None = None
    file: Attachment | None = None
    ts: str | None = None
    user: str | None = None


@dataclass(frozen=True)
class Result:
    """How a row ended. `state`: sent, dropped or given_up. `error` is Slack's own word for it."""

    state: str
    channel: str | None = None
    ts: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Draft:
    """A row in hand, ready to be sent: everything that the conversation with Slack needs."""

    row_id: int
    method: str
    post: Post
    channel: str | None
    user: str | None
    thread_ts: str | None
    ts: str | None  # of a card that stands already
    key: str  # in the message's metadata, so that it can be found again
    since: float  # when the first attempt began, in seconds since 1970
    doubtful: bool
    card_id: int | None = None
    slack_file: str | None = None
    case: str | None = None  # the case's reference, for the log
