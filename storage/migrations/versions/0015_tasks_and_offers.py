"""Tasks for services and offers to partners, their cards, and what was raised before of a service at a place."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_name", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("answer_words_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_words_id"], ["words.id"], name=op.f("fk_offers_answer_words_id_words")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_offers_case_id_cases")),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_offers_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index("ix_offers_body_state", ["body", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_offers_next", ["next_at"], unique=False)
        batch_op.create_index("ix_offers_partner_state", ["partner", "state"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_words_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases")),
        sa.ForeignKeyConstraint(["ended_words_id"], ["words.id"], name=op.f("fk_tasks_ended_words_id_words")),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_tasks_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_tasks_next", ["next_at"], unique=False)
        batch_op.create_index("ix_tasks_officer_state", ["officer", "state"], unique=False)

    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("task_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("offer_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_cards_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cards_task_id"), ["task_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_cards_task_id_tasks"), "tasks", ["task_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_cards_offer_id_offers"), "offers", ["offer_id"], ["id"])

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_service_place", ["service", "place"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_service_place")

    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cards_offer_id_offers"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cards_task_id_tasks"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cards_task_id"))
        batch_op.drop_index(batch_op.f("ix_cards_offer_id"))
        batch_op.drop_column("offer_id")
        batch_op.drop_column("task_id")

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_tasks_officer_state")
        batch_op.drop_index("ix_tasks_next")
        batch_op.drop_index(batch_op.f("ix_tasks_case_id"))

    op.drop_table("tasks")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index("ix_offers_partner_state")
        batch_op.drop_index("ix_offers_next")
        batch_op.drop_index(batch_op.f("ix_offers_case_id"))
        batch_op.drop_index("ix_offers_body_state")

    op.drop_table("offers")
