"""Forms: what is filled in, refused, updated, stacked and left; and the Home tab they are opened from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.blocks import CARD
from tests.browser.house import House
from tests.browser.page import Page
from tests.browser.test_talking import PIXEL


@pytest.fixture
def form(page: Page, house: House) -> Page:
    """The form of a card's Reply button, open."""
    house.post("card", CARD)
    page.click_button("Reply", within="SEF-1042")
    page.part("modal").wait_for()
    return page


def test_what_is_filled_in_reaches_the_bot(form: Page, house: House, tmp_path: Path) -> None:
    picture = tmp_path / "bin.png"
    picture.write_bytes(PIXEL)
    form.fill("Photograph", str(picture))
    form.submit_modal(
        {"Words": "Both were emptied", "Outcome": "Done", "When": "2027-01-05", "Also": ["Remind me"], "Officer": "sam"},
        press="Send",
    )  # fmt: skip
    values = house.told("sent")[0]["state"]["values"]
    assert values["words"]["it"]["value"] == "Both were emptied"
    assert values["outcome"]["it"]["selected_option"]["value"] == "done"
    assert values["when"]["it"]["selected_date"] == "2027-01-05"
    assert [each["value"] for each in values["also"]["it"]["selected_options"]] == ["remind-me"]
    assert values["officer"]["it"]["selected_option"]["text"]["text"] == "sam one"
    assert [each["name"] for each in values["photograph"]["it"]["files"]] == ["bin.png"]
    expect(form.tab.get_by_role("button", name="Reply", exact=True)).to_be_focused()


def test_what_is_required_is_said_under_the_input_before_the_bot_is_asked(form: Page, house: House) -> None:
    form.submit_modal(refused="Please complete this required field.")
    expect(form.tab.get_by_role("textbox", name="Words")).to_be_focused()
    expect(form.tab.get_by_role("textbox", name="Words")).to_have_attribute("aria-invalid", "true")
    assert house.told("sent") == []
    form.fill("Words", "x")
    expect(form.part("modal").get_by_test_id("input-error").first).to_be_empty()


def test_the_bots_own_words_of_refusal_stand_under_their_input(form: Page, house: House) -> None:
    form.submit_modal({"Words": "bad words", "Outcome": "Done"}, refused="Please be kind.")
    expect(form.tab.get_by_role("textbox", name="Words")).to_have_value("bad words")
    form.submit_modal({"Words": "kind words"})
    assert len(house.told("sent")) == 2


def test_an_update_keeps_what_was_typed(form: Page) -> None:
    form.fill("Words", "half written").fill("Outcome", "Not ours").click_button("Check it")
    form.sees("It is well.", where="modal")
    expect(form.tab.get_by_role("textbox", name="Words")).to_have_value("half written")
    expect(form.tab.get_by_role("button", name="Outcome: Not ours")).to_be_visible()
    expect(form.tab.get_by_role("button", name="Check it")).to_be_focused()


def test_an_answer_may_replace_the_form(form: Page) -> None:
    form.submit_modal({"Words": "look first", "Outcome": "Done"}).sees("look first", where="modal")
    expect(form.part("modal").locator("h2")).to_have_text("Preview")
    expect(form.tab.get_by_test_id("modal-submit")).to_have_count(0)


def test_forms_stack_three_deep_and_are_left_one_by_one(form: Page) -> None:
    title = form.part("modal").locator("h2")
    form.click_button("Go deeper")
    expect(title).to_have_text("Depth 2")
    form.click_button("Go deeper")
    expect(title).to_have_text("Depth 3")
    form.close_modal()
    expect(title).to_have_text("Depth 2")
    form.click_button("Back")
    expect(title).to_have_text("Reply to the member")
    expect(form.tab.get_by_role("textbox", name="Words")).to_be_visible()


def test_escape_is_leaving_and_the_bot_is_told(form: Page, house: House) -> None:
    form.close_modal()
    expect(form.part("modal")).to_have_count(0)
    expect(form.tab.get_by_role("button", name="Reply", exact=True)).to_be_focused()
    assert [view["callback_id"] for view in house.told("closed")] == ["form"]


def test_escape_closes_a_list_before_the_form_under_it(form: Page) -> None:
    form.tab.get_by_role("button", name=re.compile("^Outcome")).click()
    expect(form.tab.get_by_role("listbox", name="Outcome")).to_be_visible()
    form.tab.keyboard.press("Escape")
    expect(form.tab.get_by_role("listbox", name="Outcome")).to_have_count(0)
    expect(form.part("modal")).to_be_visible()
    expect(form.tab.get_by_role("button", name=re.compile("^Outcome"))).to_be_focused()


def test_a_form_waits_for_its_persona(form: Page) -> None:
    form.fill("Words", "x")
    form.tab.evaluate("location.hash = 'as=U0BEN'")
    expect(form.part("modal")).to_have_count(0)
    expect(form.tab.get_by_test_id("persona")).to_contain_text("Ben Example")
    form.tab.evaluate("location.hash = 'as=U0ADA'")
    expect(form.part("modal").locator("h2")).to_have_text("Reply to the member")


def test_both_kinds_of_shortcut_open_the_form(page: Page, house: House) -> None:
    page.say("The light is out").message_action("The light is out", "Raise as an enquiry")
    expect(page.part("modal").locator("h2")).to_have_text("Reply to the member")
    assert house.told("click")[0]["message"]["text"] == "The light is out"
    page.close_modal()
    expect(page.part("modal")).to_have_count(0)
    page.global_shortcut("New enquiry")
    expect(page.part("modal").locator("h2")).to_have_text("Reply to the member")


def test_the_home_tab_is_what_the_bot_publishes(page: Page, house: House) -> None:
    page.open_channel("Wardline").open_tab("Home").sees("Your cases", where="home")
    page.sees("SEF-1042 · Litter bins", where="home")
    assert house.told("home")[-1]["tab"] == "home"
    page.click_button("New enquiry", where="home")
    expect(page.part("modal").locator("h2")).to_have_text("Reply to the member")
    page.close_modal()
    page.open_tab("About").sees("Connected", where="home")
    page.open_tab("Messages").say("hello").sees("hello")
