"""A backup is made while people write, and restored into an empty database: whole, verified, and never over anything."""

import gzip
import json
import os
import stat
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from casework.checkpoints import take_daily
from storage import cases
from storage.database import Database
from tests.databases import as_text, embedded_binaries
from tests.desk import Desk

BINS = "Bins overflowing on Stanley Road in Bootle"
LIGHT = "The street light is out on Knowsley Road in Bootle"


def wardline(*arguments: str | Path) -> tuple[int, str]:
    """(exit status, everything that was said)"""
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout + result.stderr


@pytest.fixture
def empty(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of an empty database of the desk's kind. The command line stands before the desk's own."""
    monkeypatch.setenv("WARDLINE_DATABASE_URL", as_text(desk.database.url))
    if desk.database.is_sqlite:
        yield f"sqlite:///{tmp_path / 'restored' / 'wardline.db'}"
        return
    programs = embedded_binaries()
    if programs is not None and not os.environ.get("WARDLINE_TEST_DATABASE_URL"):
        monkeypatch.setenv("PATH", f"{programs / 'bin'}:{os.environ['PATH']}")
    server = request.getfixturevalue("postgresql_server")
    url = server.make_empty()
    yield as_text(url)
    server.drop(url)


def test_a_backup_beside_a_running_bot_comes_back_whole(
    desk: Desk, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = desk.holder("member", "Linacre")
    member.says(BINS)
    desk.clock.forward(days=1)
    with desk.database.write() as session:
        assert take_daily(session, now=desk.clock.now()) is not None
    kept = tmp_path / "kept"
    kept.mkdir()
    file = kept / "one.backup"

    status, said = wardline("backup", file, "--check")
    assert status == 0, said
    assert "1 cases" in said
    assert "Checked by restoring" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in kept.iterdir()] == ["one.backup"]
    manifest = manifest_of(file)
    assert manifest["counts"]["cases"] == 1
    assert manifest["checkpoint"]
    assert BINS not in json.dumps(manifest)
    assert wardline("backup", file) == (1, f"{file} is there already, and is not written over.\n")
    member.says(LIGHT)  # after it: not in it

    status, said = wardline("restore", file)
    assert status == 1
    assert "not empty" in said

    monkeypatch.setenv("WARDLINE_DATABASE_URL", empty)
    if desk.database.is_sqlite:
        assert "There is no database at" in wardline("backup", kept / "two.backup")[1]
    status, said = wardline("restore", broken(file, tmp_path / "broken.backup"))
    assert (status, "damaged" in said) == (1, True)
    status, said = wardline("restore", newer(file, tmp_path / "newer.backup"))
    assert (status, "newer one" in said) == (1, True)
    status, said = wardline("restore", file)
    assert status == 0, said
    assert "history is whole" in said
    restored = Database(empty)
    with restored.read() as session:
        assert cases.count(session) == 1
        case = cases.by_reference(session, "SEF-1001")
        assert case is not None
    restored.dispose()
    assert wardline("history", "verify")[0] == 0
    assert wardline("restore", file)[0] == 1  # it is filled now
    if desk.database.is_sqlite:
        made = Path(empty.removeprefix("sqlite:///"))
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert sorted(each.name for each in made.parent.iterdir()) == ["wardline.db", "wardline.db.lock"]


def test_backups_age_out_and_nothing_else_goes(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    for days in (1, 20, 40, 60):
        of_age(tmp_path / f"{days}.backup", now - timedelta(days=days))
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "old.tar.gz").write_bytes(gzip.compress(b"somebody's"))

    status, said = wardline("backup", "--prune", tmp_path, "--older-than", "30")
    assert (status, said) == (0, "2 backups older than 30 days are gone; 2 stay.\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "1.backup",
        "20.backup",
        "notes.txt",
        "old.tar.gz",
    ]

    (tmp_path / "1.backup").unlink()
    status, said = wardline("backup", "--prune", tmp_path, "--older-than", "10")
    assert status == 1
    assert "is nothing backed up any more?" in said
    assert (tmp_path / "20.backup").exists()


def manifest_of(file: Path) -> dict[str, object]:
    with tarfile.open(file) as bundle:
        held = bundle.extractfile("manifest.json")
        assert held is not None
        return dict(json.load(held))


def broken(file: Path, into: Path) -> Path:
    """A byte in the middle of the copy is another one."""
    plain = bytearray(gzip.decompress(file.read_bytes()))
    plain[len(plain) // 2] ^= 0xFF
    into.write_bytes(gzip.compress(bytes(plain)))
    return into


def newer(file: Path, into: Path) -> Path:
    """As a Wardline of the future would make it."""
    plain = gzip.decompress(file.read_bytes())
    known = json.dumps(manifest_of(file)["migration"]).encode()
    into.write_bytes(gzip.compress(plain.replace(b'"migration": ' + known, b'"migration": "9999"', 1)))
    return into


def of_age(file: Path, made: datetime) -> None:
    manifest = {
        "wardline": "0.1.0", "made_at": made.isoformat(), "kind": "sqlite", "migration": "0030", "counts": {},
        "checkpoint": None, "sha256": "",
    }  # fmt: skip
    told = file.with_suffix(".json")
    told.write_text(json.dumps(manifest))
    with tarfile.open(file, "w:gz") as bundle:
        bundle.add(told, "manifest.json")
    told.unlink()
