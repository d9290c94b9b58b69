"""One process on one SQLite file: a second one is told so instead of being let in."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Its text says which file is taken and what to do."""


@contextmanager
def only_process(database: Path) -> Iterator[None]:
    """The lock is the process's: it is free again however the process ends."""
    path = database.with_name(f"{database.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"Another Wardline is running on {database}. Stop it first, or give this one another "
                "WARDLINE_DATABASE_URL; several processes need PostgreSQL."
            ) from None
        yield
