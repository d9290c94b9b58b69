"""A desk for each story, on both databases and over both transports where a story asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.council import Council
from directory.files import read_council
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher
from storage.database import Database
from tests.desk import Desk

SAMPLE = Path(__file__).parents[2] / "directory" / "sample"


@pytest.fixture(scope="session")
def council() -> Council:
    return read_council(SAMPLE)


@pytest.fixture(scope="session")
def matcher(council: Council, pytestconfig: pytest.Config) -> Matcher:
    """Compiled once for each version of the sample: the folder is named by content."""
    return Matcher.load(compile_council(council, pytestconfig.cache.mkdir("words")))


@pytest.fixture
def desk(database: Database, matcher: Matcher, council: Council, tmp_path: Path) -> Iterator[Desk]:
    """Socket Mode, on each database."""
    with Desk(database, matcher, council, transport="socket", folder=tmp_path).open() as opened:
        yield opened


@pytest.fixture(params=["socket", "http"])
def desk_on_each_transport(
    request: pytest.FixtureRequest,
    sqlite_database: Database,
    matcher: Matcher,
    council: Council,
    tmp_path: Path,
) -> Iterator[Desk]:
    with Desk(sqlite_database, matcher, council, transport=request.param, folder=tmp_path).open() as opened:
        yield opened
