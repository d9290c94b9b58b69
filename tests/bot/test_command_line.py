"""The command line: help on every verb, exit statuses that tell, faults named, nothing half done."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import SAMPLE, app
from bot.lock import only_process


def verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, child in getattr(command, "commands", {}).items():
        yield from verbs(child, (*path, name))
    yield path


VERBS = sorted(verbs(typer.main.get_command(app)))


def wardline(*arguments: str | Path) -> tuple[int, str, str]:
    """(exit status, output, what was said on standard error)"""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def council(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "council"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb) or "wardline")
def test_every_verb_has_help(verb: tuple[str, ...]) -> None:
    status, said, _ = wardline(*verb, "--help")

    assert status == 0
    assert len(said.split()) > 15


def test_the_verbs_are_those_that_are_promised() -> None:
    promised = {
        "run",
        "demo",
        "match",
        "directory ask",
        "directory check",
        "directory corrections",
        "directory cut-over",
        "directory history",
        "directory import-streets",
        "directory load",
        "directory roll-back",
        "directory resources",
        "directory show",
        "directory what-if",
        "history replay",
        "history show",
        "history verify",
        "influence",
        "measures",
        "migrate",
        "backup",
        "restore",
        "outbox list",
        "outbox retry",
        "listen",
        "work",
        "doctor",
    }

    assert {" ".join(verb) for verb in VERBS} >= promised


def test_the_sample_council_can_be_loaded() -> None:
    status, said, faults = wardline("directory", "check")

    assert status == 0
    assert [line for line in faults.splitlines() if not line.startswith("note: ")] == []
    assert "can be loaded: 54 services" in said
    assert "on the next 400 days: each has exactly one accountable owner" in said


def test_a_gap_ahead_is_named_with_its_days_and_its_rule_and_stops_nothing(council: Path) -> None:
    spoil(council / "posts.csv", "marcus-thorogood,2022-04-04,,", "marcus-thorogood,2022-04-04,2027-03-31,")
    covers = council / "covers.csv"
    kept = [line for line in covers.read_text().splitlines() if not line.startswith("marcus-thorogood,")]
    covers.write_text("\n".join(kept) + "\n")

    status, _, faults = wardline("directory", "check", council)

    assert status == 0
    assert "note: gap, 2027-04-01 to " in faults
    assert "Crosby has no co-ordinator, and no cover (no coordinator)" in faults


def test_every_fault_is_named_with_its_file_and_line(council: Path) -> None:
    spoil(council / "streets.csv", "Linacre", "Lincare")
    spoil(council / "people.csv", "slack_id", "slack")

    status, _, faults = wardline("directory", "check", council)

    assert status == 1
    assert "people.csv, line 1: the column “slack_id” is missing" in faults
    assert "Lincare" in faults
    assert "streets.csv, line " in faults


def test_a_folder_that_is_not_there_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    status, _, said = wardline("directory", "check", tmp_path / "nowhere")

    assert status == 2
    assert "does not exist" in " ".join(said.replace("│", " ").split())


def test_a_load_names_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one it put the sample, whose people are fictional, in the place of the council."""
    monkeypatch.setenv("WARDLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'wardline.db'}")
    status, said, fault = wardline("directory", "load")

    assert (status, said) == (2, "")
    assert "Missing argument" in fault
    assert list(tmp_path.iterdir()) == []


def test_resources_have_the_same_sum_by_service_and_by_area() -> None:
    status, said, _ = wardline("directory", "resources", "--folder", SAMPLE, "--on", "2026-11-23")

    assert status == 0
    header, *services, sums = [line.split("\t") for line in said.splitlines()]
    assert header == ["pounds on 2026-11-23", "whole borough", "South Sefton", "Southport", "all"]
    assert ["Street cleansing", "1,250,000", "84,000", "", "1,334,000"] in services
    assert sums == ["all", "1,560,000", "144,000", "45,000", "1,749,000"]


def test_a_service_whose_funding_is_over_is_named(council: Path) -> None:
    spoil(council / "resources.csv", "2026-10-01,2027-09-30", "2025-10-01,2026-09-30")

    status, _, faults = wardline("directory", "check", council)

    assert status == 0
    assert "note: Energy and warm homes: its funding ended on 2026-09-30" in faults


def test_a_question_is_answered_as_the_bot_would(words_folder: Path) -> None:
    asked = ("directory", "ask", "who sits on Crosby partnership", "--on", "2026-11-23")
    status, said, _ = wardline(*asked, "--keep-in", words_folder)
    assert status == 0
    assert "Chair: Cllr Priya Venkataraman" in said

    status, said, faults = wardline(
        "directory", "ask", "bins overflowing in Bootle", "--keep-in", words_folder
    )
    assert (status, said) == (1, "")
    assert "no question to the directory" in faults


def test_tables_are_not_changed_under_a_running_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "wardline.db"
    monkeypatch.setenv("WARDLINE_DATABASE_URL", f"sqlite:///{file}")
    with only_process(file):
        status, _, faults = wardline("migrate")
    assert status == 1
    assert "Another Wardline is running" in faults
    assert not file.exists()
    assert wardline("migrate")[0] == 0
