"""Cases found by their words: SQLite's FTS5 or PostgreSQL's full text, in a table of its own that nothing else alters.

Newest first and never ranked: ranking reads every hit, and a common word has hundreds of thousands."""

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

TABLE = "case_search"
# SQLite's index keeps what was taken out of it until its pieces are put together.
OPTIMIZE = f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')"  # noqa: S608
MOST_TERMS = 8
_TERM = re.compile(r"\w+")

_SQLITE = text(
    f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :terms AND rowid < :before ORDER BY rowid DESC LIMIT :limit"  # noqa: S608
)
# The same reading of words for a moment, beside the database: what somebody may read is in no index.
_BESIDE = "CREATE VIRTUAL TABLE beside USING fts5(words, tokenize='porter unicode61')"
_BESIDE_POSTGRESQL = text(
    "SELECT id FROM unnest(CAST(:ids AS integer[]), CAST(:texts AS text[])) AS beside (id, words) "
    "WHERE to_tsvector('english', words) @@ plainto_tsquery('english', :terms)"
)
_POSTGRESQL = text(
    f"SELECT case_id FROM {TABLE} WHERE found @@ plainto_tsquery('english', :terms) AND case_id < :before "  # noqa: S608
    "ORDER BY case_id DESC LIMIT :limit"
)


def put(session: Session, case_id: int, words: str) -> None:
    """A case is found by these words from now on, and by no others."""
    forget(session, case_id)
    if _is_sqlite(session):
        statement = text(f"INSERT INTO {TABLE} (rowid, words) VALUES (:id, :words)")  # noqa: S608
    else:
        statement = text(f"INSERT INTO {TABLE} (case_id, found) VALUES (:id, to_tsvector('english', :words))")  # noqa: S608
    session.execute(statement, {"id": case_id, "words": _parted(words)})


def forget(session: Session, case_id: int) -> None:
    """A case is found by no words."""
    key = "rowid" if _is_sqlite(session) else "case_id"
    session.execute(text(f"DELETE FROM {TABLE} WHERE {key} = :id"), {"id": case_id})  # noqa: S608


def settle(session: Session) -> None:
    """Nothing of what was taken out is left in the index."""
    if _is_sqlite(session):
        session.execute(text(OPTIMIZE))


def find(session: Session, words: str, *, limit: int, before: int | None = None) -> Sequence[int]:
    """Ids of cases that hold every one of these words, in any form of it, newest first. `before` pages on."""
    asked = _asked(session, words)
    if not asked:
        return []
    values = {"terms": asked, "limit": limit, "before": before or 2**31 - 1}
    return session.scalars(_SQLITE if _is_sqlite(session) else _POSTGRESQL, values).all()


def holding(session: Session, texts: Mapping[int, str], words: str) -> Collection[int]:
    """Which of these texts hold every one of the words, read as the index reads them: their numbers."""
    asked = _asked(session, words)
    if not texts or not asked:
        return []
    if not _is_sqlite(session):
        values = {"ids": list(texts), "texts": list(map(_parted, texts.values())), "terms": asked}
        return set(session.scalars(_BESIDE_POSTGRESQL, values))
    with closing(sqlite3.connect(":memory:")) as beside:
        beside.execute(_BESIDE)
        beside.executemany("INSERT INTO beside (rowid, words) VALUES (?, ?)", texts.items())
        return {row[0] for row in beside.execute("SELECT rowid FROM beside WHERE beside MATCH ?", (asked,))}


def _parted(words: str) -> str:
    """The words as they are asked for: PostgreSQL would read the "-1001" of SEF-1001 as a number below nothing."""
    return " ".join(_TERM.findall(words))


def _asked(session: Session, words: str) -> str:
    terms = list(islice(_TERM.findall(words), MOST_TERMS))
    return " ".join(f'"{term}"' for term in terms) if _is_sqlite(session) else " ".join(terms)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
