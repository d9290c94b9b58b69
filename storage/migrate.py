"""Bringing a database to this version's tables, and telling which version it has. The steps: migrations/versions."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, insert, inspect, select, text

from storage.releases import Release

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_226_415  # any number, the same for every process: one of them migrates, the others wait for it


def latest() -> str | None:
    """The revision that this version of the code needs."""
    return ScriptDirectory.from_config(config()).get_current_head()


def revisions() -> set[str]:
    """Every revision that this version of the code knows."""
    return {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}


def revision(url: URL) -> str | None:
    """The revision that the database's tables have; None before the first."""
    with engine(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(url: URL, *, to: str = "head") -> None:
    """Apply every step that is missing, in one transaction: all of them, or none where one fails."""
    with engine(url).begin() as connection:
        one_at_a_time(connection)
        command.upgrade(config(connection), to)
        reached = MigrationContext.configure(connection).get_current_revision()
        if reached is not None and reached == latest() and _release(connection, reached) is None:
            connection.execute(insert(Release).values(revision=reached, wardline=version("wardline")))


def is_known(revision: str) -> bool:
    """Whether this version of the code has the step; a database that is newer has one that it has not."""
    return revision in {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}


def made_by(url: URL, revision: str) -> str | None:
    """The version of Wardline that brought a database to a revision."""
    with engine(url).connect() as connection:
        return _release(connection, revision)


def _release(connection: Connection, revision: str) -> str | None:
    if not inspect(connection).has_table(Release.__tablename__):
        return None
    return connection.scalar(select(Release.wardline).where(Release.revision == revision))


def one_at_a_time(connection: Connection) -> None:
    """Until this transaction ends nobody else changes tables: SQLite has one writer, and is so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


def config(connection: Connection | None = None) -> Config:
    """How Alembic finds the steps, and the connection they run on."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    return found


def engine(url: URL) -> Engine:
    """An engine for migrating. SQLite alters a table by building it anew, which foreign keys forbid, and they cannot
    be switched off inside a transaction."""
    made = create_engine(url, poolclass=NullPool)
    if url.get_backend_name() == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA foreign_keys=OFF")
