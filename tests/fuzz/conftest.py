"""The same council and matcher as the stories, and the figures at the end."""

from collections.abc import Iterator

import pytest

from tests.fuzz import counting
from tests.stories.conftest import council, council_on_sqlite, loaded_file, matcher

__all__ = ["council", "council_on_sqlite", "loaded_file", "matcher"]


@pytest.fixture(scope="session", autouse=True)
def figures(pytestconfig: pytest.Config) -> Iterator[None]:
    yield
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        counting.say()
