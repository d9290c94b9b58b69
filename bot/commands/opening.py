"""What verbs open before they begin: the settings, the database with this version's tables, and a council in which
everything has somebody."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import ParamSpec

from bot.clock import OffsetClock
from bot.commands import screen
from bot.lock import only_process
from bot.settings import Settings, SettingsFaults, clear_proxies, load
from casework.rules import local_day
from directory.council import Council
from directory.coverage import coverage
from directory.responsibility import Roster
from storage import migrate, ticks
from storage.database import Database
from storage.unusable import FAULTS, place_of, why_unusable

log = logging.getLogger(__name__)

P = ParamSpec("P")


class NotReady(Exception):
    """The database cannot be used or has not this version's tables, or the council is not ready; the text says what to do."""


def says(*faults: type[Exception]) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """`screen.says`, for a verb with settings and a database: what is wrong with these is said, too."""

    def around(verb: Callable[P, int]) -> Callable[P, int]:
        @screen.says(SettingsFaults, NotReady, *faults)
        @wraps(verb)
        def saying(*args: P.args, **kwargs: P.kwargs) -> int:
            with plainly():
                return verb(*args, **kwargs)

        return saying

    return around


@contextmanager
def plainly(url: str | None = None) -> Iterator[None]:
    """A database that cannot be used raises NotReady, in one sentence. Without a `url` it is the settings' own."""
    try:
        yield
    except FAULTS as error:
        named = opened(url or settings(needs_slack=False).database_url)
        said = why_unusable(error, named.url)
        if said is None:
            raise
        raise NotReady(said) from None


def settings(*, needs_slack: bool = True, listens: bool = True) -> Settings:
    """From the environment and .env. Raises SettingsFaults."""
    found = load(os.environ, needs_slack=needs_slack, listens=listens)
    if found.is_local:
        clear_proxies(os.environ)
    return found


def opened(url: str) -> Database:
    """The database at an address, whatever is there, if anything. Raises NotReady where the address cannot be read."""
    try:
        return Database(url)
    except ValueError:
        raise NotReady("WARDLINE_DATABASE_URL cannot be read: is its port a number?") from None


def database(url: str, *, may_make: bool = False) -> Database:
    """The database with its tables, which must be there; where it `may_make` one, a new SQLite file is given them.

    Most verbs make none: on a wrong path they would find all well in an empty one. Raises NotReady.
    """
    found = opened(url)
    if is_new_file(found):
        if not may_make:
            raise NotReady(
                f"There is no database at {place_of(found.url)}. Run: wardline migrate, or look at WARDLINE_DATABASE_URL."
            )
        make(found)
    has, needs = migrate.revision(found.url), migrate.latest()
    refuse_newer(found, has)
    if has != needs:
        raise NotReady(
            f"The database's tables are {f'those of version {has}' if has else 'not there yet'}, and this Wardline "
            f"needs version {needs}. Run: wardline migrate"
        )
    return found


def refuse_newer(database: Database, has: str | None) -> None:
    """Raises NotReady where a later Wardline has migrated the database: this one does not know what is in it."""
    if has is None or migrate.is_known(has):
        return
    maker = migrate.made_by(database.url, has)
    whose = f"Wardline {maker}" if maker else "the Wardline that migrated it"
    raise NotReady(
        f"The database's tables are those of version {has}, and this Wardline ({version('wardline')}) knows only up to "
        f"{migrate.latest()}. The database needs {whose} or a later one: install that here too."
    )


@contextmanager
def at_hand() -> Iterator[tuple[Database, datetime]]:
    """The settings' database, for a verb that needs no Slack, and casework's time; closed at the end."""
    chosen = settings(needs_slack=False)
    found = database(chosen.database_url)
    try:
        yield found, OffsetClock(chosen.clock_file).now()
    finally:
        found.dispose()


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


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """No bot runs on this SQLite file meanwhile: raises AlreadyRunning. On a server, others may."""
    path = file_of(database)
    with only_process(path) if path is not None else nullcontext():
        yield


def go_live(database: Database, council: Council, now: datetime) -> None:
    """The first start refuses a council in which some work is nobody's today. A bot that was live before starts all the
    same, for its members' sake: the work of a gap falls to the duty officer, and the log says so."""
    today = local_day(now)
    gaps = [hole for hole in coverage(Roster.of(council), today, today) if hole.kind == "gap"]
    with database.write() as session:
        is_first = ticks.take(session, "live", "first", now=now)
        if is_first and gaps:
            named = "\n".join(f"- {gap.why}" for gap in gaps)
            raise NotReady(
                f"Some work would be nobody's today, so Wardline does not go live:\n{named}\n"
                "Fill the post or name a cover in the council's files, and load them: wardline directory load FOLDER"
            )
    for gap in gaps:
        log.warning("nobody's today: %s", gap.why)
