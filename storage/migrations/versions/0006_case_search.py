"""Cases are found by their words; those that are there already too, but for the restricted ones."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WORDS = (
    "SELECT cases.id, {} FROM cases JOIN enquiries ON enquiries.id = cases.enquiry_id "
    "JOIN words ON words.id = enquiries.words_id WHERE NOT cases.restricted"
)
_TEXT = "substr(words.text, span_start + 1, span_end - span_start) || ' ' || place"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE case_search USING fts5(words, tokenize='porter unicode61')")
        op.execute("INSERT INTO case_search (rowid, words) " + _WORDS.format(_TEXT))
        return
    op.execute(
        "CREATE TABLE case_search (case_id INTEGER NOT NULL CONSTRAINT pk_case_search PRIMARY KEY "
        "CONSTRAINT fk_case_search_case_id_cases REFERENCES cases (id), found TSVECTOR NOT NULL)"
    )
    op.execute(
        "INSERT INTO case_search (case_id, found) " + _WORDS.format(f"to_tsvector('english', {_TEXT})")
    )
    op.execute("CREATE INDEX ix_case_search_found ON case_search USING gin (found)")


def downgrade() -> None:
    op.execute("DROP TABLE case_search")
