"""What is remembered: tables, migrations, and queries by noun. No rules."""

from sqlalchemy.orm import Session

__all__ = ["Session"]
