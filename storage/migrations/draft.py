"""A developer's tool (`make migration`): drafts the next step from what the models say and the steps do not yet."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import make_url

from storage.migrate import FOLDER, config, engine, migrate


def draft(message: str) -> Path:
    """Write `versions/0007_message.py`. To be read by a person before it is committed."""
    newest = max(path.name for path in (FOLDER / "versions").glob("0*.py"))
    number = f"{int(newest[:4]) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = make_url(f"sqlite:///{folder}/draft.db")
        migrate(url)
        with engine(url).begin() as connection:
            command.revision(config(connection), message, autogenerate=True, rev_id=number)
    return next((FOLDER / "versions").glob(f"{number}_*.py"))


if __name__ == "__main__":
    sys.stdout.write(f"{draft(sys.argv[1])}\n")
