"""The house's walls: import order, no circles, one home a library, no hidden imports. The rules are in pyproject.toml."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

HOUSE = Path(__file__).parent.parent
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["mypy"]["packages"]


def run(*command: str) -> str:
    """What a tool from our environment says where it finds a fault; empty where it finds none."""
    found = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]], cwd=HOUSE, capture_output=True, text=True
    )
    return found.stdout + found.stderr if found.returncode else ""


def test_the_contracts_between_packages_are_kept() -> None:
    assert run("lint-imports", "--no-logo", "--no-cache") == ""


def test_no_import_is_hidden_inside_a_function() -> None:
    assert run("ruff", "check", "--quiet", "--no-cache", "--select", "PLC0415", *PACKAGES) == ""


def test_every_package_of_the_house_is_under_the_rules() -> None:
    found = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests"}

    assert found == set(PACKAGES) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_a_library_outside_the_standard_one_is_declared() -> None:
    """Nothing is used that only happens to be installed."""
    lines = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["cluster"],
    ]
    declared = {re.split(r"[>=\[]", line)[0].replace("-", "_") for line in lines}
    known_as = {
        "dotenv": "python_dotenv",
        "sklearn": "scikit_learn",
        "spellchecker": "pyspellchecker",
        "pythonjsonlogger": "python_json_logger",
    }
    importing = re.compile(r"^(?:from|import) ([a-z_0-9]+)", re.MULTILINE)
    used = {
        known_as.get(name, name)
        for package in PACKAGES
        for path in (HOUSE / package).rglob("*.py")
        for name in importing.findall(path.read_text())
    }

    assert used - set(sys.stdlib_module_names) - set(PACKAGES) <= declared
