"""Everything that names somebody, in whatever table: a row is theirs where a column, or something in its JSON, is one of
the names they go by."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Session

from storage.tables import every_table

_NOT_THEIRS = frozenset({"words"})  # what somebody wrote is told apart, with where it belongs


def rows_with(session: Session, names: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with its table's name, its values as JSON has them."""
    wanted = frozenset(names)
    for table in every_table().sorted_tables:
        looked_at = [column.name for column in table.columns if isinstance(column.type, String | JSON)]
        if table.name in _NOT_THEIRS or not looked_at:
            continue
        for row in session.execute(select(table).execution_options(yield_per=2_000)):
            if any(_names(getattr(row, name), wanted) for name in looked_at):
                yield table.name, {name: _plain(value) for name, value in row._mapping.items()}


def _names(value: Any, wanted: frozenset[str]) -> bool:
    if isinstance(value, str):
        return value in wanted
    if isinstance(value, list):
        return any(_names(each, wanted) for each in value)
    return isinstance(value, dict) and any(_names(each, wanted) for each in value.values())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
