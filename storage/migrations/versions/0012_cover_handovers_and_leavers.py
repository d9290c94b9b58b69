"""Who has whose work; handovers with their notes and receipts; what becomes of the cases of a member who left."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stand_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("stand_in", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_ins")),
        sa.UniqueConstraint("noun", "row_id", "part", name=op.f("uq_stand_ins_noun_row_id_part")),
    )
    with op.batch_alter_table("stand_ins", schema=None) as batch_op:
        batch_op.create_index("ix_stand_ins_ended_at", ["ended_at"], unique=False)
        batch_op.create_index("ix_stand_ins_person", ["person", "ended_at"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_handovers_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index("ix_handovers_state", ["state"], unique=False)

    op.create_table(
        "handover_cases",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_handover_cases_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_cases_handover_id_handovers")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_handover_cases_words_id_words")),
        sa.PrimaryKeyConstraint("handover_id", "case_id", name=op.f("pk_handover_cases")),
    )
    with op.batch_alter_table("handover_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_cases_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_handover_cases_next_at", ["next_at"], unique=False)

    op.create_table(
        "left_cases",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("with_words", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_left_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_left_cases")),
    )
    with op.batch_alter_table("left_cases", schema=None) as batch_op:
        batch_op.create_index("ix_left_cases_state", ["state", "member"], unique=False)

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_contact_state", ["contact", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_contact_state")

    with op.batch_alter_table("left_cases", schema=None) as batch_op:
        batch_op.drop_index("ix_left_cases_state")

    op.drop_table("left_cases")
    with op.batch_alter_table("handover_cases", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_cases_next_at")
        batch_op.drop_index(batch_op.f("ix_handover_cases_case_id"))

    op.drop_table("handover_cases")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index("ix_handovers_state")

    op.drop_table("handovers")
    with op.batch_alter_table("stand_ins", schema=None) as batch_op:
        batch_op.drop_index("ix_stand_ins_person")
        batch_op.drop_index("ix_stand_ins_ended_at")

    op.drop_table("stand_ins")
