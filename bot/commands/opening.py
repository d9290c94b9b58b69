"""What verbs open before they begin: the settings, and the database with this version's tables."""

import os
from pathlib import Path

from bot.settings import Settings, clear_proxies, load
from storage import migrate
from storage.database import Database


class NotReady(Exception):
    """The database has not this version's tables; the text says what to do."""


def settings(*, needs_slack: bool = True) -> Settings:
    """From the environment and .env. Raises SettingsFaults."""
    found = load(os.environ, needs_slack=needs_slack)
    if found.is_local:
        clear_proxies(os.environ)
    return found


def database(url: str) -> Database:
    """The database with its tables. A new SQLite file is given them; any other must have them already."""
    found = Database(url)
    if is_new_file(found):
        make(found)
    has, needs = migrate.revision(found.url), migrate.latest()
    if has != needs:
        raise NotReady(
            f"The database's tables are {f'those of version {has}' if has else 'not there yet'}, and this Wardline "
            f"needs version {needs}. Run: wardline migrate"
        )
    return found


def is_new_file(database: Database) -> bool:
    path = file_of(database)
    return path is not None and (not path.exists() or path.stat().st_size == 0)


def file_of(database: Database) -> Path | None:
    """SQLite's file; None for a database that has a server."""
    return Path(database.url.database) if database.is_sqlite and database.url.database else None


def make(database: Database) -> None:
    """The tables of this version, whatever was there."""
    path = file_of(database)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    migrate.migrate(database.url)
