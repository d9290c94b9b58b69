"""The state file: what outlives a restart, and what a broken file says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.workspace.house import ADA, BEN, OPEN, channels, client, manifest, people, running
from workspace import acts
from workspace.persist import StateFault
from workspace.server import BOT, SlackChannel, SlackPerson, Workspace


def test_everything_said_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"

    async def before() -> tuple[str, str, str]:
        async with running(state_file=path) as workspace:
            bot = client(workspace)
            ts = await acts.say(workspace, ADA, OPEN, "Hello")
            await acts.react(workspace, BEN, OPEN, ts, "wave")
            await bot.chat_postMessage(channel=OPEN, text="Reply", thread_ts=ts)
            await acts.upload(workspace, ADA, "a.txt", b"bytes", channel=acts.dm(workspace, ADA))
            await bot.views_publish(user_id=ADA, view={"type": "home", "blocks": [{"type": "divider"}]})
            return workspace.bot_token, acts.dm(workspace, ADA), ts

    async def after(token: str, direct: str, ts: str) -> None:
        async with running(state_file=path) as workspace:
            assert workspace.bot_token == token
            assert acts.dm(workspace, ADA) == direct
            shown = acts.messages(workspace, ADA, OPEN, ts)
            assert [m["text"] for m in shown] == ["Hello", "Reply"]
            assert shown[0]["reactions"][0]["name"] == "wave"
            name = acts.messages(workspace, ADA, direct)[0]["files"][0]["name"]
            assert name == "a.txt"
            assert acts.home(workspace, ADA) is not None
            later = await acts.say(workspace, ADA, OPEN, "Again")
            assert later > ts

    asyncio.run(after(*asyncio.run(before())))


def test_people_and_channels_that_are_new_are_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"

    async def before() -> None:
        async with running(state_file=path) as workspace:
            await acts.say(workspace, ADA, OPEN, "Hello")

    async def after() -> None:
        more = [*people(), SlackPerson("U0DEE", "Dee Example")]
        others = [*channels(), SlackChannel("C0NEW", "new", ["U0DEE", BOT])]
        workspace = Workspace(manifest(), more, others, state_file=path)
        assert acts.dm(workspace, "U0DEE")
        assert {one["name"] for one in acts.conversations(workspace, "U0DEE")} >= {"new", "south", "Wardline"}
        assert len(acts.messages(workspace, ADA, OPEN)) == 1

    asyncio.run(before())
    asyncio.run(after())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99}', '{"version": 1}'])
def test_a_broken_state_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "workspace.json"
    path.write_text(text)
    with pytest.raises(StateFault, match="Remove it to start afresh"):
        Workspace(manifest(), people(), channels(), state_file=path)


def test_the_state_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"

    async def story() -> None:
        async with running(state_file=path):
            pass

    asyncio.run(story())
    assert path.stat().st_mode & 0o077 == 0
