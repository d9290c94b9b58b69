"""Where everything is installed (CI=true) a skipped test fails, and is named; elsewhere it is only skipped."""

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parent.parent
SKIPS = """
import pytest

@pytest.fixture
def browser():
    pytest.skip("no browser here")

def test_in_the_browser(browser):
    pass

@pytest.mark.skip(reason="not today")
def test_marked():
    pass

@pytest.mark.xfail(reason="known", raises=ZeroDivisionError)
def test_known_to_fail():
    1 / 0

def test_good():
    pass
"""


WHOLE = 'import pytest\npytest.importorskip("no_such_library")\n'


def run_both(folder: Path, *, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(SKIPS)
    (folder / "test_whole.py").write_text(WHOLE)
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", folder, folder],
        cwd=HOUSE,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
    )


def test_a_skip_fails_in_ci_and_is_named(tmp_path: Path) -> None:
    result = run_both(tmp_path, ci="true")

    assert result.returncode == 1
    for name in ("test_in_the_browser", "test_marked", "test_whole.py"):
        assert f"{name} was skipped, and CI=true allows no skips" in result.stdout
    assert "1 passed, 1 xfailed" in result.stdout
    assert "skipped," not in result.stdout.splitlines()[-1]


def test_a_skip_is_only_a_skip_elsewhere(tmp_path: Path) -> None:
    result = run_both(tmp_path, ci="")

    assert result.returncode == 0, result.stdout
    assert "1 passed, 3 skipped, 1 xfailed" in result.stdout
