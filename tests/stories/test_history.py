"""A case through everything: its history proves itself and makes the case what it is, whatever has changed since.

At the end of every other story the same is asked of every case: tests/desk.py."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from bot.cli import app
from casework import working_time
from casework.working_time import _bank_holidays
from directory import changes, loading
from storage import checkpoints
from storage.cases import Case
from storage.history import of_case
from storage.words import Words, erase
from tests.databases import as_text
from tests.desk import Desk

POTHOLE = "Huge pothole on Marsh Lane, says Mrs Alderton"


def wardline(desk: Desk, *arguments: str) -> tuple[int, str]:
    env = {"WARDLINE_DATABASE_URL": as_text(desk.database.url)}
    result = CliRunner().invoke(app, ["history", *arguments], env=env, catch_exceptions=False)
    return result.exit_code, result.stdout


def other_standards(desk: Desk) -> None:
    """Everything that clocks run by is another thing from now on."""
    with desk.database.write() as session:
        council = loading.read(session)
        new = {"office_open": "08:30", "office_close": "16:30", "question_back": "7", "right_of_reply": "4"}
        standards = tuple(replace(row, value=new.get(row.name, row.value)) for row in council.standards)
        services = tuple(replace(service, answer_days=3) for service in council.services)
        council = replace(council, standards=standards, services=services)
        changes.take_up(session, council, why="new standards", now=desk.clock.now(), undo=True)


def test_a_case_is_what_its_history_makes_it_through_everything(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")

    def card() -> dict:
        return coordinator.sees(channel)[0]

    def answers(kind: str, **fields: str) -> None:
        coordinator.presses("Outcome", on=card())
        coordinator.fills_in(kind=kind, **fields)
        coordinator.fills_in()

    asked = member.says(POTHOLE)
    assert [line.split("\t") for line in wardline(desk, "show", "SEF-1001")[1].splitlines()] == [
        ["entry", "when", "who", "what", "details"],
        ["1", "23 Nov 2026 10:00", member.name, "opened", "Highways maintenance; street Marsh Lane; ward Linacre; area South Sefton; contact Joanne Whitwell; owner Joanne Whitwell"],
    ]  # fmt: skip
    assert "Alderton" in wardline(desk, "show", "SEF-1001", "--words")[1]
    assert wardline(desk, "show", "SEF-4711") == (2, "")
    coordinator.chooses("Ask the member…", on=card())
    coordinator.fills_in(words="How deep is it?")
    coordinator.fills_in()

    # While the member is waited for, a bank holiday is announced and the council changes its standards.
    monkeypatch.setattr(
        working_time, "_bank_holidays", lambda year: _bank_holidays(year) | {date(2026, 11, 25)}
    )
    other_standards(desk)
    desk.to(datetime(2026, 11, 26, 11, tzinfo=UTC))
    member.says("A foot, at least", thread=asked)
    answers("done", words__done="Filled this morning.")
    member.says("It is not sorted at all", thread=asked)
    desk.forward(days=6)  # past the targets: cover, the ladder
    answers("done", words__done="Filled again.")
    desk.forward(days=9)  # silence

    assert wardline(desk, "replay") == (
        0,
        "1 cases, and each is what the history makes it, with every clock.\n",
    )
    status, said = wardline(desk, "verify")
    assert status == 0
    assert said.startswith("The history is whole: ")

    # Its words are erased, and all of it still holds.
    with desk.database.write() as session:
        for words in session.query(Words):
            erase(words)
        last = checkpoints.newest(session)
    assert last is not None
    assert wardline(desk, "verify", "sef-1001")[0] == wardline(desk, "replay", "SEF-1001")[0] == 0
    assert wardline(desk, "verify", "--kept", f" {last.digest.upper()}")[0] == 0
    status, said = wardline(desk, "verify", "--kept", "0123" * 16)
    assert (status, "or it was mistyped, or this is another database" in said) == (1, True)
    for mistyped in ("abc", last.digest[:-1], "x" * 64):
        assert wardline(desk, "verify", "--kept", mistyped) == (2, "")
    assert "A foot" not in wardline(desk, "show", "SEF-1001", "--words")[1]
    with desk.database.read() as session:
        assert [entry.event for entry in of_case(session, 1) if "Alderton" in str(entry.facts)] == []

    # A row that somebody changes behind its back is named.
    def set_owner(owner: str) -> None:
        with desk.database.write() as session:
            session.execute(update(Case).values(owner=owner))

    set_owner("somebody-else")
    difference = "SEF-1001: owner is somebody-else, and by its history lewis-abernethy\n"
    assert wardline(desk, "replay") == (1, difference)
    set_owner("lewis-abernethy")
