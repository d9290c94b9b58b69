"""Known faults of the libraries, as pip-audit finds them in the locks: exit status 1 where there is one that nobody has
judged. Where no source of advisories can be reached it says so, and stops nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCKS = ("run.lock", "develop.lock")
IGNORED = HERE / "ignored-faults.txt"
PATIENCE = 25.0  # seconds for all of it
SOCKETS = 8  # seconds for one answer

Run = Callable[[list[str], float], tuple[int, str]]


class OutOfReach(Exception):
    """No source of advisories answered."""


def ask(command: list[str], patience: float) -> tuple[int, str]:
    """The exit status and what was printed. Raises OutOfReach where it takes too long or cannot be started."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        raise OutOfReach from None
    return done.returncode, done.stdout


def faults_of(printed: str) -> tuple[list[tuple[str, str, str, list[str], set[str]]], int]:
    """(library, version, id, versions that mend it, its other names) of each, and how many libraries nobody knew.

    Raises OutOfReach for anything but a report, and where no library at all was known: then somebody else answered.
    """
    try:
        report: Any = json.loads(printed)
        unknown = sum("skip_reason" in each for each in report["dependencies"])
        if unknown == len(report["dependencies"]):
            raise OutOfReach
        faults = [
            (
                each["name"],
                each["version"],
                fault["id"],
                fault.get("fix_versions", []),
                set(fault.get("aliases", ())),
            )
            for each in report["dependencies"]
            for fault in each.get("vulns", ())
        ]
        return faults, unknown
    except (ValueError, KeyError, TypeError, AttributeError):
        raise OutOfReach from None


def ignored(text: str, today: date) -> tuple[set[str], list[str]]:
    """(ids that are ignored today, what is wrong with the list). A line: the id, until when, and why."""
    found, wrong = set(), []
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.partition("#")[0].split(None, 2)
        if not parts:
            continue
        try:
            identity, until, _why = parts
            if date.fromisoformat(until) >= today:
                found.add(identity)
            else:
                wrong.append(f"line {number}: {identity} was ignored until {until} only: judge it anew.")
        except ValueError:
            wrong.append(f"line {number} must be: ID YYYY-MM-DD why")
    return found, wrong


def audit(run: Run = ask, *, today: date, list_of_ignored: str) -> tuple[int, str]:
    """(exit status, words)."""
    passed, wrong = ignored(list_of_ignored, today)
    if wrong:
        return 1, "\n".join(f"requirements/ignored-faults.txt, {each}" for each in wrong)
    command = [
        sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip",
        "--require-hashes", "--timeout", str(SOCKETS),
    ]  # fmt: skip
    for lock in LOCKS:
        command += ["--requirement", str(HERE / lock)]
    try:
        _, printed = run(command, PATIENCE)
        faults, unknown = faults_of(printed)
    except OutOfReach:
        return 0, "Libraries: NOT audited, since no source of advisories can be reached from here."
    judged = [each for each in faults if ({each[2]} | each[4]) & passed]
    open_ = [each for each in faults if each not in judged]
    if not open_:
        more = f" ({len(judged)} judged and ignored)" if judged else ""
        few = f"; {unknown} not audited, since the source does not know them" if unknown else ""
        return 0, f"Libraries: no known fault{more}{few}."
    lines = [
        f"{name} {version}: {identity}, mended in {', '.join(mended) or 'no version yet'}"
        for name, version, identity, mended, _ in open_
    ]
    help_ = (
        "Raise the version in pyproject.toml and run `make locks`. A fault that cannot reach us is ignored by a line in "
        "requirements/ignored-faults.txt: ID YYYY-MM-DD why."
    )
    return 1, "\n".join(["Libraries with known faults:", *lines, help_])


if __name__ == "__main__":
    kept = IGNORED.read_text(encoding="utf-8") if IGNORED.exists() else ""
    exit_status, words = audit(today=date.today(), list_of_ignored=kept)  # noqa: DTZ011 (a person's own day)
    sys.stdout.write(words + "\n")
    raise SystemExit(exit_status)
