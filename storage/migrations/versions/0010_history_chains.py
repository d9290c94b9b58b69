"""Histories are chained and end in checkpoints; words have a salt; nothing of it can be changed or removed.

What was recorded before gets its chain here, and each case one entry more, "carried_over", with what it is today: older
entries do not say enough to rebuild it from."""

import hashlib
import json
from datetime import UTC, datetime
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None

PAGE = 1_000  # rows
FINAL = ("history", "checkpoints", "checkpoint_heads")
MOMENT = sa.DateTime(timezone=True)
COVERED = ("chain", "number", "case_id", "enquiry_id", "event", "actor", "facts", "words_id", "words_digest")
SALTED = ("place", "why")  # they quote the member
CARRIED = {
    "reference": sa.String, "enquiry_id": sa.Integer, "issue_number": sa.Integer, "member": sa.String,
    "state": sa.String, "span_start": sa.Integer, "span_end": sa.Integer, "service": sa.String, "place": sa.String,
    "street": sa.String, "wards": sa.JSON, "area": sa.String, "assumed_ward": sa.Boolean, "confirmed": sa.Boolean,
    "contact": sa.String, "owner": sa.String, "emergency": sa.String, "restricted": sa.Boolean, "sharing": sa.String,
    "waiting_for": sa.String, "waiting_why": sa.String, "waiting_until": MOMENT, "opened_at": MOMENT,
    "acknowledged_at": MOMENT, "answered_at": MOMENT, "closed_at": MOMENT, "reopened": sa.Integer,
    "outcome_id": sa.Integer, "why": sa.String,
}  # fmt: skip
MOMENTS = ("started_at", "due_at", "paused_at", "stopped_at", "missed_at")

words = sa.table("words", sa.column("id"), sa.column("text"), sa.column("salt"))
history = sa.table(
    "history", sa.column("id"), sa.column("chain"), sa.column("number"), sa.column("case_id"),
    sa.column("enquiry_id"), sa.column("event"), sa.column("actor"), sa.column("facts", sa.JSON),
    sa.column("words_id"), sa.column("words_digest"), sa.column("at", MOMENT), sa.column("previous"),
    sa.column("digest"),
)  # fmt: skip
cases = sa.table("cases", sa.column("id"), *(sa.column(name, kind) for name, kind in CARRIED.items()))
enquiries = sa.table("enquiries", sa.column("id"), sa.column("words_id"))
clocks = sa.table(
    "clocks", sa.column("case_id"), sa.column("kind"), *(sa.column(name, MOMENT) for name in MOMENTS)
)


def upgrade() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "checkpoint_heads",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_checkpoint_heads")),
    )
    with op.batch_alter_table("checkpoint_heads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkpoint_heads_checkpoint"), ["checkpoint"], unique=False)
    with op.batch_alter_table("words", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.String(), nullable=True))
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chain", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("words_digest", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("digest", sa.String(), nullable=True))

    connection = op.get_bind()
    salt(connection)
    carry_over(connection)
    chain(connection)

    with op.batch_alter_table("history", schema=None) as batch_op:
        for name in ("chain", "number"):
            batch_op.alter_column(name, existing_type=sa.Integer(), nullable=False)
        for name in ("previous", "digest"):
            batch_op.alter_column(name, existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_history_chain_number"), ["chain", "number"])
    for table in FINAL:
        for statement in keeps(table)[connection.dialect.name]:
            op.execute(statement)


def salt(connection):
    """Every row of words its own, with which the history covers them."""
    after = 0
    while page := connection.execute(
        sa.select(words.c.id).where(words.c.id > after).order_by(words.c.id).limit(PAGE)
    ).all():
        after = page[-1].id
        connection.execute(
            sa.update(words).where(words.c.id == sa.bindparam("row")).values(salt=sa.bindparam("new")),
            [{"row": row.id, "new": token_hex(16)} for row in page],
        )


def carry_over(connection):
    """What each case and its clocks are, as an entry of its history."""
    now, after = datetime.now(UTC), 0
    found = (
        sa.select(cases, words.c.salt)
        .join(enquiries, enquiries.c.id == cases.c.enquiry_id)
        .join(words, words.c.id == enquiries.c.words_id)
    )
    while page := connection.execute(found.where(cases.c.id > after).order_by(cases.c.id).limit(PAGE)).all():
        ids = [case.id for case in page]
        stood = {case_id: {} for case_id in ids}
        for row in connection.execute(sa.select(clocks).where(clocks.c.case_id.in_(ids))):
            stood[row.case_id][row.kind] = {name: fact(getattr(row, name)) for name in MOMENTS}
        entries = [
            {
                "case_id": case.id,
                "enquiry_id": case.enquiry_id,
                "event": "carried_over",
                "facts": {
                    "case": {
                        **{name: fact(getattr(case, name)) for name in CARRIED},
                        **{name: covering(case.salt, getattr(case, name)) for name in SALTED},
                    },
                    "clocks": stood[case.id],
                },
                "at": now,
            }
            for case in page
        ]
        connection.execute(sa.insert(history), entries)
        after = ids[-1]


def chain(connection):
    """Chain by chain, each from its first entry: number, the digest before, and its own."""
    of = sa.func.coalesce(history.c.case_id, -history.c.enquiry_id, 0)
    connection.execute(sa.update(history).values(chain=of))
    last = (-(2**31), 0)  # chain and id: where the page before ended
    number, previous = 0, ""
    while page := connection.execute(
        sa.select(history, words.c.text, words.c.salt)
        .outerjoin(words, words.c.id == history.c.words_id)
        .where(sa.tuple_(history.c.chain, history.c.id) > sa.tuple_(*last))
        .order_by(history.c.chain, history.c.id)
        .limit(PAGE)
    ).all():
        made = []
        for row in page:
            if row.chain != last[0]:
                number, previous = 0, ""
            last, number = (row.chain, row.id), number + 1
            entry = {**row._mapping, "number": number, "previous": previous}
            if row.words_id is not None:
                entry["words_digest"] = covering(row.salt, row.text)
            previous = digest(entry)
            made.append(
                {
                    "row": row.id,
                    "n": number,
                    "w": entry["words_digest"],
                    "before": entry["previous"],
                    "own": previous,
                }
            )
        connection.execute(
            sa.update(history)
            .where(history.c.id == sa.bindparam("row"))
            .values(
                number=sa.bindparam("n"),
                words_digest=sa.bindparam("w"),
                previous=sa.bindparam("before"),
                digest=sa.bindparam("own"),
            ),
            made,
        )


def digest(entry):
    """As storage/history.py makes it."""
    at = moment(entry["at"]).isoformat()
    covered = [entry["previous"], at, *(entry[name] for name in COVERED)]
    return hashlib.sha256(json.dumps(covered, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def covering(salt, text):
    """As storage/words.py makes it."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def moment(value):
    """SQLite forgets the zone."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def fact(value):
    return moment(value).isoformat() if isinstance(value, datetime) else value


def keeps(table):
    """What makes the database refuse to change or to remove a row."""
    says = f"{table} is append-only"
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END"
            for act in ("UPDATE", "DELETE")
        ],
        "postgresql": [
            f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{says}'; END $$",
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
        ],
    }


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in FINAL:
            op.execute(f"DROP TRIGGER {table}_stays ON {table}")
            op.execute(f"DROP FUNCTION {table}_stays()")
    else:
        op.execute("DROP TRIGGER history_update")
        op.execute("DROP TRIGGER history_delete")
    op.execute(sa.delete(history).where(history.c.event == "carried_over"))
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_history_chain_number"), type_="unique")
        for name in ("digest", "previous", "words_digest", "number", "chain"):
            batch_op.drop_column(name)
    with op.batch_alter_table("words", schema=None) as batch_op:
        batch_op.drop_column("salt")
    with op.batch_alter_table("checkpoint_heads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkpoint_heads_checkpoint"))
    op.drop_table("checkpoint_heads")
    op.drop_table("checkpoints")
