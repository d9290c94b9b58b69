"""How one process on a PostgreSQL tells the others that something was committed: NOTIFY, heard by LISTEN. A hint and no
more, so whoever hears it looks, and whoever is deaf for a while looks every so often all the same."""

from collections.abc import Callable
from threading import Event

from sqlalchemy import func, select

from storage.database import Database

CHANNEL = "wardline_committed"
PATIENCE = 0.25  # seconds between two looks at whether to go on listening


def ring(database: Database, *, ringer: str) -> None:
    """Tell everybody on this database. `ringer` is who told it, so that they need not heed it themselves."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(select(func.pg_notify(CHANNEL, ringer)))


def listen(database: Database, *, ringer: str, heard: Callable[[], None], ended: Event) -> None:
    """Call `heard` for what others ring, until `ended` is set. The connection is this caller's alone. Raises what the
    driver does when the connection is lost."""
    pooled = database.engine.raw_connection()
    connection = pooled.driver_connection
    assert connection is not None
    pooled.detach()
    try:
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
        heard()  # what was rung before anybody listened
        while not ended.is_set():
            for note in connection.notifies(timeout=PATIENCE):
                if note.payload != ringer:
                    heard()
                if ended.is_set():
                    break
    finally:
        connection.close()
