"""The main job in the page, as `make run` starts it: the real bot, the sample council, and people who press and write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.page import Page, open_page
from tests.demonstration import a_free_port, demo

WORDS = "Bins overflowing on Stanley Road in Bootle and the street light is out by the Strand"
MEMBER, COORDINATOR, OFFICER = "Cllr Amina Okafor-Reid", "Joanne Whitwell", "Ray Tunnicliffe"
DONE = "What was done, and how you know"


@pytest.fixture(scope="module")
def wardline(chromium: Browser, compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A window on a demonstration. Asked for after chromium: where there is none, nothing is started."""
    kept = tmp_path_factory.mktemp("demo")
    (kept / "words").symlink_to(compiled)
    with demo(kept, a_free_port(), compiled) as started, open_page(chromium, started.address) as page:
        yield page


def test_a_message_becomes_two_cases_that_are_answered_objected_to_and_closed(wardline: Page) -> None:
    page = wardline

    page.as_person(MEMBER).say(WORDS)
    page.open_thread(WORDS)
    for words in ("2 cases are open", "Litter bins", "Street lighting", f"Your contact is {COORDINATOR}"):
        page.sees(words, where="thread")

    page.as_person(COORDINATOR).open_channel("area-south-sefton")
    page.sees("Bins overflowing on Stanley Road in Bootle").sees("the street light is out by the Strand")
    page.click_button("Acknowledge", within="Litter bins").sees("Acknowledged")

    page.click_button("Reply", within="Litter bins")
    page.submit_modal({"Your reply": "The crew is out this morning."}, press="Preview")
    page.sees("The crew is out this morning.", where="modal").submit_modal(press="Send")

    page.as_person(MEMBER).reply_in_thread(WORDS, "The one by the bank too, please")
    page.sees("The crew is out this morning.", where="thread").click_button("SEF-1001", where="thread")

    page.as_person(COORDINATOR).open_channel("area-south-sefton").open_thread("Litter bins")
    page.sees("The one by the bank too, please", where="thread").close_thread()
    page.click_button("Outcome", within="Litter bins")
    page.submit_modal({DONE: "Both bins were emptied at 11."}, press="Preview").submit_modal(press="Send")

    page.as_person(MEMBER).open_thread(WORDS).sees("Both bins were emptied at 11.", where="thread")
    page.click_button("Not sorted", where="thread")

    page.as_person(COORDINATOR).open_channel("area-south-sefton").sees("re-opened")
    page.click_button("Outcome", within="Litter bins")
    page.submit_modal({DONE: "The third one too, at 14:00."}, press="Preview").submit_modal(press="Send")

    page.as_person(MEMBER).open_thread(WORDS).sees("The third one too, at 14:00.", where="thread")
    page.click_button("Sorted", where="thread").sees(
        f"1 of 2 done, the second is with {COORDINATOR}", where="thread"
    )


def test_an_officer_asks_who_handles_graffiti_in_crosby(wardline: Page) -> None:
    wardline.as_person(OFFICER).say("Who handles graffiti in Crosby?")
    wardline.open_thread("graffiti in Crosby?").sees("Marcus Thorogood", where="thread")
