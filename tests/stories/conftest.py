"""A desk for each story, on both databases and over both transports where a story asks for them."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from directory.council import Council
from directory.files import read_council
from directory.loading import load
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher
from storage.database import Database
from tests.databases import Server, SqliteFile, as_text
from tests.desk import Desk

SAMPLE = Path(__file__).parents[2] / "directory" / "sample"


@pytest.fixture(scope="session")
def council() -> Council:
    return read_council(SAMPLE)


@pytest.fixture(scope="session")
def matcher(council: Council, pytestconfig: pytest.Config) -> Matcher:
    """Compiled once for each version of the sample: the folder is named by content."""
    return Matcher.load(compile_council(council, pytestconfig.cache.mkdir("words")))


@pytest.fixture(scope="session")
def loaded_file(
    sqlite_template: Path, council: Council, tmp_path_factory: pytest.TempPathFactory
) -> SqliteFile:
    """A SQLite file with the sample council in it."""
    path = tmp_path_factory.mktemp("loaded") / "council.db"
    shutil.copy(sqlite_template, path)
    _load(f"sqlite:///{path}", council)
    return SqliteFile(path, path.with_name("wardline.db"))


@pytest.fixture(scope="session")
def loaded_server(postgresql_server: Server, council: Council) -> Iterator[Server]:
    """The server, with a template database that has the sample council in it."""
    url = postgresql_server.clone()
    _load(as_text(url), council)
    server = replace(postgresql_server, template=str(url.database), made=0)
    yield server
    server.close()
    postgresql_server.drop(url)


@pytest.fixture
def council_on_sqlite(loaded_file: SqliteFile) -> Iterator[Database]:
    with loaded_file.fresh() as database:
        yield database


@pytest.fixture
def council_on_postgresql(loaded_server: Server) -> Iterator[Database]:
    with loaded_server.fresh() as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(
    request: pytest.FixtureRequest, matcher: Matcher, council: Council, tmp_path: Path
) -> Iterator[Desk]:
    """Socket Mode, on each database."""
    database: Database = request.getfixturevalue(f"council_on_{request.param}")
    with Desk(database, matcher, council, transport="socket", folder=tmp_path).open() as opened:
        yield opened


@pytest.fixture(params=["socket", "http"])
def desk_on_each_transport(
    request: pytest.FixtureRequest,
    council_on_sqlite: Database,
    matcher: Matcher,
    council: Council,
    tmp_path: Path,
) -> Iterator[Desk]:
    with Desk(council_on_sqlite, matcher, council, transport=request.param, folder=tmp_path).open() as opened:
        yield opened


def _load(url: str, council: Council) -> None:
    """With a hundredth of its phrases: the stories' words are compiled from the files, and every look at the directory
    would read thirty thousand rows for nothing."""
    database = Database(url)
    with database.write() as session:
        load(session, replace(council, phrases=council.phrases[::100]))
    database.dispose()
