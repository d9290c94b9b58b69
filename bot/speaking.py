"""The calls that say something in Slack, and the look for what an earlier attempt may have said. No database."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.failures import Failure, failure_of
from bot.files import Downloads
from bot.posts import Draft, Post

EVENT_TYPE = "wardline_post"
PAGE = 200
BEFORE = 600  # seconds before the first attempt, for clocks that differ

_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
_NO_FILE = {"file_not_found", "file_deleted"}
_ALREADY = {"delete": {"message_not_found"}, "react": {"already_reacted", "message_not_found"}}

Answer = dict[str, Any]
Saved = Callable[[str], Awaitable[None]]


class Speaker:
    """Says one draft. `client` must have no retry handlers: they know nothing of what may have worked."""

    def __init__(self, client: AsyncWebClient, downloads: Downloads) -> None:
        self.client = client
        self.downloads = downloads

    async def open_conversation(self, user: str) -> str:
        answer = await self._call("conversations.open", {"users": user})
        return str(answer["channel"]["id"])

    async def page(self, method: str, body: Answer) -> Answer:
        """One page of what is written somewhere, or of a list. Raises Failure."""
        return await self._form(method, body)

    async def say(self, draft: Draft, *, starting: Saved, uploading: Saved) -> tuple[str | None, str | None]:
        """(channel, ts) of where it stands now. Raises Failure.

        `starting` is awaited before a card is posted anew, `uploading` with a file's id before it is shared.
        """
        if draft.doubtful and (found := await self._look(draft)):
            return draft.channel, found
        match draft.method:
            case "post":
                return await self._post(draft)
            case "card":
                return await self._card(draft, starting)
            case "ephemeral":
                return await self._ephemeral(draft)
            case "home":
                return await self._home(draft)
            case "upload":
                return await self._upload(draft, uploading)
            case "amend":
                return await self._amend(draft)
            case "unshare":
                return await self._unshare(draft)
            case "delete" | "react":
                return await self._act(draft)
        raise Failure("unrendered", f"no such method: {draft.method}")

    async def _post(self, draft: Draft) -> tuple[str | None, str | None]:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": draft.key}}
        answer = await self._call(
            "chat.postMessage",
            {
                **_content(draft.post),
                "channel": draft.channel,
                "thread_ts": draft.thread_ts,
                "metadata": metadata,
                "unfurl_links": False,
                "unfurl_media": False,
            },
        )
        return str(answer.get("channel") or draft.channel), str(answer["ts"])

    async def _card(self, draft: Draft, starting: Saved) -> tuple[str | None, str | None]:
        if draft.ts is None:
            return await self._post(draft)
        try:
            body = {**_content(draft.post), "channel": draft.channel, "ts": draft.ts}
            await self._call("chat.update", body)
        except Failure as failure:
            if failure.said not in _GONE:
                raise
            await starting(draft.ts)
            return await self._post(draft)
        return draft.channel, draft.ts

    async def _amend(self, draft: Draft) -> tuple[str | None, str | None]:
        """A post that stands says something else from now on; where it is gone, there is nothing left to change."""
        try:
            body = {**_content(draft.post), "channel": draft.channel, "ts": draft.post.ts}
            await self._call("chat.update", body)
        except Failure as failure:
            if failure.said not in _GONE:
                raise
        return draft.channel, draft.post.ts

    async def _unshare(self, draft: Draft) -> tuple[str | None, str | None]:
        try:
            await self._form("files.delete", {"file": draft.post.file.slack_file if draft.post.file else ""})
        except Failure as failure:
            if failure.said not in _NO_FILE:
                raise
        return draft.channel, None

    async def _ephemeral(self, draft: Draft) -> tuple[str | None, str | None]:
        body = {
            **_content(draft.post),
            "channel": draft.channel,
            "user": draft.post.user or draft.user,
            "thread_ts": draft.thread_ts,
        }
        await self._call("chat.postEphemeral", body)
        return draft.channel, None

    async def _home(self, draft: Draft) -> tuple[str | None, str | None]:
        view = {"type": "home", "blocks": draft.post.blocks or []}
        await self._call("views.publish", {"user_id": draft.post.user or draft.user, "view": view})
        return None, None

    async def _act(self, draft: Draft) -> tuple[str | None, str | None]:
        body: Answer = {"channel": draft.channel}
        if draft.method == "react":
            body |= {"timestamp": draft.post.ts, "name": draft.post.text}
        else:
            body["ts"] = draft.post.ts
        try:
            await self._call("chat.delete" if draft.method == "delete" else "reactions.add", body)
        except Failure as failure:
            if failure.said not in _ALREADY[draft.method]:
                raise
        return draft.channel, draft.post.ts

    async def _upload(self, draft: Draft, uploading: Saved) -> tuple[str | None, str | None]:
        file = draft.post.file
        if file is None:
            raise Failure("refused", "no file")
        content = file.content
        if content is None:
            content = await self.downloads.read(self.client, file.slack_file or "")
        place = await self._form(
            "files.getUploadURLExternal", {"filename": file.name, "length": len(content)}
        )
        await uploading(str(place["file_id"]))
        await self.downloads.send(str(place["upload_url"]), content)
        body = {
            "files": json.dumps([{"id": place["file_id"], "title": file.name}]),
            "channel_id": draft.channel,
            "thread_ts": draft.thread_ts,
            "initial_comment": draft.post.text or None,
        }
        await self._form("files.completeUploadExternal", body)
        return draft.channel, None

    async def _look(self, draft: Draft) -> str | None:
        """The ts of what an earlier attempt left behind. A message that only one person sees cannot be found."""
        if (
            draft.method in ("ephemeral", "home", "amend", "unshare", "delete", "react")
            or draft.ts is not None
        ):
            return None
        async for message in self._messages(draft):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            files = {file.get("id") for file in message.get("files") or ()}
            if payload.get("key") == draft.key or (draft.slack_file and draft.slack_file in files):
                return str(message["ts"])
        return None

    async def _messages(self, draft: Draft) -> AsyncIterator[Answer]:
        """What was said since shortly before the first attempt: in the thread, which a channel's history omits."""
        body: Answer = {
            "channel": draft.channel,
            "oldest": f"{draft.since - BEFORE:.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        method = "conversations.history"
        if draft.thread_ts:
            method, body = "conversations.replies", {**body, "ts": draft.thread_ts}
        while True:
            answer = await self._form(method, body)
            for message in answer.get("messages") or ():
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            body = {**body, "cursor": cursor}

    async def _call(self, method: str, body: Answer) -> Answer:
        return await self._ask(method, json=_without_none(body))

    async def _form(self, method: str, body: Answer) -> Answer:
        fields = {name: (int(value) if isinstance(value, bool) else value) for name, value in body.items()}
        return await self._ask(method, data=_without_none(fields))

    async def _ask(self, method: str, **arguments: Any) -> Answer:
        try:
            answer = await self.client.api_call(method, **arguments)
        except SlackApiError as error:
            raise failure_of(error, method) from None  # its message holds the whole answer
        except Exception as error:
            raise failure_of(error, method) from error
        return answer.data if isinstance(answer.data, dict) else {}


def _content(post: Post) -> Answer:
    return {"text": post.text, "blocks": post.blocks}


def _without_none(body: Answer) -> Answer:
    return {name: value for name, value in body.items() if value is not None}
