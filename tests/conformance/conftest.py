"""These tests are there only where tests/conformance/run has installed Bolt for JavaScript."""

from __future__ import annotations

from pathlib import Path

INSTALLED = (Path(__file__).parents[2] / ".conformance" / "node_modules" / "@slack" / "bolt").is_dir()
collect_ignore_glob = [] if INSTALLED else ["test_*.py"]


def pytest_report_header() -> str:
    if INSTALLED:
        return "Bolt for JavaScript: installed in .conformance"
    return "Bolt for JavaScript: not installed, its tests are left out (tests/conformance/run installs and runs them)"
