"""A database that is not there, or cannot be used: every verb says which, why and what to do, in a line, and makes none."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from bot.cli import SAMPLE, app
from bot.commands import opening
from bot.commands.screen import CannotWrite, writing
from storage import backups
from storage.backups import CannotCopy
from storage.database import Database
from storage.unusable import place_of, why_unusable
from tests.bot.test_command_line import VERBS
from tests.databases import Server, as_text
from tests.demonstration import WARDLINE, environment

HOUSE = Path(__file__).parents[2]
PASSWORD = "open-sesame"
GONE = f"postgresql://wardline:{PASSWORD}@127.0.0.1:1/wardline"
CHANGES = "change,ward,to,kind\nmove,Church,South Sefton,\n"
MAKING = ("run", "listen", "work", "demo", "migrate", "directory load")  # a new file, where there is none
WITHOUT = ("match", "directory check", "directory ask", "directory import-streets")  # need no database
LOOKING: dict[str, tuple[str, ...]] = {
    "access": ("--out", "out", "--person", "x", "--by", "x"),
    "backup": ("a.backup",),
    "certificate": (),
    "directory corrections": (),
    "directory cut-over": ("changes.csv", "--on", "2026-12-07", "--by", "x", "--why", "x", "--name", "x"),
    "directory history": ("services",),
    "directory load": (str(SAMPLE), "--diff"),
    "directory resources": (),
    "directory roll-back": ("x", "--by", "x", "--why", "x"),
    "directory show": (),
    "directory what-if": ("changes.csv",),
    "erase": ("--case", "SEF-1001", "--by", "x", "--why", "x"),
    "history replay": (),
    "history show": ("SEF-1001",),
    "history verify": (),
    "influence": (),
    "measures": (),
    "outbox list": (),
    "outbox retry": ("--all",),
    "retention": (),
}
NAMES = sorted(LOOKING)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "changes.csv").write_text(CHANGES)
    return tmp_path


def wardline(url: str, *arguments: str, **more: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(
        app, arguments, env={"WARDLINE_DATABASE_URL": url, **more}, catch_exceptions=False
    )
    faults = [line for line in result.stderr.splitlines(keepends=True) if not line.startswith("note: ")]
    return result.exit_code, result.stdout, "".join(faults)


def test_every_verb_that_only_looks_is_known_here() -> None:
    named = {*MAKING, *WITHOUT, *NAMES, "doctor", "restore"}
    assert {
        " ".join(verb) for verb in VERBS if " ".join(verb) not in ("", "directory", "history", "outbox")
    } == named


@pytest.mark.parametrize("verb", NAMES)
def test_on_a_wrong_path_no_verb_makes_a_new_database(verb: str, elsewhere: Path) -> None:
    status, said, fault = wardline("sqlite:///nowhere/wardline.db", *verb.split(), *LOOKING[verb])

    assert (status, said) == (1, "")
    assert fault == (
        f"There is no database at {elsewhere}/nowhere/wardline.db. Run: wardline migrate, or look at WARDLINE_DATABASE_URL.\n"
    )
    assert [each.name for each in elsewhere.iterdir()] == ["changes.csv"]


@pytest.mark.parametrize("verb", NAMES)
def test_a_server_that_is_gone_is_said_in_a_line_by_every_verb(verb: str, elsewhere: Path) -> None:
    status, said, fault = wardline(GONE, *verb.split(), *LOOKING[verb])

    assert (status, said) == (1, "")
    assert fault.startswith("The database postgresql://wardline@127.0.0.1:1/wardline cannot be used: ")
    assert "Connection refused. Is the server running" in fault
    assert len(fault.splitlines()) == 1
    assert PASSWORD not in fault
    assert not (elsewhere / "out").exists()


def not_a_database(folder: Path) -> str:
    (folder / "letter.db").write_text("Dear councillor, " * 100)
    return f"sqlite:///{folder / 'letter.db'}"


def in_no_folder(folder: Path) -> str:
    (folder / "letter").write_text("Dear councillor")
    return f"sqlite:///{folder / 'letter' / 'wardline.db'}"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (not_a_database, "letter.db cannot be used: file is not a database. Look at WARDLINE_DATABASE_URL."),
        (in_no_folder, "letter"),
        (lambda _: GONE, "Is the server running, and is WARDLINE_DATABASE_URL right?"),
        (lambda _: "postgresql://h:abc/db", "WARDLINE_DATABASE_URL cannot be read: is its port a number?"),
        (lambda _: "postgresql+asyncpg://h/db", "names a driver that Wardline does not use"),
        (lambda _: f"postgresql://u:{PASSWORD}@127.0.0.1/db?wait=5", 'invalid connection option "wait"'),
    ],
)
@pytest.mark.parametrize("verb", ["migrate", "doctor", "restore", "backup", "run"])
def test_what_is_wrong_with_a_database_is_said_and_not_traced(
    url: Callable[[Path], str], words: str, verb: str, elsewhere: Path
) -> None:
    of = (["a.backup"] if verb in ("backup", "restore") else [])  # fmt: skip
    tokens = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "WARDLINE_SLACK_URL": "http://127.0.0.1:9/api/",
    }
    status, said, fault = wardline(url(elsewhere), verb, *of, **tokens)

    assert status == 1
    assert words in said + fault
    assert PASSWORD not in said + fault
    assert len(fault.splitlines()) == (0 if verb == "doctor" else 1)


def test_a_database_that_is_not_on_the_server_is_named(postgresql_server: Server) -> None:
    url = postgresql_server.url.set(database="wardlime", drivername="postgresql")

    status, _, fault = wardline(as_text(url), "history", "verify")

    assert status == 1
    assert '"wardlime" does not exist. Make it (createdb), or look at WARDLINE_DATABASE_URL.' in fault


def test_the_doctor_goes_on_with_slack(elsewhere: Path) -> None:
    tokens = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "WARDLINE_SLACK_URL": "http://127.0.0.1:9/api/",
    }
    for url in (GONE, not_a_database(elsewhere)):
        status, said, _ = wardline(url, "doctor", **tokens)

        assert status == 1
        assert [line.split(":")[0] for line in said.splitlines()] == [
            "ok    settings",
            "LOOK  database",
            "LOOK  Slack",
        ]


def test_our_own_mistakes_keep_their_traceback(sqlite_database: Database) -> None:
    error = IntegrityError("INSERT", {}, Exception("NOT NULL constraint failed"))
    assert why_unusable(error, sqlite_database.url) is None
    with pytest.raises(IntegrityError), opening.plainly(as_text(sqlite_database.url)):
        raise error


def test_a_place_has_no_password_in_it() -> None:
    for address in (GONE, f"postgresql:///d?host=/tmp&user=u&password={PASSWORD}"):
        assert PASSWORD not in place_of(Database(address).url)
    assert (
        place_of(Database(f"postgresql:///d?host=/tmp&password={PASSWORD}").url)
        == "postgresql:///d?host=%2Ftmp"
    )


# A machine that has no room, or lets nothing be written there.


@pytest.fixture
def loaded(elsewhere: Path) -> str:
    """The address of a database with tables, of some hundred kilobytes."""
    url = f"sqlite:///{elsewhere / 'wardline.db'}"
    assert wardline(url, "migrate")[0] == 0
    return url


def cramped(url: str, *arguments: str, most: int) -> tuple[int, str]:
    """A verb where no file may become larger than so many bytes. (exit status, everything that was said)"""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    # Without compiled Python, which would be cut off, and stay.
    env = environment(Path(), WARDLINE_DATABASE_URL=url, PYTHONPATH=str(HOUSE), PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        [WARDLINE, *arguments], env=env, preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_good_backup_is_not_called_damaged_where_there_is_no_room(loaded: str, elsewhere: Path) -> None:
    file = elsewhere / "kept" / "a.backup"
    file.parent.mkdir()
    assert wardline(loaded, "backup", str(file), "--check")[0] == 0

    for arguments in (("backup", str(file), "--check"), ("restore", str(file))):
        url = loaded if arguments[0] == "backup" else f"sqlite:///{elsewhere / 'restored.db'}"
        status, said = cramped(url, *arguments, most=50_000)
        assert status == 1
        assert "damaged" not in said
        assert "cannot be written (File too large). Name another place." in said
        assert len(said.splitlines()) == 1
    assert not (elsewhere / "restored.db").exists()

    status, said = cramped(loaded, "backup", str(elsewhere / "b.backup"), most=50_000)
    assert (status, len(said.splitlines())) == (1, 1)
    assert "Is there room for it?" in said

    spoilt = elsewhere / "spoilt.backup"
    spoilt.write_bytes(file.read_bytes()[:-3000])
    assert "is damaged" in wardline(loaded, "backup", str(spoilt), "--check")[2]


def test_a_full_disk_is_said_by_whoever_makes_the_tables(elsewhere: Path) -> None:
    status, said = cramped(f"sqlite:///{elsewhere / 'w.db'}", "migrate", most=50_000)

    assert (status, len(said.splitlines())) == (1, 1)
    assert f"The database {elsewhere}/w.db cannot be used: " in said


def test_what_cannot_be_written_is_said_with_its_place(loaded: str) -> None:
    assert wardline(loaded, "influence", "--csv", "/dev/full")[::2] == (
        1,
        "No room in /dev/full. Make some, or name another place.\n",
    )
    assert wardline(loaded, "influence", "--csv", "/nowhere/x.csv")[::2] == (
        1,
        "/nowhere/x.csv cannot be written (No such file or directory). Name another place.\n",
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No room in /backups. Make some, or name another place."),
        (errno.EROFS, "/backups may not be written (Read-only file system). Name another place."),
        (errno.EACCES, "/backups may not be written (Permission denied). Name another place."),
    ],
)
def test_why_something_cannot_be_written_is_said(number: int, words: str) -> None:
    with pytest.raises(CannotWrite) as said, writing(Path("/backups")):
        raise OSError(number, os.strerror(number))
    assert str(said.value) == words


def test_versions_that_do_not_fit_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_restore"
    program.write_text(
        "#!/bin/sh\necho 'pg_restore: error: aborting because of server version mismatch' >&2\n"
        "echo 'pg_restore: detail: server version: 18.1; pg_restore version: 15.14' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    with pytest.raises(CannotCopy) as said:
        backups.put_back(tmp_path / "copy", Database(GONE).url)
    assert str(said.value) == (
        "pg_restore failed: aborting because of server version mismatch: server version: 18.1; pg_restore version: 15.14"
    )


def test_the_command_line_is_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "--help"], cwd=HOUSE, capture_output=True, text=True
    )
    assert (done.returncode, "Usage" in done.stdout) == (0, True)
