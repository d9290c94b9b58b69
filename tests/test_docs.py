"""The documents keep up: every setting and every command is described, and every link leads somewhere."""

import re
from pathlib import Path

import pytest
import typer

from bot.cli import app

HOUSE = Path(__file__).parent.parent
RUNNING = (HOUSE / "docs/running.md").read_text()
DOCUMENTS = sorted(
    [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md"), *(HOUSE / "requirements").glob("*.md")]
)


def verbs() -> list[str]:
    found = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found += [f"{name} {child}" for child in getattr(command, "commands", {})] or [name]
    return found


@pytest.mark.parametrize("verb", verbs())
def test_every_command_is_in_the_guide_to_running(verb: str) -> None:
    assert f"| `wardline {verb}" in RUNNING


def test_the_guide_names_no_command_that_is_not_there() -> None:
    known = verbs()
    named = re.findall(
        r"(?<!/)wardline ((?:directory |history |outbox )?[a-z-]+)", RUNNING
    )  # `/wardline away` is Slack's

    assert [name for name in named if name not in known] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text())
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]

    assert missing == []


def test_the_readme_says_the_two_commands_and_make_has_them() -> None:
    readme, makefile = (HOUSE / "README.md").read_text(), (HOUSE / "Makefile").read_text()

    for target in ("run", "test"):
        assert re.search(rf"^make {target}\b", readme, re.MULTILINE)
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_readme_names_every_package_of_the_house() -> None:
    readme = (HOUSE / "README.md").read_text()

    for package in HOUSE.glob("*/__init__.py"):
        assert f"| `{package.parent.name}/` |" in readme
