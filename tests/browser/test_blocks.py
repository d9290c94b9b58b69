"""Every block is drawn, and pressing one tells the bot what Slack would tell it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.blocks import CARD, EVERY
from tests.browser.house import House
from tests.browser.little_bot import button, mrkdwn, option, plain
from tests.browser.page import Page

Json = dict[str, Any]


def show(page: Page, house: House, *blocks: Json, text: str = "shown") -> None:
    house.post(text, list(blocks))
    expect(page.tab.get_by_test_id("block").first).to_be_visible()


def one(block: Json) -> Json:
    """What the bot was told of a single press."""
    action: Json = block["actions"][0]
    return action


def test_every_block_shows_what_it_says(page: Page, house: House) -> None:
    show(page, house, *(block for block, _ in EVERY))
    drawn = page.tab.locator(".message-body > .words > .block")
    expect(drawn).to_have_count(len(EVERY))
    for index, (block, words) in enumerate(EVERY):
        expect(drawn.nth(index)).to_have_attribute("data-type", block["type"])
        expect(drawn.nth(index)).to_contain_text(words)
    expect(page.tab.get_by_test_id("unknown-block")).to_have_count(0)
    expect(page.tab.get_by_test_id("unknown-element")).to_have_count(0)


def test_marks_become_what_they_mean(page: Page, house: House) -> None:
    marks = "*bold* _it_ ~gone~ `code` <https://example.org/a?b=1&amp;c=2|the page> <@U0BEN> <#C0OPEN> <!here> :eyes: 2*3*4 a_b_c\n&gt; quoted\n```fixed  width```"
    show(page, house, {"type": "section", "text": mrkdwn(marks)})
    words = page.message("the page").locator(".section-text")
    for tag, text in [
        ("strong", "bold"),
        ("em", "it"),
        ("s", "gone"),
        ("code", "code"),
        ("blockquote", "quoted"),
        ("pre", "fixed  width"),
    ]:
        expect(words.locator(tag)).to_have_text(text)
    expect(words.get_by_role("link", name="the page")).to_have_attribute(
        "href", "https://example.org/a?b=1&c=2"
    )
    expect(words.locator(".mention")).to_have_text(["@Ben Example", "#south", "@here"])
    expect(words.locator(".emoji")).to_have_text("👀")
    expect(words).to_contain_text("2*3*4 a_b_c")


def test_a_date_is_shown_in_the_councils_own_time(page: Page, house: House) -> None:
    show(
        page, house, {"type": "section", "text": mrkdwn("Due <!date^1782900000^{date_long} at {time}|soon>")}
    )
    page.sees("Due Wednesday 1 July 2026 at 11:00")


def test_an_unknown_block_shows_its_type_and_its_json(page: Page, house: House) -> None:
    # The workspace refuses what Slack refuses, so a block of tomorrow is put where the page will find it.
    ts = house.post("before", [{"type": "divider"}])
    message = house.message(ts)
    message.blocks = [
        {"type": "hologram", "beam": "<b>blue</b>"},
        {"type": "header"},
        {"type": "actions", "elements": [{"type": "lever", "action_id": "x"}]},
    ]
    page.tab.reload()
    unknown = page.tab.get_by_test_id("unknown-block")
    expect(unknown.first).to_contain_text("Unknown block: hologram")
    expect(unknown.first).to_contain_text('"beam": "<b>blue</b>"')
    expect(page.tab.get_by_test_id("unknown-element")).to_contain_text("lever")


def test_a_button_tells_the_bot_which_and_where(page: Page, house: House) -> None:
    ts = house.post("card", CARD)
    page.click_button("Acknowledge", within="SEF-1042")
    expect(page.tab.get_by_role("button", name="Acknowledge")).not_to_have_attribute("aria-busy", "true")
    told = house.told("click")[0]
    assert (one(told)["action_id"], one(told)["value"], told["message"]["ts"]) == ("press", "1042", ts)


def test_a_question_comes_before_a_dangerous_press(page: Page, house: House) -> None:
    show(page, house, button_row("Withdraw", confirm=CARD[-1]["elements"][2]["confirm"]))
    page.click_button("Withdraw", confirm="Keep it")
    page.click_button("Withdraw")
    expect(page.tab.get_by_role("button", name="Keep it")).to_be_focused()
    page.tab.keyboard.press("Escape")
    expect(page.tab.get_by_test_id("confirm")).to_have_count(0)
    expect(page.tab.get_by_role("button", name="Withdraw", exact=True)).to_be_focused()
    assert house.told("click") == []
    page.click_button("Withdraw", confirm="Withdraw it")
    expect(page.tab.get_by_role("button", name="Withdraw", exact=True)).not_to_have_attribute(
        "aria-busy", "true"
    )
    assert len(house.told("click")) == 1


def button_row(text: str, **more: Any) -> Json:
    return {"type": "actions", "elements": [button(text, "press", **more)]}


def test_a_press_that_nobody_answers_says_so(page: Page, house: House) -> None:
    show(page, house, {"type": "actions", "elements": [button("Into the void", "nobody.listens")]})
    page.click_button("Into the void")
    page.is_told("did not answer")
    expect(page.tab.get_by_role("button", name="Into the void")).to_have_class(re.compile("failed"))


def test_choices_reach_the_bot_in_slacks_own_shape(page: Page, house: House) -> None:
    services = {"type": "static_select", "action_id": "pick", "placeholder": plain("Choose a service"), "options": [option("Litter bins"), option("Potholes")]}  # fmt: skip
    show(page, house, {"type": "actions", "block_id": "row", "elements": [services]})
    page.choose("Choose a service", "Potholes")
    expect(page.tab.get_by_role("button", name="Choose a service: Potholes")).to_be_visible()
    expect(page.tab.locator(".busy")).to_have_count(0)
    told = house.told("click")[0]
    assert one(told)["selected_option"]["value"] == "potholes"
    assert told["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "potholes"


def test_a_list_from_the_bot_is_asked_for_while_one_types(page: Page, house: House) -> None:
    finder = {"type": "external_select", "action_id": "pick", "placeholder": plain("Find an officer"), "min_query_length": 2}  # fmt: skip
    show(page, house, {"type": "actions", "elements": [finder]})
    page.tab.get_by_role("button", name="Find an officer").click()
    expect(page.tab.get_by_text("Type at least 2 letters")).to_be_visible()
    page.tab.locator(".list-search").fill("sam")
    page.tab.get_by_role("option", name="sam two").click()
    expect(page.tab.locator(".busy")).to_have_count(0)
    assert one(house.told("click")[0])["selected_option"]["text"]["text"] == "sam two"


def test_several_are_chosen_and_told_once_when_the_list_closes(page: Page, house: House) -> None:
    many = {"type": "multi_static_select", "action_id": "pick", "placeholder": plain("Pick some"), "options": [option("One"), option("Two"), option("Three")]}  # fmt: skip
    show(page, house, {"type": "section", "text": plain("Several"), "accessory": many})
    page.choose("Several", "One", "Three")
    expect(page.tab.locator(".busy")).to_have_count(0)
    expect(page.tab.locator(".chip")).to_have_text(["One", "Three"])
    told = house.told("click")
    assert [[chosen["value"] for chosen in one(each)["selected_options"]] for each in told] == [
        ["one", "three"]
    ]


def test_a_day_is_chosen_by_keyboard(page: Page, house: House) -> None:
    show(page, house, {"type": "actions", "elements": [{"type": "datepicker", "action_id": "pick", "initial_date": "2026-11-30"}]})  # fmt: skip
    page.tab.get_by_role("button", name=re.compile("Mon 30 Nov 2026")).press("Enter")
    page.tab.keyboard.press("ArrowRight")
    expect(page.tab.locator(".calendar-head")).to_contain_text("December 2026")
    page.tab.keyboard.press("ArrowDown")
    page.tab.keyboard.press("Enter")
    expect(page.tab.get_by_role("button", name=re.compile("Tue 8 Dec 2026"))).to_be_focused()
    expect(page.tab.locator(".busy")).to_have_count(0)
    assert one(house.told("click")[0])["selected_date"] == "2026-12-08"


def test_an_overflow_menu_is_a_menu(page: Page, house: House) -> None:
    house.post("card", CARD)
    page.overflow("Re-route", within="SEF-1042")
    expect(page.tab.locator(".busy")).to_have_count(0)
    assert one(house.told("click")[0])["selected_option"]["value"] == "re-route"


def test_what_only_one_may_see_says_so_and_can_be_put_away(page: Page, house: House) -> None:
    house.do(
        house.app.client.chat_postEphemeral(channel=house.room, user="U0ADA", text="Ben has it already.")
    )
    page.sees("Ben has it already.")
    expect(page.message("Ben has it already.")).to_contain_text("Only visible to you")
    page.click_button("Dismiss message", within="Ben has it already.")
    expect(page.tab.get_by_test_id("message").filter(has_text="Ben has it already.")).to_have_count(0)


def test_a_card_edited_in_place_changes_without_losing_the_keyboard(page: Page, house: House) -> None:
    ts = house.post("card", CARD)
    page.sees("SEF-1042")
    reply = page.tab.get_by_role("button", name="Reply", exact=True)
    reply.focus()
    changed = [{"type": "header", "text": plain("SEF-1042 · acknowledged")}, *CARD[1:]]
    house.do(house.app.client.chat_update(channel=house.room, ts=ts, text="card", blocks=changed))
    page.sees("SEF-1042 · acknowledged")
    expect(page.tab.get_by_role("button", name="Reply", exact=True)).to_be_focused()
