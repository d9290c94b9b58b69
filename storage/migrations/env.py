"""How Alembic runs a step: on the connection it is given, in the transaction that is already open."""

from alembic import context

from storage.base import Moment
from storage.tables import every_table


def render_item(kind, item, _autogen):
    """A step never changes, so it says the column's type in SQLAlchemy's words, not in those of our modules."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def include_name(name, kind, _parents):
    """Full text has its own tables, which no model describes (storage/search.py)."""
    return kind != "table" or not name.startswith("case_search")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_as_batch=True,  # SQLite can alter little: the table is built anew
    render_item=render_item,
    include_name=include_name,
)
context.run_migrations()
