"""What a database still has of what was erased, below its rows: freed pages, old versions, the index's own pieces."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage import search
from storage.database import Database
from storage.tables import every_table


def scrub(database: Database) -> bool:
    """Write the files anew without it. False: somebody read or wrote for longer than is waited for, so that the files
    still hold it, and nobody can say until when. To be done again.

    SQLite needs the file to itself for as long as it takes to copy it (a second for 100 MB). PostgreSQL frees what old
    versions of rows hold for new ones; its write-ahead log goes as that is set."""
    try:
        if database.is_sqlite:
            return _scrub_sqlite(database)
        _scrub_postgresql(database)
    except OperationalError:
        return False
    return True


def _scrub_sqlite(database: Database) -> bool:
    """What VACUUM writes lies in the log beside the file, with what was there before: neither goes while somebody reads,
    and the checkpoint says so in its row and raises nothing."""
    with database.engine.connect().execution_options(wardline_bare=True) as connection:
        for statement in (search.OPTIMIZE, "VACUUM"):
            connection.exec_driver_sql(statement)
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy


def _scrub_postgresql(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (*every_table().tables, search.TABLE):
            connection.execute(text(f'VACUUM "{table}"'))
