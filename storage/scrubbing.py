"""What a database still has of what was erased, below its rows: freed pages, old versions, the index's own pieces."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage import search
from storage.database import Database
from storage.tables import every_table


def scrub(database: Database) -> bool:
    """Write the file anew without it. False: the database was too busy; what was freed is overwritten in time.

    SQLite needs the file to itself for as long as it takes to copy it (a second for 100 MB). PostgreSQL frees what old
    versions of rows hold for new ones; its write-ahead log goes as that is set."""
    try:
        if database.is_sqlite:
            _scrub_sqlite(database)
        else:
            _scrub_postgresql(database)
    except OperationalError:
        return False
    return True


def _scrub_sqlite(database: Database) -> None:
    with database.engine.connect().execution_options(wardline_bare=True) as connection:
        for statement in (search.OPTIMIZE, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.exec_driver_sql(statement)


def _scrub_postgresql(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (*every_table().tables, search.TABLE):
            connection.execute(text(f'VACUUM "{table}"'))
