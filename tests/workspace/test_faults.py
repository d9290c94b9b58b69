"""Trouble on request, as the official client meets it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.workspace.house import ADA, OPEN, client, running
from workspace import acts


@pytest.mark.parametrize(
    ("kind", "fields", "status", "error"),
    [
        ("rate_limited", {"retry_after": 7}, 429, "ratelimited"),
        ("server_error", {"status": 503}, 503, "internal_error"),
        ("api_error", {"error": "fatal_error"}, 200, "fatal_error"),
    ],
)
def test_a_call_fails_once_and_nothing_is_done(
    kind: str, fields: dict[str, Any], status: int, error: str
) -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            await workspace.cause(kind, method="chat.postMessage", **fields)
            assert (await bot.auth_test())["ok"]
            with pytest.raises(SlackApiError) as failure:
                await bot.chat_postMessage(channel=OPEN, text="Hello")
            answer = failure.value.response
            assert (answer.status_code, answer["error"]) == (status, error)
            if kind == "rate_limited":
                assert answer.headers["Retry-After"] == "7"
            assert acts.messages(workspace, ADA, OPEN) == []
            await bot.chat_postMessage(channel=OPEN, text="Hello")
            assert len(acts.messages(workspace, ADA, OPEN)) == 1

    asyncio.run(story())


def test_a_lost_answer_means_that_it_was_done() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            bot.retry_handlers.clear()
            await workspace.cause("lost_answer", method="chat.postMessage")
            with pytest.raises(aiohttp.ClientError):
                await bot.chat_postMessage(channel=OPEN, text="Hello")
            assert [m["text"] for m in acts.messages(workspace, ADA, OPEN)] == ["Hello"]

    asyncio.run(story())


def test_a_late_answer_comes_after_the_work() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            await workspace.cause("delay", method="chat.postMessage", seconds=0.2)
            posting = asyncio.create_task(bot.chat_postMessage(channel=OPEN, text="Hello"))
            await acts.until(workspace, lambda: acts.messages(workspace, ADA, OPEN))
            assert not posting.done()
            assert (await posting)["ok"]

    asyncio.run(story())


def test_a_revoked_token_stops_everything_until_it_is_mended() -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            fault = await workspace.cause("revoke_token")
            with pytest.raises(SlackApiError) as failure:
                await bot.auth_test()
            assert failure.value.response["error"] == "token_revoked"
            workspace.mend(fault.id)
            assert (await bot.auth_test())["ok"]

    asyncio.run(story())


def test_a_refused_link_fails_as_often_as_was_asked() -> None:
    async def story() -> None:
        async with running() as workspace:
            app = client(workspace, workspace.app_token)
            await workspace.cause("refuse_link", times=2)
            for _ in range(2):
                with pytest.raises(SlackApiError):
                    await app.apps_connections_open(app_token=workspace.app_token)
            assert (await app.apps_connections_open(app_token=workspace.app_token))["ok"]

    asyncio.run(story())
