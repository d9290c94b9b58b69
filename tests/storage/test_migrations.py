"""The steps applied from nothing make what the models say, on both kinds of database; they are safe to repeat."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, make_url

from storage import migrate
from storage.base import Base


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path / 'new.db'}")
        return
    server = request.getfixturevalue("postgresql_server")
    url = server.make_empty()
    yield url
    server.drop(url)


def test_the_steps_make_what_the_models_say(empty: URL) -> None:
    """Where this fails the models have changed: `make migration MESSAGE="what changed"` drafts the step."""
    migrate.migrate(empty)

    with migrate.engine(empty).connect() as connection:
        options = {
            "include_name": lambda name, kind, _: kind != "table" or not name.startswith("case_search")
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_an_empty_database_has_no_revision_and_then_the_latest_and_keeps_it(empty: URL) -> None:
    assert migrate.revision(empty) is None

    for _again in range(2):
        migrate.migrate(empty)
        assert migrate.revision(empty) == migrate.latest()


_REVISION = re.compile(r'^((?:down_)?revision) = "(\w+)"', re.MULTILINE)


def test_steps_are_in_one_line_and_numbered() -> None:
    files = sorted((migrate.FOLDER / "versions").glob("*.py"))
    said = [dict(_REVISION.findall(path.read_text(encoding="utf-8"))) for path in files]

    assert [step["revision"] for step in said] == [path.name[:4] for path in files]
    assert [step["down_revision"] for step in said[1:]] == [step["revision"] for step in said[:-1]]
