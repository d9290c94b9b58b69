"""The stage itself: both kinds of database answer, each test has its own, and a crash leaves nothing behind."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.words import Words
from tests.databases import Server, as_text


def keep(database: Database, word: str) -> None:
    with database.write() as session:
        session.execute(text("CREATE TABLE kept (word TEXT)"))
        session.execute(text("INSERT INTO kept VALUES (:word)"), {"word": word})


def write_and_fail(database: Database) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO kept VALUES ('lost')"))
        raise RuntimeError


@pytest.mark.parametrize("word", ["first", "second"])
def test_each_test_has_a_database_of_its_own(database: Database, word: str) -> None:
    keep(database, word)  # the second would fail if the first one's table were still there

    with database.read() as session:
        assert session.scalars(text("SELECT word FROM kept")).all() == [word]


def test_what_one_test_wrote_is_gone_for_the_next_and_its_numbers_begin_anew(
    postgresql_server: Server,
) -> None:
    for _ in range(3):
        with postgresql_server.fresh() as database, database.write() as session:
            words = Words(text="Bins", person="ada", said_at=datetime(2026, 3, 2, tzinfo=UTC))
            session.add(words)
            session.flush()
            assert (words.id, session.scalar(text("SELECT count(*) FROM words"))) == (1, 1)


def test_a_transaction_that_fails_keeps_nothing(database: Database) -> None:
    keep(database, "before")
    with pytest.raises(RuntimeError):
        write_and_fail(database)

    with database.read() as session:
        assert session.scalars(text("SELECT word FROM kept")).all() == ["before"]


def test_sqlite_keeps_what_it_says_it_kept(sqlite_database: Database) -> None:
    database = Database(as_text(sqlite_database.url))  # as the bot opens it: the tests' own flush nothing
    with database.read() as session:
        pragmas = [
            session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.dispose()

    assert pragmas == ["wal", 2, 1]
