"""One chromium, one workspace and one window for all the tests here; for each test a channel of its own.

The browser's scope is this package: playwright keeps an event loop running in the thread of the tests for as long as it
is open, and no other test here could start its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.house import House, open_house
from tests.browser.little_bot import register
from tests.browser.page import Page, open_chromium, open_page
from tests.workspace.house import ADA


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def one_house(chromium: Browser) -> Iterator[House]:
    """Asked for after chromium, so that nothing is started where there is no browser."""
    with open_house(register) as opened:
        yield opened


@pytest.fixture(scope="package")
def window(chromium: Browser, one_house: House) -> Iterator[Page]:
    with open_page(chromium, one_house.base_url) as opened:
        yield opened


@pytest.fixture
def house(one_house: House) -> House:
    one_house.new_room()
    return one_house


@pytest.fixture
def page(window: Page, house: House) -> Iterator[Page]:
    """Ada's window, standing in the test's own channel."""
    window.faults.clear()
    window.go_to(as_id=ADA, channel_id=house.room, name=house.room_name)
    yield window
    window.tab.context.set_offline(False)
    assert window.faults == []
