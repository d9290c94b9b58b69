"""The steps applied from nothing make what the models say, on both kinds of database; they are safe to repeat."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, make_url

from storage import migrate
from storage.base import Base
from storage.database import Database


def test_the_steps_make_what_the_models_say(database: Database) -> None:
    """Where this fails the models have changed: `make migration MESSAGE="what changed"` drafts the step."""
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_a_database_that_is_up_to_date_stays_as_it_is(database: Database) -> None:
    before = inspect(database.engine).get_table_names()
    migrate.migrate(database.url)

    assert migrate.revision(database.url) == migrate.latest()
    assert inspect(database.engine).get_table_names() == before


def test_a_new_database_has_no_revision_and_then_the_latest(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path / 'new.db'}")
    assert migrate.revision(url) is None

    migrate.migrate(url)

    assert migrate.revision(url) == migrate.latest()


def test_steps_are_in_one_line_and_numbered() -> None:
    names = sorted(path.name for path in (migrate.FOLDER / "versions").glob("*.py"))

    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
