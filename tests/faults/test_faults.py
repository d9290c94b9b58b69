"""Processes killed without warning while Slack misbehaves: nothing is lost and nothing doubled. `make soak` kills more."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.faults.run import Scale, play

SHORT = Scale(size=30, kills=10, lease=4.0, pace=(0.1, 0.2, 2.0))
SEED = 20261123


@pytest.mark.timeout(240)
def test_one_process_on_sqlite(sqlite_database: Database, compiled: Path, tmp_path: Path) -> None:
    _survives(sqlite_database, "embedded", compiled, tmp_path)


@pytest.mark.timeout(240)
def test_listeners_and_workers_on_postgresql(
    clustered_database: Database, compiled: Path, tmp_path: Path
) -> None:
    _survives(clustered_database, "procrastinate", compiled, tmp_path)


def _survives(database: Database, engine: str, words: Path, folder: Path) -> None:
    outcome = play(database, engine, words, folder, SEED, SHORT)
    assert outcome.kills.total() >= SHORT.kills
    if not outcome.is_good:
        pytest.fail(
            "\n".join([str(outcome), *outcome.verdict.differences, *outcome.missed, outcome.log]),
            pytrace=False,
        )
