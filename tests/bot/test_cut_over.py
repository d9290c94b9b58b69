"""`wardline directory what-if`, `cut-over` and `roll-back` on a database: what they say, and their exit statuses."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import SAMPLE, app
from bot.clock import real_time
from casework.rules import local_day
from directory.files import read_council
from directory.loading import load, read
from storage.database import Database

BY = ("--by", "kenji-whitfield", "--why", "Cabinet decided")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    with sqlite_database.write() as session:
        load(session, read_council(SAMPLE))
    return sqlite_database


@pytest.fixture
def church(tmp_path: Path) -> Path:
    path = tmp_path / "church.csv"
    path.write_text(
        "change,ward,to,kind\nmove,Church,South Sefton,\nmove,Church,Linacre and Derby,committee\n"
    )
    return path


def wardline(*arguments: str | Path, database: Database) -> tuple[int, str, str]:
    env = {"WARDLINE_DATABASE_URL": str(database.url)}
    result = CliRunner().invoke(
        app, ["directory", *(str(each) for each in arguments)], env=env, catch_exceptions=False
    )
    return result.exit_code, result.stdout, result.stderr


def test_what_if_says_what_would_change(database: Database, church: Path) -> None:
    status, said, _ = wardline("what-if", church, "--on", "2026-12-07", database=database)

    assert status == 0
    lines = said.splitlines()
    assert lines[:4] == [
        "The map from 7 December 2026, with 2 changes:",
        "  Church ward: partnership Crosby → South Sefton; committee Crosby → Linacre and Derby; "
        "contact Marcus Thorogood → Joanne Whitwell",
        "Rows of the directory that change: 4",
        "  ~ area_wards partnership | Crosby | Church | 2004-06-10",
    ]
    assert "Streets and places that would be in no area: none" in lines
    assert lines[-1] == "Nothing was changed."


def test_without_changes_it_plays_history_again(database: Database, tmp_path: Path) -> None:
    header = tmp_path / "none.csv"
    header.write_text("change,ward\n")

    for arguments in (("what-if",), ("what-if", header)):
        assert wardline(*arguments, database=database) == (
            0,
            "History played again, each day under its own map: 0 decisions on 0 recorded cases, exactly as it was.\n"
            "Nothing was changed.\n",
            "",
        )


def test_what_would_be_nobodys_is_named_and_the_cut_over_refused(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("change,ward,to\nretire,Church,\n")

    status, said, _ = wardline("what-if", path, "--on", "2026-12-07", database=database)
    assert status == 0
    assert "Church is no ward then" in said
    assert "A cut-over with these changes would be refused." in said

    on = f"{local_day(real_time())}"
    status, said, refused = wardline("cut-over", path, "--on", on, "--name", "x", *BY, database=database)
    assert (status, said) == (1, "")
    assert "With that map some work would be nobody's" in refused


def test_a_cut_over_today_is_done_and_rolled_back(database: Database, church: Path) -> None:
    with database.read() as session:
        former = read(session)
    day = local_day(real_time())

    status, said, _ = wardline(
        "cut-over", church, "--on", f"{day}", "--name", "Church", *BY, database=database
    )
    assert status == 0
    assert said.startswith(
        f"“Church” is done, and those concerned are told. The map holds from {day:%-d %B %Y}."
    )
    status, _, refused = wardline(
        "cut-over", church, "--on", f"{day}", "--name", "church", *BY, database=database
    )
    assert (status, "Choose another name" in refused) == (1, True)
    with database.read() as session:
        assert read(session) != former

    status, said, _ = wardline("roll-back", "Church", *BY, database=database)
    assert (status, "is rolled back" in said) == (0, True)
    with database.read() as session:
        assert read(session) == former
    status, said, _ = wardline("history", "cut_overs", database=database)
    assert "state\tplanned\tdone\n" in said
    assert "state\tdone\trolled_back\n" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--on", "2020-01-01", "--name", "x", *BY), "2020-01-01 is over"),
        (("--on", "2099-01-01", "--name", " ", *BY), "Give the cut-over a name"),
        (("--on", "2099-01-01", "--name", "x", "--by", "nobody", "--why", "x"), "nobody with the key “nobody”"),
        (("--on", "2099-01-01", "--name", "x", "--by", "kenji-whitfield", "--why", " "), "Say why with --why"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(database: Database, church: Path, more: tuple[str, ...], said: str) -> None:
    status, _, refused = wardline("cut-over", church, *more, database=database)

    assert status == 1
    assert said in refused


def test_an_unknown_name_cannot_be_rolled_back(database: Database) -> None:
    status, _, said = wardline("roll-back", "Church", *BY, database=database)

    assert status == 1
    assert "A cut-over “Church” is not there" in said


def test_a_file_that_is_not_there_is_named(database: Database, tmp_path: Path) -> None:
    status, _, said = wardline("what-if", tmp_path / "nothing.csv", database=database)

    assert (status, "nothing.csv: the file is missing" in said) == (1, True)
