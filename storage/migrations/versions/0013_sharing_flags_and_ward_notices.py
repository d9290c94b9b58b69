"""What people choose for themselves, flags and followers of cases, notices of what is done in a ward."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("told_when", sa.String(), nullable=False),
        sa.Column("sharing", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_profiles")),
    )
    op.create_table(
        "ward_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wards", sa.JSON(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("involvement", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_notices")),
    )
    op.create_table(
        "ward_notice_readers",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["ward_notices.id"], name=op.f("fk_ward_notice_readers_notice_id_ward_notices")
        ),
        sa.ForeignKeyConstraint(
            ["words_id"], ["words.id"], name=op.f("fk_ward_notice_readers_words_id_words")
        ),
        sa.PrimaryKeyConstraint("notice_id", "person", name=op.f("pk_ward_notice_readers")),
    )
    op.create_table(
        "case_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_by", sa.String(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_words_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_flags_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["cleared_words_id"], ["words.id"], name=op.f("fk_case_flags_cleared_words_id_words")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_case_flags_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_flags")),
    )
    with op.batch_alter_table("case_flags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_flags_case_id"), ["case_id"], unique=False)

    op.create_table(
        "followers",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followers_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "person", name=op.f("pk_followers")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("flags", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("cross_ward", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_cases_shared",
            ["id"],
            unique=False,
            sqlite_where=sa.text("sharing <> 'not_shared' AND state <> 'closed'"),
            postgresql_where=sa.text("sharing <> 'not_shared' AND state <> 'closed'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_shared")
        batch_op.drop_column("cross_ward")
        batch_op.drop_column("flags")

    op.drop_table("followers")
    op.drop_table("case_flags")
    op.drop_table("ward_notice_readers")
    op.drop_table("ward_notices")
    op.drop_table("profiles")
