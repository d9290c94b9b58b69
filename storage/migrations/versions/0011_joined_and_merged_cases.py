"""Cases may be joined, suspected to be the same, and merged; a landmark may have a point."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("suspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_duplicates_case_id_cases")),
        sa.ForeignKeyConstraint(["of_id"], ["cases.id"], name=op.f("fk_duplicates_of_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicates")),
        sa.UniqueConstraint("case_id", "of_id", name=op.f("uq_duplicates_case_id_of_id")),
    )
    op.create_index(op.f("ix_duplicates_of_id"), "duplicates", ["of_id"])
    op.create_table(
        "joins",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("joined_by", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_joins_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_joins")),
    )
    op.create_index(op.f("ix_joins_group_id"), "joins", ["group_id"])
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("landmark", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("more_spans", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_cases_merged_into_id_cases"), "cases", ["merged_into_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_cases_merged_into_id"), ["merged_into_id"])
        batch_op.create_index("ix_cases_service_street", ["service", "street"])
        batch_op.create_index("ix_cases_service_landmark", ["service", "landmark"])
    with op.batch_alter_table("landmarks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("easting", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("northing", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("landmarks", schema=None) as batch_op:
        batch_op.drop_column("northing")
        batch_op.drop_column("easting")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_service_landmark")
        batch_op.drop_index("ix_cases_service_street")
        batch_op.drop_index(op.f("ix_cases_merged_into_id"))
        batch_op.drop_constraint(op.f("fk_cases_merged_into_id_cases"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("more_spans")
        batch_op.drop_column("landmark")
    op.drop_table("joins")
    op.drop_table("duplicates")
