"""What was erased is in none of the database's files; where that could not be, nobody is told that it is so."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from casework.words import keep_words
from storage.database import Database
from storage.scrubbing import scrub
from storage.words import Words, erase
from tests.rows import JO, NOW

NAME = "Quillfeather"


def files_with(database: Database, name: str) -> list[str]:
    path = Path(str(database.url.database))
    return [each.name for each in path.parent.glob(path.name + "*") if name.encode() in each.read_bytes()]


@contextmanager
def being_read(database: Database) -> Iterator[None]:
    """Another tool has the database open, in the middle of a look at it."""
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM words").fetchone()
        yield


@pytest.fixture
def impatient(sqlite_database: Database) -> Database:
    """It waits for nobody."""
    event.listen(sqlite_database.engine, "connect", lambda link, _: link.execute("PRAGMA busy_timeout=0"))
    sqlite_database.dispose()
    with sqlite_database.write() as session:
        for number in range(40):
            keep_words(session, f"Mrs {NAME} number {number} " * 20, JO, at=NOW)
    assert scrub(sqlite_database)
    assert files_with(sqlite_database, NAME) != []
    return sqlite_database


def erase_all(database: Database) -> None:
    with database.write() as session:
        for words in session.query(Words):
            erase(words)


def test_nothing_is_called_gone_while_somebody_reads_and_it_is_once_they_have_read(
    impatient: Database,
) -> None:
    with being_read(impatient):
        erase_all(impatient)
        assert not scrub(impatient)
        assert files_with(impatient, NAME) != []

    assert scrub(impatient)
    assert files_with(impatient, NAME) == []
