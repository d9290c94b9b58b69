"""One matcher of the sample for every test here: compiling takes some twenty seconds, and is kept between runs."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.files import read_council
from directory.matching.compile import compile_council
from directory.matching.compiled import Ready
from directory.matching.matcher import Matcher
from directory.matching.placenames import read_streets
from directory.matching.reading import Reading

SAMPLE = Path(__file__).parents[3] / "directory" / "sample"
LABELLED = os.environ.get("WARDLINE_LABELLED")


@pytest.fixture(scope="session")
def compiled(words_folder: Path) -> Ready:
    return compile_council(read_council(SAMPLE), words_folder)


@pytest.fixture(scope="session")
def matcher(compiled: Ready) -> Matcher:
    return Matcher.load(compiled)


@pytest.fixture(scope="session")
def read(matcher: Matcher) -> Callable[[str], Reading]:
    return matcher.read


@pytest.fixture(scope="session")
def labelled() -> Path:
    """The folder of labelled messages, which is no part of the project."""
    if not LABELLED:
        pytest.skip("the labelled messages are not here: set WARDLINE_LABELLED to their folder")
    return Path(LABELLED)


@pytest.fixture(scope="session")
def matcher_with_all_streets(compiled: Ready, labelled: Path) -> Matcher:
    return Matcher.load(compiled, streets=read_streets(labelled / "geo" / "streets.csv"))


def rows_of(name: str) -> list[dict[str, str]]:
    """A file of the sample, as it stands."""
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def phrases_of(name: str) -> list[str]:
    """The phrases of one file, without its heading."""
    lines = (SAMPLE / "phrases" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
