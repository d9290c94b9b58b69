"""The steps applied from nothing make what the models say, on both kinds of database; they are safe to repeat."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, make_url, text

from casework.rebuilding import all_differences
from casework.verification import verify
from storage import history, migrate
from storage.base import Base
from storage.database import Database
from storage.ward_views import all_open


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path / 'new.db'}")
        return
    server = request.getfixturevalue("postgresql_server")
    url = server.make_empty()
    yield url
    server.drop(url)


def test_the_steps_make_what_the_models_say(empty: URL) -> None:
    """Where this fails the models have changed: `make migration MESSAGE="what changed"` drafts the step."""
    migrate.migrate(empty)

    with migrate.engine(empty).connect() as connection:
        options = {
            "include_name": lambda name, kind, _: kind != "table" or not name.startswith("case_search")
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_an_empty_database_has_no_revision_and_then_the_latest_and_keeps_it(empty: URL) -> None:
    assert migrate.revision(empty) is None

    for _again in range(2):
        migrate.migrate(empty)
        assert migrate.revision(empty) == migrate.latest()


_REVISION = re.compile(r'^((?:down_)?revision) = "(\w+)"', re.MULTILINE)


def test_steps_are_in_one_line_and_numbered() -> None:
    files = sorted((migrate.FOLDER / "versions").glob("*.py"))
    said = [dict(_REVISION.findall(path.read_text(encoding="utf-8"))) for path in files]

    assert [step["revision"] for step in said] == [path.name[:4] for path in files]
    assert [step["down_revision"] for step in said[1:]] == [step["revision"] for step in said[:-1]]


# A case as the first tables had it: two entries that do not say what the case was, and one of its enquiry.
BEFORE_CHAINS = """
INSERT INTO words (id, text, person, version, said_at) VALUES (1, 'Huge pothole', 'priya', 1, '2026-11-23 10:00:00')
INSERT INTO enquiries (id, team, channel, ts, door, member, raised_by, words_id, sent_at, received_at)
 VALUES (1, 'T', 'D', '1', 'direct', 'priya', 'priya', 1, '2026-11-23 10:00:00', '2026-11-23 10:00:00')
INSERT INTO cases (id, reference, enquiry_id, issue_number, member, state, version, span_start, span_end, place, wards,
  assumed_ward, confirmed, why, contact, owner, restricted, sharing, opened_at, acknowledged_at, reopened)
 VALUES (1, 'SEF-1001', 1, 1, 'priya', 'acknowledged', 2, 0, 12, 'Marsh Lane', '["Linacre"]', false, true, '', 'joanne',
  'joanne', false, 'not_shared', '2026-11-23 10:00:00', '2026-11-23 11:00:00', 0)
INSERT INTO clocks (case_id, kind, started_at, due_at, next_at, step)
 VALUES (1, 'answer', '2026-11-23 10:00:00', '2026-12-07 17:00:00', '2026-12-04 17:00:00', 0)
INSERT INTO history (case_id, enquiry_id, event, facts, words_id, at)
 VALUES (1, 1, 'opened', '{"owner": "joanne"}', 1, '2026-11-23 10:00:00')
INSERT INTO history (case_id, enquiry_id, event, facts, at) VALUES (NULL, 1, 'noted', '{}', '2026-11-23 10:00:00')
INSERT INTO history (case_id, enquiry_id, event, facts, at)
 VALUES (1, 1, 'acknowledged', '{}', '2026-11-23 11:00:00.123456')
"""


A_VIEW_BEFORE = """
INSERT INTO words (id, text, person, version, said_at) VALUES (1, 'Not in market week', 'amina', 1, '2026-11-23 10:00:00')
INSERT INTO ward_notices (id, wards, what, place, starts_on, who, involvement, state, author, written_at, sent_at)
 VALUES (1, '["Linacre"]', 'Resurfacing', 'Marsh Lane', '2026-12-07', 'Ray', 'consult', 'sent', 'ray',
  '2026-11-23 09:00:00', '2026-11-23 09:00:00')
INSERT INTO ward_notice_readers (notice_id, person, state, at, words_id) VALUES (1, 'amina', 'told', '2026-11-23 09:00:00', 1)
INSERT INTO ward_notice_readers (notice_id, person, state, at) VALUES (1, 'derek', 'told', '2026-11-23 09:00:00')
"""


def test_a_view_that_was_given_before_waits_for_its_answer(empty: URL) -> None:
    migrate.migrate(empty, to="0015")
    with migrate.engine(empty).begin() as connection:
        for statement in A_VIEW_BEFORE.strip().replace("\n ", " ").splitlines():
            connection.exec_driver_sql(statement)
    migrate.migrate(empty)

    database = Database(empty.render_as_string(hide_password=False))
    with database.read() as session:
        found = [(view.keeper, view.person, view.next_at, notice.id) for view, notice in all_open(session)]
        assert [(keeper, person, notice) for keeper, person, _, notice in found] == [("ray", "amina", 1)]
    database.dispose()


def test_what_was_recorded_before_is_chained_and_carried_over(empty: URL) -> None:
    migrate.migrate(empty, to="0003")
    with migrate.engine(empty).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TIME ZONE 'UTC'"))
        for statement in BEFORE_CHAINS.strip().replace("\n ", " ").splitlines():
            connection.exec_driver_sql(statement)
    migrate.migrate(empty)

    database = Database(empty.render_as_string(hide_password=False))
    with database.read() as session:
        verdict = verify(session)
        assert (str(verdict.broken), verdict.entries, verdict.chains) == ("None", 4, 2)
        assert [entry.event for entry in history.of_case(session, 1)] == [
            "opened",
            "acknowledged",
            "carried_over",
        ]
        assert [str(each) for _, found in all_differences(session) for each in found] == []
    database.dispose()


# While processes are restarted one after the other, the version before this one runs on these tables, too. So a step
# adds; what it takes away nobody uses any more since an earlier step, which it names: `UNUSED_SINCE = "0020"`.

ADDED_FIRST = "0015"  # steps up to this one were made before there were several processes
_TAKES_AWAY = re.compile(r"\b(DROP|RENAME)\b|\bALTER\b.*\bNOT NULL\b", re.IGNORECASE)


def taken_away(source: str) -> list[str]:
    """What a step does that the version before it would trip over."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    up = [function for function in functions if function.name != "downgrade"]
    calls = [node for function in up for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [ast.unparse(call)[:80] for call in calls if _takes_away(call)]


def _takes_away(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    said = ast.unparse(call)
    if name in ("execute", "exec_driver_sql"):
        return bool(_TAKES_AWAY.search(said))
    if name == "add_column":
        return "nullable=False" in said and "server_default" not in said
    return name.startswith(("drop_", "rename_")) or (
        name == "alter_column" and any(word.arg != "existing_type" for word in call.keywords)
    )


def test_a_step_adds_and_takes_away_only_what_an_earlier_one_left_unused() -> None:
    said = {
        path.name[:4]: path.read_text(encoding="utf-8")
        for path in sorted((migrate.FOLDER / "versions").glob("0*.py"))
    }
    marked = {
        step: re.findall(r'^UNUSED_SINCE = "(\w+)"', source, re.MULTILINE) for step, source in said.items()
    }

    unmarked = {
        step: taken_away(source)
        for step, source in said.items()
        if step > ADDED_FIRST and taken_away(source) and not marked[step]
    }
    assert unmarked == {}
    assert [
        step for step, since in marked.items() if since and not (since[0] in said and since[0] < step)
    ] == []


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ('op.create_table("a", sa.Column("b", sa.Integer(), nullable=False))', 0),
        ('op.create_index("ix", "a", ["b"])', 0),
        ('op.add_column("a", sa.Column("c", sa.String(), nullable=True))', 0),
        ('batch_op.add_column(sa.Column("c", sa.String(), nullable=False, server_default=""))', 0),
        ('op.execute("UPDATE a SET b = 1")', 0),
        ('batch_op.add_column(sa.Column("c", sa.String(), nullable=False))', 1),
        ('op.drop_column("a", "b")', 1),
        ('op.drop_table("a")', 1),
        ('op.rename_table("a", "b")', 1),
        ('batch_op.alter_column("b", existing_type=sa.Integer(), nullable=False)', 1),
        ('batch_op.drop_constraint("uq_a_b")', 1),
        ('op.execute("DROP TABLE a")', 1),
    ],
)
def test_what_counts_as_taking_away(statement: str, number: int) -> None:
    assert len(taken_away(f"def upgrade():\n    {statement}\n")) == number
    assert taken_away(f"def downgrade():\n    {statement}\n") == []
