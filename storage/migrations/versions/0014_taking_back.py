"""The last act on a case may be taken back for a minute; a file may be refused, or deleted; a case may be of
other words than its message reads now."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undos",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("history_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_undos_case_id_cases")),
        sa.ForeignKeyConstraint(["history_id"], ["history.id"], name=op.f("fk_undos_history_id_history")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_undos")),
    )
    with op.batch_alter_table("undos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undos_until"), ["until"], unique=False)
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refused", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_cases_words_id_words"), "words", ["words_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_words_id_words"), type_="foreignkey")
        batch_op.drop_column("words_id")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("refused")
    op.drop_table("undos")
