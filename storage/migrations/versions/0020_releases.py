"""Which Wardline brought the tables to a version."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("wardline", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_releases")),
    )


def downgrade() -> None:
    op.drop_table("releases")
