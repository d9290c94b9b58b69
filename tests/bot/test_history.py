"""`wardline history` where something is wrong, and the checkpoint that the worker takes once a day."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.checkpoints import daily
from bot.cli import app
from bot.transactions import Transactions
from storage import checkpoints
from storage.database import Database
from tests.bot.conftest import HandClock
from tests.histories import a_case, say, unlock

MORNING = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)


def wardline(database: Database, *arguments: str) -> tuple[int, str, str]:
    env = {"WARDLINE_DATABASE_URL": str(database.url)}
    result = CliRunner().invoke(app, ["history", *arguments], env=env, catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_a_fault_is_said_and_the_exit_status_tells(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        case = a_case(session, "SEF-1001")
        say(session, case, "opened", at=MORNING)
        unlock(session)
        session.execute(text("UPDATE history SET actor = 'somebody-else'"))

    fault = (
        "SEF-1001, entry 1 (opened, 24 November 2026 00:10): It is not what was written: something of it was changed "
        "later. No checkpoint is older than that.\n"
    )
    assert wardline(sqlite_database, "verify") == (1, fault, "")
    assert wardline(sqlite_database, "verify", "sef-1001") == (1, fault, "")
    assert wardline(sqlite_database, "verify", "SEF-9") == (2, "", "There is no case SEF-9.\n")
    status, said, _ = wardline(sqlite_database, "replay")
    assert status == 1
    assert said == "SEF-1001: entry 1 (opened) cannot be followed: there is no 'service' to go by\n"


def test_the_worker_takes_a_checkpoint_once_a_day_and_logs_its_digest(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    transactions = Transactions(sqlite_database, HandClock())
    runs = [daily(transactions), daily(transactions)]  # two processes
    with sqlite_database.write() as session:
        case = a_case(session, "SEF-1001")

    async def a_week() -> None:
        for day in range(7):
            if day != 3:
                with sqlite_database.write() as session:
                    say(session, case, "noted", at=MORNING)
            for hours in (0, 9):
                for run_once in runs:
                    await run_once(MORNING + timedelta(days=day, hours=hours))

    with caplog.at_level(logging.INFO, "bot.checkpoints"):
        asyncio.run(a_week())
    transactions.close()

    with sqlite_database.read() as session:
        made = checkpoints.all_in_order(session)
    assert [checkpoint.day.day for checkpoint in made] == [24, 25, 26, 28, 29, 30]
    assert [record.getMessage().split()[-1] for record in caplog.records] == [
        checkpoint.digest for checkpoint in made
    ]
