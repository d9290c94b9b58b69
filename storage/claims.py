"""Changing a row only if it is still as somebody read it: of two who act at once, one is told that the other was quicker."""

from typing import Any

from sqlalchemy import ColumnElement, inspect, update
from sqlalchemy.orm import Session

from storage.base import Base


def change_if(session: Session, row: Base, *still: ColumnElement[bool], **values: Any) -> bool:
    """Change the row where all of `still` holds in the database, and read it anew. False: nothing was changed, and the row
    is read anew when somebody looks at it."""
    table = type(row)
    keys = inspect(table).primary_key
    changed = session.execute(
        update(table)
        .where(*(key == getattr(row, key.name) for key in keys), *still)
        .values(**values)
        .returning(*keys)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        session.expire(row)
        return False
    session.refresh(row)
    return True
