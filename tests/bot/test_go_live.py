"""The first go-live wants everything to have somebody; a bot that is live starts all the same."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import SAMPLE
from bot.commands.opening import NotReady, go_live
from directory.council import Absence, Council
from directory.files import read_council
from storage.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample() -> Council:
    return read_council(Path(SAMPLE))


@pytest.fixture
def with_a_gap(sample: Council) -> Council:
    """Crosby's co-ordinator is away, and nobody covers."""
    absent = Absence(person="marcus-thorogood")
    covers = tuple(cover for cover in sample.covers if cover.person != absent.person)
    return replace(sample, covers=covers, absences=(*sample.absences, absent))


def test_a_gap_today_refuses_the_first_go_live_and_says_what_to_do(
    database: Database, with_a_gap: Council, sample: Council
) -> None:
    for _ in range(2):  # a refusal is not a go-live
        with pytest.raises(NotReady) as refused:
            go_live(database, with_a_gap, NOW)
        assert "Marcus Thorogood, co-ordinator for Crosby: away, and no cover is there" in str(refused.value)
        assert "wardline directory load" in str(refused.value)

    go_live(database, sample, NOW)


def test_once_live_it_starts_all_the_same_and_the_log_names_the_gap(
    database: Database, with_a_gap: Council, sample: Council, caplog: pytest.LogCaptureFixture
) -> None:
    go_live(database, sample, NOW)

    go_live(database, with_a_gap, NOW)

    assert "nobody's today: Marcus Thorogood" in caplog.text
