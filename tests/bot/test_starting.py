"""Starting: what is refused, and what to run instead; and the two halves of the bot as processes of their own."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url, text

from bot.cli import SAMPLE
from bot.cluster import steps
from bot.commands import cast
from directory import loading
from directory.files import read_council
from storage import migrate, namespaces
from storage.database import Database
from tests.bot.test_command_line import wardline
from tests.databases import Server, as_text
from tests.desk import MANIFEST, buttons_of
from workspace import acts
from workspace.server import Workspace

HOUSE = Path(__file__).parents[2]
STARTS = ("run", "listen", "work")
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}

Set = Callable[..., None]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Set:
    """Sets the environment for verbs that run in this process, in a folder of their own."""
    monkeypatch.chdir(tmp_path)

    def put(**settings: str) -> None:
        for name, value in {**TOKENS, **settings}.items():
            monkeypatch.setenv(name, value)

    return put


@pytest.fixture
def empty(postgresql_server: Server) -> Iterator[URL]:
    url = postgresql_server.make_empty()
    yield url
    postgresql_server.drop(url)


@pytest.mark.parametrize("verb", ["listen", "work"])
def test_on_sqlite_the_two_halves_are_refused_with_what_to_do(verb: str, given: Set, tmp_path: Path) -> None:
    given(WARDLINE_DATABASE_URL=f"sqlite:///{tmp_path / 'wardline.db'}")

    status, said, fault = wardline(verb)

    assert (status, said) == (1, "")
    assert "WARDLINE_DATABASE_URL to postgresql://" in fault
    assert "wardline run" in fault
    assert list(tmp_path.iterdir()) == []


def test_working_needs_no_token_for_listening(
    given: Set, empty: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(WARDLINE_DATABASE_URL=as_text(empty))
    monkeypatch.delenv("SLACK_APP_TOKEN")

    assert "SLACK_APP_TOKEN is missing" in wardline("listen")[2]
    assert "Run: wardline migrate" in wardline("work")[2]


@pytest.mark.parametrize("verb", STARTS)
def test_a_database_of_another_version_is_refused_with_what_to_run(verb: str, given: Set, empty: URL) -> None:
    given(WARDLINE_DATABASE_URL=as_text(empty))
    migrate.migrate(empty, to="0015")
    status, _, fault = wardline(verb)
    assert status == 1
    assert "those of version 0015" in fault
    assert f"needs version {migrate.latest()}. Run: wardline migrate" in fault

    migrate.migrate(empty)
    make_newer(empty)
    status, _, fault = wardline(verb)
    assert status == 1
    assert "those of version 9999" in fault
    assert "The database needs Wardline 7.1.0 or a later one" in fault


def test_an_older_wardline_migrates_nothing_back(given: Set, tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path / 'wardline.db'}")
    migrate.migrate(url)
    make_newer(url)
    given(WARDLINE_DATABASE_URL=as_text(url))

    status, said, fault = wardline("migrate")

    assert (status, said) == (1, "")
    assert "Wardline 7.1.0" in fault
    assert migrate.revision(url) == "9999"


def make_newer(url: URL) -> None:
    """As a later Wardline leaves it."""
    with migrate.engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("INSERT INTO releases (revision, wardline) VALUES ('9999', '7.1.0')"))


def test_procrastinates_tables_are_made_by_migrate_and_asked_for_at_the_start(given: Set, empty: URL) -> None:
    given(WARDLINE_DATABASE_URL=as_text(empty), WARDLINE_ENGINE="procrastinate")
    migrate.migrate(empty)

    for verb in STARTS:
        status, _, fault = wardline(verb)
        assert (status, "procrastinate are not there yet" in fault) == (1, True)
        assert "Run: wardline migrate" in fault

    assert "tables of procrastinate are now those of its step" in wardline("migrate")[1]
    assert "procrastinate" not in wardline("migrate")[1]  # once
    assert "The database holds no council yet" in wardline("work")[2]
    with migrate.engine(empty).begin() as connection:
        connection.execute(text("COMMENT ON SCHEMA procrastinate IS '03.00.00_01_pre_cancel_notification'"))
    assert "those of step 03.00.00" in wardline("work")[2]
    with migrate.engine(empty).begin() as connection:
        connection.execute(text("COMMENT ON SCHEMA procrastinate IS '99'"))
    assert "pip install --upgrade 'wardline[cluster]'" in wardline("work")[2]


def test_procrastinates_own_steps_make_what_its_whole_makes(postgresql_server: Server) -> None:
    """An upgrade of the library brings the tables to where a new database begins."""
    needed = steps()
    whole, stepped = postgresql_server.make_empty(), postgresql_server.make_empty()
    try:
        assert namespaces.apply(whole, needed)
        first, *later = sorted(needed.later.items())
        assert namespaces.apply(stepped, namespaces.Steps(needed.name, first[1], dict([first])))
        assert namespaces.apply(stepped, needed)
        assert later
        assert namespaces.step_of(stepped, needed.name) == needed.newest
        assert _columns(stepped) == _columns(whole)
        assert not namespaces.apply(stepped, needed)
    finally:
        for url in (whole, stepped):
            postgresql_server.drop(url)


def _columns(url: URL) -> set[tuple[str, str, str]]:
    with migrate.engine(url).connect() as connection:
        found = connection.execute(
            text(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'procrastinate'"
            )
        )
        return {(table, column, kind) for table, column, kind in found}


def test_nobody_waits_for_a_library_that_their_settings_do_not_name() -> None:
    verbs = "run, match, migrate, doctor, demo, engines"
    asked = f"import sys; from bot.commands import {verbs}; sys.exit('procrastinate' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=HOUSE).returncode == 0


# The real halves.

TODAY = date(2026, 11, 23)  # who is in which channel
MEMBER, COORDINATOR, AREA = "U0MEM001", "U0COR001", "C0AREA01"


@asynccontextmanager
async def started(verb: str, folder: Path, settings: dict[str, str]) -> AsyncIterator[Process]:
    """A verb as a person starts it, once it says that it has begun; stopped as a service is."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"import sys; sys.argv[1:] = ['{verb}']; from bot.cli import main; main()",
        cwd=folder, env={"PATH": os.defpath, "PYTHONPATH": str(HOUSE), **settings}, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    try:
        async with asyncio.timeout(60):
            while b"ing. Ctrl-C" not in (line := await process.stdout.readline()):
                said.append(line)
                assert line, b"".join(said)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = await process.communicate()
    assert process.returncode == 0, b"".join(said) + rest
    assert b"Traceback" not in rest, rest
    assert b"Wardline has stopped." in rest


def test_a_case_from_its_message_to_its_acknowledgement_by_two_halves(
    clustered_database: Database, compiled: Path, tmp_path: Path
) -> None:
    council = read_council(SAMPLE)
    with clustered_database.write() as session:
        loading.load(session, council)

    async def scene() -> None:
        workspace = Workspace(
            MANIFEST, cast.people(council), cast.channels(council, TODAY), retry_delays=(0.0, 0.5, 2.0)
        )
        base = await workspace.start()
        settings = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "WARDLINE_SLACK_URL": f"{base}/api/",
            "WARDLINE_DATABASE_URL": as_text(clustered_database.url),
            "WARDLINE_DIRECTORY": str(compiled),
            "WARDLINE_ENGINE": "procrastinate",
        }
        try:
            async with started("listen", tmp_path, {**settings, "SLACK_APP_TOKEN": workspace.app_token}):
                await acts.say(
                    workspace,
                    MEMBER,
                    acts.dm(workspace, MEMBER),
                    "Bins overflowing on Stanley Road in Bootle",
                )
                await workspace.settled()
                assert acts.messages(workspace, COORDINATOR, AREA) == []  # it is kept, and nobody works
                async with started("work", tmp_path, settings):
                    card = await acts.until(
                        workspace, lambda: next(iter(acts.messages(workspace, COORDINATOR, AREA)), None), 30.0
                    )
                    assert "Litter bins" in card["text"]
                    await acknowledge(workspace, card)
                    await acts.until(
                        workspace,
                        lambda: "cknowledged" in str(acts.messages(workspace, COORDINATOR, AREA)[0]),
                        30.0,
                    )
        finally:
            await workspace.stop()

    asyncio.run(scene())


async def acknowledge(workspace: Workspace, card: dict[str, Any]) -> None:
    """The co-ordinator's click: the listener does it, within Slack's three seconds."""
    button = next(each for each in buttons_of(card) if each["text"]["text"] == "Acknowledge")
    block = next(each["block_id"] for each in card["blocks"] if button in each.get("elements", ()))
    await acts.click(
        workspace, COORDINATOR, button["action_id"], block_id=block, channel=AREA, message_ts=card["ts"]
    )
