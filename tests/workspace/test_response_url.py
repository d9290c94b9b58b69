"""response_url: five uses in thirty minutes; replacing, deleting, and who sees the answer."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from tests.workspace.house import ADA, BEN, OPEN, client, running
from workspace import acts
from workspace.core import ResponseUrl
from workspace.server import Workspace


async def post(url: str, body: dict[str, Any]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


def clicked(workspace: Workspace, ts: str | None, *, ephemeral: bool = False) -> str:
    return workspace.response_url(ResponseUrl(ADA, OPEN, time.monotonic(), ts, None, ephemeral))


def test_it_works_five_times() -> None:
    async def story() -> None:
        async with running() as workspace:
            url = clicked(workspace, None)
            answers = [await post(url, {"text": str(n)}) for n in range(6)]
            assert [status for status, _ in answers] == [200] * 5 + [404]
            assert answers[5][1] == "used_url"
            assert len(acts.ephemeral(workspace, ADA, OPEN)) == 5

    asyncio.run(story())


def test_it_works_for_thirty_minutes() -> None:
    async def story() -> None:
        async with running() as workspace:
            url = clicked(workspace, None)
            next(iter(workspace.responses.values())).made -= 30 * 60 + 1
            assert await post(url, {"text": "late"}) == (404, "expired_url")
            assert await post(f"{workspace.base_url}/respond/made-up", {"text": "x"}) == (404, "expired_url")

    asyncio.run(story())


def test_a_refused_answer_says_why_and_costs_nothing() -> None:
    async def story() -> None:
        async with running() as workspace:
            url = clicked(workspace, None)
            status, text = await post(url, {"blocks": [{"type": "poster"}]})
            assert status == 400
            assert "invalid_blocks" in text
            assert next(iter(workspace.responses.values())).uses == 0

    asyncio.run(story())


@pytest.mark.parametrize("private", [True, False])
def test_the_original_is_replaced_and_then_deleted(private: bool) -> None:
    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            if private:
                ts = (await bot.chat_postEphemeral(channel=OPEN, user=ADA, text="A"))["message_ts"]
            else:
                ts = (await bot.chat_postMessage(channel=OPEN, text="A"))["ts"]
            url = clicked(workspace, ts, ephemeral=private)
            await post(url, {"text": "B", "replace_original": True})
            assert [(m["ts"], m["text"]) for m in acts.messages(workspace, ADA, OPEN)] == [(ts, "B")]
            await post(url, {"delete_original": True})
            assert acts.messages(workspace, ADA, OPEN) == []

    asyncio.run(story())


def test_in_channel_is_seen_by_everybody() -> None:
    async def story() -> None:
        async with running() as workspace:
            await post(clicked(workspace, None), {"text": "All", "response_type": "in_channel"})
            assert [m["text"] for m in acts.messages(workspace, BEN, OPEN)] == ["All"]

    asyncio.run(story())
