"""Which engine calls the background work, and whether it has what it needs. procrastinate is imported where it is used."""

from functools import partial

from bot.bells import BelledLoop
from bot.commands.opening import NotReady
from bot.settings import Settings
from bot.worker import EmbeddedLoop, MakeEngine
from storage import namespaces
from storage.database import Database


def engine(settings: Settings, database: Database, *, works: bool) -> MakeEngine:
    """`works` is false for a process that only listens to Slack; it needs PostgreSQL."""
    if settings.engine == "procrastinate":
        from bot.cluster import ProcrastinateEngine

        return partial(ProcrastinateEngine, database=database, works=works)
    if database.is_sqlite:
        return EmbeddedLoop
    return partial(BelledLoop, database=database, works=works)


def make_tables(settings: Settings, database: Database) -> str | None:
    """What the engine needs in the database, brought to its version. That version, where anything was missing."""
    if settings.engine != "procrastinate":
        return None
    from bot.cluster import steps

    needed = steps()
    return needed.newest if namespaces.apply(database.url, needed) else None


def insist_on_tables(settings: Settings, database: Database) -> None:
    """Raises NotReady where the engine's tables are not those of the version that is installed."""
    if settings.engine != "procrastinate":
        return
    from bot.cluster import steps

    needs = steps()
    has = namespaces.step_of(database.url, needs.name)
    if has is None or has < needs.newest:
        raise NotReady(
            f"The tables of procrastinate are {f'those of step {has}' if has else 'not there yet'}, and the one that is "
            f"installed needs step {needs.newest}. Run: wardline migrate"
        )
    if has > needs.newest:
        raise NotReady(
            f"The tables of procrastinate are those of step {has}, and the one that is installed knows only "
            f"{needs.newest}. Install what this version of Wardline asks for: pip install --upgrade 'wardline[cluster]'"
        )
