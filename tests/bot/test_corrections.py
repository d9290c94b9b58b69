"""`wardline directory corrections` on a database, and the replay of what it writes in `directory check`."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import SAMPLE, app
from directory.files import read_council
from directory.loading import load
from storage.corrections import Correction
from storage.database import Database
from storage.words import Words

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
SAID = "Huge pothole on Marsh Lane, says Mrs Alderton"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One approved correction, one rejected."""
    with sqlite_database.write() as session:
        load(session, read_council(SAMPLE))
        words = Words(text=SAID, person="somebody", said_at=AT)
        session.add(words)
        session.flush()
        for service, state in (("highways-maintenance", "approved"), ("graffiti", "rejected")):
            session.add(
                Correction(
                    words_id=words.id, span_start=0, span_end=len(SAID), service=service, was=None, how="chosen",
                    by="somebody", at=AT, state=state, decided_by="kenji-whitfield", decided_at=AT,
                )
            )  # fmt: skip
    return sqlite_database


def wardline(*arguments: str | Path, database: Database | None = None) -> tuple[int, str, str]:
    env = {"WARDLINE_DATABASE_URL": str(database.url)} if database else {}
    result = CliRunner().invoke(app, [str(each) for each in arguments], env=env, catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def a_council_of_few_words(tmp_path: Path) -> Path:
    """The sample with the phrases of two services, which compile in a second or two."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "council"))
    for path in (folder / "phrases").glob("*.txt"):
        if path.stem not in ("highways-maintenance", "graffiti"):
            path.unlink()
    return folder


def test_what_was_approved_is_exported_masked_and_replayed(database: Database, tmp_path: Path) -> None:
    folder = a_council_of_few_words(tmp_path)

    status, said, _ = wardline("directory", "corrections", "--export", folder, database=database)

    assert (status, said) == (0, f"Wrote 1 correction to {folder / 'corrections.csv'}.\n")
    assert (folder / "corrections.csv").read_text() == (
        "service,text,approved_by,approved_on\n"
        'highways-maintenance,"Huge pothole on [place], says Mrs [name]",kenji-whitfield,2026-11-24\n'
    )
    status, said, faults = wardline("directory", "check", folder, "--keep-in", tmp_path / "words")
    assert status == 0, faults
    assert "Replayed 1 correction: 1 answered as corrected, 0 otherwise." in said


def test_without_a_folder_they_are_shown(database: Database) -> None:
    status, said, _ = wardline("directory", "corrections", database=database)

    assert status == 0
    assert said.splitlines()[1].split("\t") == [
        "highways-maintenance", "Huge pothole on [place], says Mrs [name]", "kenji-whitfield", "2026-11-24",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "council"))
    (folder / "corrections.csv").write_text("service\ngraffiti\n")

    status, _, faults = wardline("directory", "check", folder)

    assert status == 1
    assert "corrections.csv, line 1: the column “text” is missing" in faults
