"""Programs that a bench starts: in an environment of their own, waited for by what they say, ended by their own id."""

import asyncio
import os
import signal
import socket
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from workspace.server import Workspace

PATIENCE = 90.0  # seconds until a program must be ready
GRACE = 20.0  # seconds to stop when told to


class DidNotStart(Exception):
    """A program ended, or stayed silent, before it was ready; the text is what it said."""


def environment(**more: str) -> dict[str, str]:
    """What a fresh shell has, without anybody's settings and without proxies."""
    return {"PATH": os.defpath, "PYTHONUNBUFFERED": "1", **more}


def slack_settings(workspace: Workspace, database: str, words: Path) -> dict[str, str]:
    """`wardline run` against a local workspace."""
    return environment(
        SLACK_BOT_TOKEN=workspace.bot_token,
        SLACK_APP_TOKEN=workspace.app_token,
        WARDLINE_SLACK_URL=f"{workspace.base_url}/api/",
        WARDLINE_DATABASE_URL=database,
        WARDLINE_DIRECTORY=str(words),
        WARDLINE_A_MINUTE="999999",  # few people write more than people can
    )


@asynccontextmanager
async def running(
    command: Sequence[str | Path], ready: str, *, folder: Path, settings: dict[str, str]
) -> AsyncIterator[Process]:
    """Started in `folder`, and given over once it has said `ready`. Stopped as Ctrl-C stops it."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command), cwd=folder, env=settings, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    reading: asyncio.Task[None] | None = None
    try:
        await _until(process, ready)
        reading = asyncio.create_task(_read_on(process))
        yield process
    finally:
        await _stop(process)
        if reading is not None:
            await reading


async def _until(process: Process, ready: str) -> None:
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                said.append(line.decode(errors="replace"))
                if ready in said[-1]:
                    return
    except TimeoutError:
        said.append(f"(nothing more for {PATIENCE:.0f} s)")
    raise DidNotStart("".join(said[-12:]) or "it said nothing")


async def _read_on(process: Process) -> None:
    """A pipe that nobody reads would stop the program."""
    assert process.stdout is not None
    while await process.stdout.read(65536):
        pass


async def _stop(process: Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
