"""What came of members' views, ward notices that are withdrawn, how many live in a ward and how great the need is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Views that were given before anybody was to say what came of them: their authors are asked now.
_CARRIED_OVER = """
INSERT INTO ward_views (notice_id, person, words_id, given_at, keeper, due_at, next_at, step)
SELECT readers.notice_id, readers.person, readers.words_id, readers.at, notices.author, readers.at, readers.at, 0
FROM ward_notice_readers AS readers JOIN ward_notices AS notices ON notices.id = readers.notice_id
WHERE readers.words_id IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "ward_profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_profiles")),
        sa.UniqueConstraint("ward", name=op.f("uq_ward_profiles_ward")),
    )
    op.create_table(
        "ward_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keeper", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(), nullable=True),
        sa.Column("effect_words_id", sa.Integer(), nullable=True),
        sa.Column("effect_by", sa.String(), nullable=True),
        sa.Column("effect_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["ward_notices.id"], name=op.f("fk_ward_views_notice_id_ward_notices")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_ward_views_words_id_words")),
        sa.ForeignKeyConstraint(
            ["effect_words_id"], ["words.id"], name=op.f("fk_ward_views_effect_words_id_words")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_views")),
    )
    with op.batch_alter_table("ward_views", schema=None) as batch_op:
        batch_op.create_index("ix_ward_views_next", ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ward_views_notice_id"), ["notice_id"], unique=False)

    with op.batch_alter_table("ward_notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announced_in", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_words_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ward_notices_withdrawn_words_id_words"), "words", ["withdrawn_words_id"], ["id"]
        )
    op.execute(_CARRIED_OVER)


def downgrade() -> None:
    with op.batch_alter_table("ward_notices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ward_notices_withdrawn_words_id_words"), type_="foreignkey")
        batch_op.drop_column("withdrawn_words_id")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("announced_in")

    op.drop_table("ward_views")
    op.drop_table("ward_profiles")
