"""What `make check` says of the libraries' known faults: none, some, or that nobody could be asked. Without a network."""

import importlib.util
import json
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HOUSE = Path(__file__).parent.parent
TODAY = date(2026, 11, 26)


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", HOUSE / "requirements" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


audit = load()


def report(*libraries: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(libraries), "fixes": []})


GOOD = {"name": "jinja2", "version": "3.1.6", "vulns": []}
UNKNOWN = {"name": "wardline", "skip_reason": "Dependency not found on PyPI"}
BAD = {"name": "aiohttp", "version": "3.14.5",
       "vulns": [{"id": "GHSA-1111", "fix_versions": ["3.14.6"], "aliases": ["CVE-2026-1"], "description": "…"}]}  # fmt: skip
IGNORED = "GHSA-1111 2026-12-31 we serve no static files with it\n"

OUTCOMES = {
    "no fault": (report(GOOD), "", 0, "no known fault."),
    "one that the source does not know": (report(GOOD, UNKNOWN), "", 0, "1 not audited"),
    "a fault": (report(GOOD, BAD), "", 1, "aiohttp 3.14.5: GHSA-1111, mended in 3.14.6"),
    "a fault, and what to do": (
        report(BAD),
        "# none\n",
        1,
        "requirements/ignored-faults.txt: ID YYYY-MM-DD why",
    ),
    "a fault that was judged": (report(BAD), IGNORED, 0, "1 judged and ignored"),
    "judged by its other name": (
        report(BAD),
        IGNORED.replace("GHSA-1111", "CVE-2026-1"),
        0,
        "1 judged and ignored",
    ),
    "judged too long ago": (report(BAD), IGNORED.replace("2026-12-31", "2026-11-25"), 1, "judge it anew"),
    "judged without a reason": (report(BAD), "GHSA-1111 2026-12-31\n", 1, "line 1 must be"),
    "nobody knows any library": (report(UNKNOWN, UNKNOWN), "", 0, "NOT audited"),
    "nothing printed": ("", "", 0, "NOT audited"),
    "a page of a proxy": ("<html>", "", 0, "NOT audited"),
    "another shape": ("[]", "", 0, "NOT audited"),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_has_its_words(outcome: str) -> None:
    printed, listed, status, words = OUTCOMES[outcome]

    found, said = audit.audit(lambda *_: (0, printed), today=TODAY, list_of_ignored=listed)

    assert found == status
    assert words in said


def test_who_does_not_answer_in_time_is_not_waited_for() -> None:
    def slow(_command: list[str], _patience: float) -> tuple[int, str]:
        return audit.ask([sys.executable, "-c", "import time; time.sleep(60)"], 0.2)

    assert audit.PATIENCE < 30
    assert audit.audit(slow, today=TODAY, list_of_ignored="")[0] == 0


def test_a_tool_that_is_not_there_stops_nothing() -> None:
    gone = lambda *_: audit.ask(["/nowhere/pip-audit"], 1.0)  # noqa: E731

    assert "NOT audited" in audit.audit(gone, today=TODAY, list_of_ignored="")[1]


def test_the_list_that_we_keep_can_be_read() -> None:
    text = (HOUSE / "requirements" / "ignored-faults.txt").read_text(encoding="utf-8")

    assert audit.ignored(text, date(2026, 1, 1))[1] == []
