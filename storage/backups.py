"""A whole database, copied while it is in use and put back into an empty one: SQLite by its own backup, PostgreSQL by its own
programs. What goes around the copy, and how it is checked, is in bot/commands/backup.py."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, func, inspect, select, text

from storage import migrate
from storage.checkpoints import Checkpoint
from storage.database import Database
from storage.tables import every_table

Counts = dict[str, int]
Url = URL  # for those who know the database only through this package


class CannotCopy(Exception):
    """What is missing or went wrong, as a sentence for whoever runs the command. No password, nobody's words."""


def copy(database: Database, into: Path) -> tuple[Counts, str | None]:
    """Write all that was committed at one moment into a new file; whoever is writing goes on. Returns how many rows each
    table has in it, and the digest of its newest checkpoint."""
    if database.is_sqlite:
        return _copy_sqlite(Path(database.url.database or ""), into)
    return _dump(database, into)


def _copy_sqlite(file: Path, into: Path) -> tuple[Counts, str | None]:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(into)) as target:
        try:
            source.backup(target)  # in one step: one snapshot, and with a write-ahead log nobody waits for it
        except sqlite3.Error as fault:
            raise CannotCopy(f"SQLite could not make the copy ({fault}). Is there room for it?") from None
        if target.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CannotCopy("The database is damaged: SQLite's own check fails (PRAGMA quick_check).")
    with _engine(URL.create("sqlite", database=str(into))) as engine, engine.connect() as connection:
        return counts(connection), _newest(connection)


def _dump(database: Database, into: Path) -> tuple[Counts, str | None]:
    """The rows are counted in the very snapshot that is dumped."""
    program = _program("pg_dump")
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run(program, database.url, [*arguments, f"--file={into}"])
        return counts(connection), _newest(connection)


def put_back(copied: Path, url: URL) -> None:
    """Into a database that is empty: see `is_empty`."""
    if url.get_backend_name() == "sqlite":
        target = Path(url.database or "")
        for part in ("-wal", "-shm", ""):
            Path(f"{target}{part}").unlink(missing_ok=True)
        shutil.copyfile(copied, target)
        target.chmod(0o600)
        return
    arguments = [
        "--no-owner",
        "--no-privileges",
        "--clean",
        "--if-exists",
        "--single-transaction",
        "--exit-on-error",
    ]
    _run(_program("pg_restore"), url, [*arguments, str(copied)])


def is_empty(url: URL) -> bool:
    """Whether nothing would be lost: no database file, no tables, or tables without a row."""
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not file.exists() or file.stat().st_size == 0:
            return True
    with _engine(url) as engine, engine.connect() as connection:
        return not any(counts(connection).values())


def counts(connection: Connection) -> Counts:
    """How many rows each of our tables has, as far as it is there."""
    there = set(inspect(connection).get_table_names())
    tables = [table for table in every_table().sorted_tables if table.name in there]
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@contextmanager
def temporary(like: URL, folder: Path) -> Iterator[URL]:
    """An empty database of the same kind, gone afterwards."""
    if like.get_backend_name() == "sqlite":
        yield URL.create("sqlite", database=str(folder / "checked.db"))
        return
    name = f"wardline_check_{token_hex(4)}"
    try:
        _execute(like, f'CREATE DATABASE "{name}" TEMPLATE template0')
    except Exception as error:
        said = str(getattr(error, "orig", error)).splitlines()[0]
        raise CannotCopy(
            f"No database can be made to restore into ({said}). Give the user of WARDLINE_DATABASE_URL the right CREATEDB, "
            "or check the backup where it has it."
        ) from None
    try:
        yield like.set(database=name)
    finally:
        _execute(like, f'DROP DATABASE "{name}" WITH (FORCE)')


def knows(revision: str) -> bool:
    """Whether this version of Wardline can read tables of that version, or bring them up to its own."""
    return revision in migrate.revisions()


def _newest(connection: Connection) -> str | None:
    if not inspect(connection).has_table(Checkpoint.__tablename__):
        return None
    return connection.scalar(select(Checkpoint.digest).order_by(Checkpoint.number.desc()).limit(1))


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()


def _execute(url: URL, statement: str) -> None:
    with _engine(url) as engine, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CannotCopy(
            f"{name} is not installed here. It comes with PostgreSQL's client programs (Debian: apt install "
            "postgresql-client); its version must be the server's or newer."
        )
    return found


def _run(program: str, url: URL, arguments: list[str]) -> None:
    """The password goes by the environment: others on the machine can read a command line."""
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment: Mapping[str, str] = {
        **os.environ,
        **({"PGPASSWORD": str(url.password)} if url.password else {}),
    }
    done = subprocess.run(  # noqa: S603
        [program, f"--dbname={plain}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotCopy(f"{Path(program).name} failed: {_reason(done.stderr)}")


def _reason(said: str) -> str:
    """The first error, and the detail that follows it: of two versions that do not fit, which they are."""
    lines = iter(said.splitlines())
    error = next((line for line in lines if "error:" in line), None)
    if error is None:
        return "no reason given"
    detail = next((line for line in lines if "detail:" in line), "")
    parts = (error.split("error:")[-1].strip(), detail.split("detail:")[-1].strip())
    return ": ".join(part for part in parts if part)
