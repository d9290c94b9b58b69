"""A database that cannot be used, told from our own mistakes, and said in one sentence: which one, what its driver says, what
to do. Never a password, never a parameter."""

import sqlite3
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, DBAPIError

from storage.database import UNANSWERED

FAULTS = (DBAPIError, sqlite3.Error)  # what may mean that
_OURS_TO_ASK = ("42501", "25006")  # PostgreSQL's codes: a right is missing, or it only lets itself be read

_HINTS = (
    ("unable to open", "Is its folder there, and may you write to it?"),
    ("readonly", "May you write to the file and to its folder?"),
    ("disk is full", "Make room on its disk."),
    ("disk i/o", "Is its disk full, or failing?"),
    ("not a database", "Look at WARDLINE_DATABASE_URL."),
    ("malformed", "Restore a backup: wardline restore FILE."),
    ("is locked", "Something else has been writing to it for ten seconds: try again."),
    ("authentication failed", "Look at the user and the password in WARDLINE_DATABASE_URL."),
    ("permission denied", "Give the user of WARDLINE_DATABASE_URL that right."),
    ("does not exist", "Make it (createdb), or look at WARDLINE_DATABASE_URL."),
)
_SERVER = "Is the server running, and is WARDLINE_DATABASE_URL right?"
_FILE = "Look at WARDLINE_DATABASE_URL."


def why_unusable(error: Exception, url: URL) -> str | None:
    """One sentence and what to do; None where the error is a mistake of ours, which wants its traceback."""
    if not _is_of_the_database(error):
        return None
    said = _first_line(getattr(error, "orig", None) or error)
    for secret in filter(None, (url.password, url.query.get("password"))):
        said = said.replace(str(secret), "***")
    is_file = url.get_backend_name() == "sqlite"
    hint = next((hint for part, hint in _HINTS if part in said.lower()), _FILE if is_file else _SERVER)
    return f"The database {place_of(url)} cannot be used: {said.rstrip('.')}. {hint}"


def place_of(url: URL) -> str:
    """Where a database is, without a password: SQLite's file from the root, or the server's address."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").absolute())
    where = {name: url.query[name] for name in ("host", "port") if name in url.query}
    # Without its password: another URL than `set` makes, which leaves one that it is not given.
    plain = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, where)
    return plain.render_as_string(hide_password=True)


def _is_of_the_database(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return type(error) in (sqlite3.OperationalError, sqlite3.DatabaseError)
    if isinstance(error, UNANSWERED) or type(error) is DatabaseError:
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.statement is None or getattr(error.orig, "sqlstate", None) in _OURS_TO_ASK


def _first_line(error: object) -> str:
    """A driver's further lines are guesses and repetitions."""
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
