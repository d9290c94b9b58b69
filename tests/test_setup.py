"""Set-up: what a machine needs, said clearly where it is missing; locks that name no address; make lists its targets."""

import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
LOCKS = sorted((HOUSE / "requirements").glob("*.lock"))


def a_python(folder: Path, version: str) -> Path:
    """A program that answers as a Python of that version would."""
    python = folder / "python3"
    major, minor = version.split(".")
    old = (int(major), int(minor)) < (3, 11)
    python.write_text(
        f'#!/bin/sh\ncase "$1" in --version) echo "Python {version}.9" ;; -c) exit {int(old)} ;; -m) mkdir "$3" ;; esac\n'
    )
    python.chmod(0o755)
    return python


def make_environment(place: Path, *, python: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HOUSE / "requirements/environment", place], env={"PYTHON": str(python), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True,
    )  # fmt: skip


def test_an_old_python_is_refused_in_words_that_help(tmp_path: Path) -> None:
    answer = make_environment(tmp_path / "venv", python=a_python(tmp_path, "3.9"))

    assert answer.returncode == 1
    assert "Wardline needs Python 3.11 or newer" in answer.stderr
    assert "Python 3.9.9" in answer.stderr
    assert "make setup PYTHON=" in answer.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("version", ["3.11", "3.14"])
def test_a_newer_python_makes_the_environment(tmp_path: Path, version: str) -> None:
    answer = make_environment(tmp_path / "venv", python=a_python(tmp_path, version))

    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "venv").exists()


def test_a_stamp_forgets_the_older_ones_of_its_kind(tmp_path: Path) -> None:
    for name in ("run-1-1", "develop-1-1", "run-2-2"):
        subprocess.run([HOUSE / "requirements/stamp", tmp_path / name], check=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["develop-1-1", "run-2-2"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = re.split(r"\n(?=[a-zA-Z])", text)

    assert len(packages) > 20
    assert [
        package for package in packages if not re.match(r"\S+==\S+ [^\n]*\\\n +--hash=sha256:", package)
    ] == []
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_what_runs_is_pinned_alike_for_running_and_for_testing() -> None:
    run, develop = (
        set(re.findall(r"^[^\s#]+==\S+", (HOUSE / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.lock", "develop.lock")
    )

    assert run < develop
    assert not {name for name in run if name.split("==")[0] in ("pytest", "mypy", "ruff", "playwright")}


def test_make_alone_lists_its_targets() -> None:
    said = subprocess.run(["make"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout

    for target in ("run", "setup", "test", "check", "fix", "bench", "locks"):
        assert f"make {target} " in said
