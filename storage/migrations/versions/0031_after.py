"""Which posts wait for another: asked for each one that is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_after",
        "outbox",
        ["after_id"],
        sqlite_where=sa.text("after_id IS NOT NULL"),
        postgresql_where=sa.text("after_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_after", table_name="outbox")
