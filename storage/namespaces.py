"""Tables of somebody else's in our PostgreSQL: a library's, in a schema of their own, brought to its version by its own
steps. Which step they have stands in the schema's comment."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import URL, Connection, text

from storage.migrate import engine, one_at_a_time


@dataclass(frozen=True)
class Steps:
    """`whole` makes everything at once in the schema `name`. `later` are the same as steps, by names that sort."""

    name: str
    whole: str
    later: Mapping[str, str]

    @property
    def newest(self) -> str:
        return max(self.later)


def step_of(url: URL, name: str) -> str | None:
    """The newest step that the schema has; None where it is not there."""
    with engine(url).connect() as connection:
        return _step_of(connection, name)


def apply(url: URL, steps: Steps) -> bool:
    """Apply what is missing, each step in a transaction of its own: a value that one adds to a type may be used by the
    next only once it is committed. False: nothing was missing, or the schema is newer than these steps know."""
    made = engine(url)
    begun = False
    while True:
        with made.begin() as connection:
            one_at_a_time(connection)
            has = _step_of(connection, steps.name)
            if has is not None and has >= steps.newest:
                return begun
            _apply_next(connection, steps, has)
            begun = True


def _apply_next(connection: Connection, steps: Steps, has: str | None) -> None:
    reached = steps.newest if has is None else min(name for name in steps.later if name > has)
    script = steps.whole if has is None else steps.later[reached]
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {steps.name}"))
    connection.execute(text(f"SET LOCAL search_path TO {steps.name}"))
    connection.execution_options(no_parameters=True).exec_driver_sql(script)
    connection.execute(text(f"COMMENT ON SCHEMA {steps.name} IS '{reached}'"))


def _step_of(connection: Connection, name: str) -> str | None:
    found = connection.scalar(
        text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name"),
        {"name": name},
    )
    return str(found) if found else None
