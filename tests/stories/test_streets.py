"""A council brings in the streets of its whole borough, and members' words find them, as they find its postcodes."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from directory import loading
from directory.council import Council
from directory.files import read_council
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher
from directory.streets import import_streets
from storage.database import Database
from tests.desk import Desk, text_of
from tests.directory.test_streets import open_names, postcode, road
from tests.stories.conftest import SAMPLE


@pytest.fixture(scope="module")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Council:
    """The sample council after an import: Quince Lane is in Dukes."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("wider") / "council"))
    import_streets(folder, [open_names(folder, road("Quince Lane"), postcode("PR8 1AB"))], borough="Sefton")
    return read_council(folder)


@pytest.fixture(scope="module")
def wider_matcher(wider: Council, pytestconfig: pytest.Config) -> Matcher:
    """Two services' phrases compile in a few seconds."""
    few = tuple(row for row in wider.phrases if row.service in ("highways-maintenance", "graffiti"))
    return Matcher.load(compile_council(replace(wider, phrases=few), pytestconfig.cache.mkdir("words")))


@pytest.fixture(params=["sqlite", "postgresql"])
def wider_desk(
    request: pytest.FixtureRequest, wider: Council, wider_matcher: Matcher, tmp_path: Path
) -> Iterator[Desk]:
    database: Database = request.getfixturevalue(f"council_on_{request.param}")
    with database.write() as session:
        loading.load(session, wider)
    with Desk(database, wider_matcher, wider, transport="socket", folder=tmp_path).open() as opened:
        yield opened


@pytest.mark.parametrize("words", ["on Quince Lane", "near PR8 1AB", "near pr81ab", "in PR8 1"])
def test_an_imported_street_a_whole_postcode_and_a_sector_find_their_ward(
    wider_desk: Desk, words: str
) -> None:
    member = wider_desk.holder("member", "Linacre")

    asked = member.says(f"Huge pothole {words}")

    card = text_of(member.card(asked))
    assert wider_desk.holder("coordinator", "Southport").name in card
    assert "your ward" not in card


def test_before_the_import_nobody_knew_the_street(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says("Huge pothole on Quince Lane")

    assert "I took it as Linacre, your ward" in text_of(member.card(asked))


def test_the_import_changed_nothing_but_streets(wider: Council, council: Council) -> None:
    assert replace(wider, streets=council.streets) == council
    assert len(wider.streets) == len(council.streets) + 1
