"""Bolt for JavaScript, written by others in another language, finds the workspace to be Slack."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.house import ADA, BEN, CAZ, OPEN, running
from workspace import acts
from workspace.server import BOT, Workspace

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / ".conformance"
TRANSPORTS = pytest.mark.parametrize("transport", ["socket", "http"])


class Heard:
    """What the app has printed so far."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        self.more = asyncio.Event()

    async def read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self.lines.append(json.loads(line))
            self.more.set()

    async def first(self, kind: str) -> Any:
        async with asyncio.timeout(20):
            while True:
                assert not self.of("error"), self.of("error")
                if self.of(kind):
                    return self.of(kind)[0]
                self.more.clear()
                await self.more.wait()

    def of(self, kind: str) -> list[Any]:
        return [line["value"] for line in self.lines if line["kind"] == kind]


@asynccontextmanager
async def app(transport: str) -> AsyncIterator[tuple[Workspace, Heard]]:
    """A workspace, and the JavaScript app connected to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = None if transport == "socket" else f"http://127.0.0.1:{port}/slack/events"
    async with running(events_url=url) as workspace:
        environment = {
            "PATH": os.environ["PATH"],
            "BOLT_HOME": str(INSTALLED),
            "TRANSPORT": transport,
            "BASE_URL": workspace.base_url,
            "BOT_TOKEN": workspace.bot_token,
            "APP_TOKEN": workspace.app_token,
            "SIGNING_SECRET": workspace.signing_secret,
            "PORT": str(port),
        }
        process = await asyncio.create_subprocess_exec(
            "node",
            str(HERE / "app.mjs"),
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 20,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        heard = Heard()
        reading = asyncio.create_task(heard.read(process.stdout))
        try:
            await heard.first("ready")
            await acts.until(workspace, lambda: workspace.delivery.online)
            yield workspace, heard
        finally:
            process.stdin.close()
            await process.wait()
            await reading


@TRANSPORTS
def test_a_message_a_click_and_a_form(transport: str) -> None:
    async def story() -> None:
        async with app(transport) as (workspace, heard):
            channel = acts.dm(workspace, ADA)
            ts = await acts.say(workspace, ADA, channel, "Bins & lights")
            card = (await acts.until(workspace, lambda: acts.messages(workspace, ADA, channel, ts)[1:]))[0]
            assert (await heard.first("message"))["text"] == "Bins &amp; lights"
            await acts.click(workspace, ADA, "note", channel=channel, message_ts=card["ts"])
            await acts.until(workspace, lambda: acts.view(workspace, ADA))
            assert (await heard.first("click"))["value"] == "7"
            bad = await acts.submit(workspace, ADA, {"words": {"text": "bad"}})
            assert bad["errors"] == {"words": "Please be kind."}
            good = await acts.submit(workspace, ADA, {"words": {"text": "good"}})
            assert good["result"] == "closed"
            said = await acts.until(
                workspace, lambda: [m["text"] for m in acts.messages(workspace, ADA, channel) if m["is_bot"]]
            )
            assert said == ["Kept: good"]

    asyncio.run(story())


@TRANSPORTS
def test_a_mention_a_command_a_shortcut_and_the_home_tab(transport: str) -> None:
    async def story() -> None:
        async with app(transport) as (workspace, heard):
            ts = await acts.say(workspace, BEN, OPEN, "@Wardline hello")
            assert (await heard.first("mention"))["text"] == f"<@{BOT}> hello"
            await acts.shortcut(workspace, ADA, "enquiry.raise", channel=OPEN, message_ts=ts)
            assert (await heard.first("shortcut"))["message"]["user"] == BEN
            await acts.command(workspace, ADA, "/wardline", "bins", OPEN)
            assert (await heard.first("command"))["text"] == "bins"
            answer = await acts.until(workspace, lambda: acts.ephemeral(workspace, ADA, OPEN))
            assert answer[0]["text"] == "Understood: bins"
            await acts.open_home(workspace, ADA)
            home = await acts.until(workspace, lambda: acts.home(workspace, ADA))
            assert home["blocks"][0]["text"]["text"] == "Your cases"

    asyncio.run(story())


@TRANSPORTS
def test_files_pages_and_metadata(transport: str) -> None:
    async def story() -> None:
        async with app(transport) as (workspace, heard):
            ts = await acts.say(workspace, ADA, OPEN, "Something")
            await acts.until(workspace, lambda: acts.messages(workspace, ADA, OPEN, ts)[1:])
            await acts.react(workspace, BEN, OPEN, ts, "outbox_tray")
            found = await heard.first("replies")
            assert found["ok"]
            assert found["people"] == [ADA, BEN, CAZ, BOT]
            assert [m.get("metadata", {}).get("event_type") for m in found["messages"]] == [
                None,
                "card",
                None,
            ]
            assert found["messages"][2]["files"][0]["name"] == "note.txt"

    asyncio.run(story())
