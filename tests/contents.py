"""What a PostgreSQL database holds when it is new, and how it is made so again after a test. No fixtures.

Making a database anew copies some 300 files and takes a third of a second of a core; putting its rows back, a tenth
of that."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from storage import search
from storage.base import Base

Connection = psycopg.Connection[tuple[object, ...]]

# A test that changed one of these altered the tables themselves: its database is of no further use.
CATALOGUES = ("pg_class", "pg_trigger")


@dataclass(frozen=True)
class Contents:
    """`since` is the server's transaction that the rows are older than; `rows` only of tables that have any."""

    since: int
    counts: Mapping[str, int]
    rows: Mapping[str, bytes]
    counters: str

    def restore(self, connection: Connection) -> bool:
        """Put everything back. False: the tables themselves are different, or we may not."""
        changed = self._changed(connection)
        if changed & {*CATALOGUES} or not _may_do_anything(connection):
            return False
        for table in changed:
            connection.execute(f'DELETE FROM "{table}"'.encode())
        for table in changed & self.rows.keys():
            _fill(connection, table, self.rows[table])
        connection.execute(self.counters.encode())
        return True

    def _changed(self, connection: Connection) -> set[str]:
        """The tables that have another number of rows, or a row that is younger."""
        found = connection.execute(
            _each(f"count(*), count(*) FILTER (WHERE xmin::text::bigint >= {self.since})")
        )
        return {str(table) for table, count, younger in found if younger or count != self.counts[str(table)]}


def read_contents(connection: Connection) -> Contents:
    """Of a database that is new."""
    row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    assert row is not None
    counts = {str(table): int(str(count)) for table, count in connection.execute(_each("count(*)"))}
    rows = {table: _rows(connection, table) for table in _tables() if counts[table]}
    return Contents(int(str(row[0])), counts, rows, _counters(connection))


def _may_do_anything(connection: Connection) -> bool:
    """In any order, and to tables that keep their rows, if we are the server's own user. False: we are not."""
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row == (True,):
        connection.execute("SET LOCAL session_replication_role = replica")
    return row == (True,)


def _tables() -> list[str]:
    """Every model's, once all are imported, and the one that none describes."""
    return [*Base.metadata.tables, search.TABLE]


def _each(values: str) -> bytes:
    tables = [*_tables(), *CATALOGUES]
    return " UNION ALL ".join(f"SELECT '{table}', {values} FROM \"{table}\"" for table in tables).encode()


def _counters(connection: Connection) -> str:
    """The statement that sets every sequence back."""
    names = [row[0] for row in connection.execute("SELECT sequencename FROM pg_sequences ORDER BY 1")]
    calls = []
    for name in names:
        place = connection.execute(f'SELECT last_value, is_called FROM "{name}"'.encode()).fetchone()
        assert place is not None
        calls.append(f"setval('\"{name}\"', {place[0]}, {place[1]})")
    return f"SELECT {', '.join(calls)}"


def _rows(connection: Connection, table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
        return b"".join(bytes(part) for part in copy)


def _fill(connection: Connection, table: str, rows: bytes) -> None:
    with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
        copy.write(rows)
