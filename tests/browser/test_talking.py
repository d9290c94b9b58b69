"""Saying, reading and finding one's way: conversations, threads, reactions, edits, personas."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from tests.browser.house import House
from tests.browser.page import Page, open_page
from tests.workspace.house import ADA, BEN, CLOSED

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_what_is_said_is_seen_by_the_others_at_once(page: Page, chromium: Browser, house: House) -> None:
    with open_page(chromium, house.base_url) as other:
        other.as_person("Ben Example").open_channel(house.room_name)
        page.say("Bins & *lights*\nsecond line")
        other.sees("lights")
        expect(other.message("lights").locator("strong")).to_have_text("lights")
        expect(other.message("lights").locator("br")).to_have_count(1)
        expect(other.tab.get_by_test_id("announcer")).to_contain_text("Ada Example")


def test_consecutive_messages_stand_under_one_name_and_days_are_divided(page: Page) -> None:
    page.say("one").say("two")
    expect(page.message("one").locator(".author")).to_have_text("Ada Example")
    expect(page.message("two").locator(".author")).to_have_count(0)
    expect(page.tab.get_by_test_id("day")).to_have_text("Today")


def test_unread_is_bold_and_counted_and_reading_ends_it(page: Page, house: House) -> None:
    page.open_channel("elsewhere")
    house.say(BEN, "Morning @Ada Example, two from Linacre")
    row = page.row(house.room_name)
    expect(row).to_have_class(re.compile("unread"))
    expect(row.locator(".badge")).to_have_text("1")
    page.open_channel(house.room_name).sees("two from Linacre")
    expect(page.tab.get_by_test_id("new-line")).to_be_visible()
    expect(page.message("two from Linacre").locator(".mention-me")).to_have_text("@Ada Example")
    expect(row).not_to_have_class(re.compile("unread"))
    page.say("Thank you")
    expect(page.message("Thank you").get_by_test_id("reply-line")).to_have_count(0)


def test_a_reply_stands_in_the_thread_and_is_counted_under_its_message(page: Page, house: House) -> None:
    page.say("The light is out")
    page.reply_in_thread("The light is out", "Which one?").sees("Which one?", where="thread")
    expect(page.message("The light is out").get_by_test_id("reply-line")).to_contain_text("1 reply")
    page.does_not_see("Which one?")
    page.close_thread()
    ts = house.do(_first_ts(house, "The light is out"))
    house.say(BEN, "By the Strand", thread_ts=ts)
    line = page.message("The light is out").get_by_test_id("reply-line")
    expect(line).to_contain_text("2 replies")
    expect(line).to_contain_text("New")
    line.click()
    page.sees("By the Strand", where="thread")
    expect(line).not_to_contain_text("New")


async def _first_ts(house: House, words: str) -> str:
    conversation = house.workspace.space.conversations[house.room]
    return next(message.ts for message in conversation.messages.values() if message.text == words)


def test_reactions_are_counted_and_taken_back(page: Page, house: House) -> None:
    page.say("Both emptied").react("Both emptied", "outbox_tray")
    chip = page.message("Both emptied").get_by_test_id("reaction")
    expect(chip).to_contain_text("1")
    chip.click()
    expect(chip).to_have_count(0)


def test_a_message_is_edited_where_it_stands_and_marked(page: Page) -> None:
    page.say("Stanly Road & <co>")
    page.message_action("Stanly Road", "Edit message")
    box = page.tab.get_by_role("textbox", name="Edit message")
    expect(box).to_have_value("Stanly Road & <co>")
    box.fill("Stanley Road")
    box.press("Enter")
    page.sees("Stanley Road")
    expect(page.message("Stanley Road").locator(".edited")).to_have_text(" (edited)")


def test_a_deletion_is_asked_about_first(page: Page) -> None:
    page.say("A slip").message_action("A slip", "Delete message")
    page.click_button("Cancel", where="page").sees("A slip")
    page.message_action("A slip", "Delete message").click_button("Delete", where="page")
    expect(page.tab.get_by_test_id("message").filter(has_text="A slip")).to_have_count(0)


def test_one_may_not_edit_the_words_of_others(page: Page, house: House) -> None:
    house.say(BEN, "Mine")
    page.message("Mine").hover()
    page.message("Mine").get_by_test_id("more").click()
    expect(page.tab.get_by_role("menuitem", name="Copy text")).to_be_visible()
    expect(page.tab.get_by_role("menuitem", name=re.compile("Edit|Delete"))).to_have_count(0)


def test_a_picture_is_shown_inline_and_another_file_as_a_card(page: Page, tmp_path: Path) -> None:
    picture, paper = tmp_path / "bin.png", tmp_path / "survey.txt"
    picture.write_bytes(PIXEL)
    paper.write_text("columns 1-14", encoding="utf-8")
    page.say("As promised", files=[picture, paper])
    shown = page.message("As promised").get_by_test_id("file")
    expect(shown).to_have_count(2)
    image = shown.locator("img")
    expect(image).to_have_attribute("alt", "bin.png")
    page.tab.wait_for_function(
        "image => image.complete && image.naturalWidth === 1", arg=image.element_handle()
    )
    expect(shown.filter(has_text="survey.txt")).to_contain_text("TXT")


def test_enter_takes_a_suggestion_and_shift_enter_a_new_line(page: Page) -> None:
    box = page.box
    box.press_sequentially("@ben")
    expect(page.tab.get_by_role("option", name=re.compile("Ben Example"))).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value("@Ben Example ")
    box.press("Shift+Enter")
    box.press_sequentially("please")
    box.press("Enter")
    expect(page.message("please").locator(".mention")).to_have_text("@Ben Example")


def test_up_arrow_edits_what_one_said_last(page: Page) -> None:
    page.say("first").say("second")
    page.box.press("ArrowUp")
    expect(page.tab.get_by_role("textbox", name="Edit message")).to_have_value("second")


def test_what_one_is_editing_is_not_lost_to_news(page: Page, house: House) -> None:
    page.say("Stanly Road")
    page.box.press("ArrowUp")
    box = page.tab.get_by_role("textbox", name="Edit message")
    box.fill("Stanley Road")
    house.say(BEN, "Which end?", thread_ts=house.do(_first_ts(house, "Stanly Road")))
    house.say(BEN, "Morning")
    page.sees("Morning")
    expect(box).to_have_value("Stanley Road")
    expect(box).to_be_focused()
    box.press("Enter")
    expect(page.message("Stanley Road").locator(".edited")).to_have_text(" (edited)")
    expect(page.message("Stanley Road").get_by_test_id("reply-line")).to_contain_text("1 reply")
    expect(page.box).to_be_focused()


def test_what_one_says_stands_there_before_it_goes_from_the_box(page: Page) -> None:
    page.tab.evaluate(STOOD_WHEN_EMPTIED, "The light is out")
    page.say("The light is out")
    assert page.tab.evaluate("window.stood") is True


STOOD_WHEN_EMPTIED = """(words) => {
  const box = document.querySelector('[data-testid=composer-input]');
  let begun = false;
  window.stood = new Promise((tell) => {
    const look = () => {
      begun ||= box.value !== '';
      if (begun && !box.value) tell(document.querySelector('#messages-scroller').textContent.includes(words));
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


def test_who_types_on_while_it_is_being_sent_keeps_what_they_typed(page: Page) -> None:
    box = page.box
    sent: list[Route] = []
    page.tab.route(re.compile(r"/say$"), lambda route: sent.append(route), times=1)
    box.fill("The light is out.")
    with page.tab.expect_request(re.compile(r"/say$")):
        box.press("Enter")
    box.press_sequentially("By the Strand")
    sent[0].continue_()
    page.sees("The light is out.").does_not_see("By the Strand")
    expect(box).to_have_value("By the Strand")


def test_a_draft_waits_where_it_was_begun(page: Page, house: House) -> None:
    box = page.box
    box.fill("half a thought")
    page.open_channel("elsewhere")
    expect(box).to_have_value("")
    page.open_channel(house.room_name)
    expect(box).to_have_value("half a thought")


def test_each_persona_sees_their_own_and_returns_to_where_they_were(page: Page, house: House) -> None:
    page.say("Only members may know")
    page.as_person("Ben Example")
    expect(page.row("duty")).to_be_visible()
    page.open_channel("duty").say("Quiet so far")
    page.as_person("Ada Example").sees("Only members may know")
    expect(page.row("duty")).to_have_count(0)
    said = house.workspace.space.conversations[CLOSED].messages.values()
    assert [message.user for message in said if message.text == "Quiet so far"] == [BEN]


def test_the_switcher_groups_finds_and_counts_what_waits(page: Page, house: House) -> None:
    house.say(ADA, "@Ben Example look")
    page.tab.get_by_test_id("persona").click()
    groups = page.tab.locator(".option-group").filter(has_not_text="Lately")
    expect(groups).to_have_text(["Member", "Co-ordinator", "Officer"])
    expect(page.tab.locator(f'[data-waiting="{BEN}"]').last).to_have_text(re.compile(r"^[1-9]\d*$"))
    page.tab.get_by_role("combobox").fill("officer")
    expect(page.tab.get_by_role("option")).to_have_count(1)
    page.tab.keyboard.press("Enter")
    expect(page.tab.get_by_test_id("persona")).to_contain_text("Caz Example")


def test_a_list_that_is_drawn_again_under_the_finger_still_takes_the_press(page: Page) -> None:
    page.tab.get_by_test_id("persona").click()
    page.tab.get_by_role("option", name="Caz Example").last.hover()
    page.tab.mouse.down()
    page.tab.get_by_role("combobox").evaluate(
        # Timers run in their order: when this one has, the list has answered what was typed.
        """(box) => new Promise((after) => {
            box.value = "caz";
            box.dispatchEvent(new Event("input"));
            setTimeout(after, 100);
        })"""
    )
    page.tab.mouse.up()
    expect(page.tab.get_by_test_id("persona")).to_contain_text("Caz Example")


def test_news_that_comes_during_a_press_waits_for_its_end(page: Page, house: House) -> None:
    row = page.row("elsewhere")
    page.tab.evaluate(LOOK_AT_NEWS, f"/ui/as/{ADA}/sidebar")
    row.hover()
    page.tab.mouse.down()
    house.say(BEN, "@Ada Example news")
    page.tab.evaluate("window.looked")
    page.tab.mouse.up()
    expect(page.tab.get_by_test_id("conversation-title")).to_have_text("elsewhere")
    page.open_channel(house.room_name).sees("news")


# Hears of news and looks at it as the page itself does: when this has its answer, so has the page, or waits with it.
LOOK_AT_NEWS = """(address) => new Promise((begin) => {
  const stream = new EventSource('/ui/stream');
  window.looked = new Promise((tell) => {
    stream.addEventListener('change', async (event) => {
      if (JSON.parse(event.data).kind !== 'message') return;
      stream.close();
      await fetch(address);
      tell();
    });
  });
  stream.addEventListener('open', () => begin());
})"""


def test_the_browsers_own_menu_holds_no_news_back(page: Page, house: House) -> None:
    # Such a menu takes the release with it: the page hears only that the second button went down.
    page.tab.locator("body").dispatch_event("pointerdown", {"button": 2, "buttons": 2})
    house.say(BEN, "Nobody presses anything")
    page.sees("Nobody presses anything")


def test_a_channel_one_is_not_in_is_joined_from_its_foot(page: Page, house: House) -> None:
    page.as_person("Caz Example")
    page.tab.get_by_role("button", name="Add or browse channels").click()
    page.tab.get_by_role("option", name=re.compile(house.room_name)).click()
    expect(page.tab.get_by_test_id("composer")).to_be_hidden()
    page.tab.get_by_test_id("join").click()
    page.say("Hello, I am new").sees("Hello, I am new")


def test_reading_further_up_is_not_disturbed_by_what_arrives(page: Page, house: House) -> None:
    for number in range(40):
        house.say(BEN, f"line {number}")
    page.sees("line 39")
    scroller = page.tab.locator("#messages-scroller")
    # Until it stays there: the page may still be on its way to the last line.
    page.tab.wait_for_function(
        "() => { const node = document.querySelector('#messages-scroller'); const stays = node.scrollTop === 100;"
        " node.scrollTop = 100; return stays; }"
    )
    house.say(BEN, "the newest")
    pill = page.tab.get_by_test_id("jump").first
    expect(pill).to_be_visible()
    assert scroller.evaluate("node => node.scrollTop") == 100
    pill.click()
    expect(page.message("the newest")).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_a_slash_command_is_hinted_sent_and_refused_in_a_thread(page: Page, house: House) -> None:
    box = page.box
    box.press_sequentially("/ward")
    expect(page.tab.get_by_role("option", name=re.compile(r"^.wardline"))).to_contain_text("Raise an enquiry")
    box.press("Enter")
    box.press_sequentially("who handles graffiti")
    box.press("Enter")
    expect(box).to_have_value("")
    assert house.told("click")[0]["text"] == "who handles graffiti"
    page.say("A thread").open_thread("A thread")
    thread_box = page.tab.get_by_test_id("thread-composer").get_by_test_id("composer-input")
    thread_box.fill("/wardline x")
    thread_box.press("Enter")
    page.is_told("do not work in threads")


def test_a_reply_in_a_thread_elsewhere_is_marked_beside_the_name(page: Page, house: House) -> None:
    page.say("Is anybody there?")
    ts = house.do(_first_ts(house, "Is anybody there?"))
    page.open_channel("elsewhere")
    house.say(BEN, "Yes", thread_ts=ts)
    row = page.row(house.room_name)
    expect(row.get_by_test_id("thread-badge")).to_have_text("1")
    page.open_channel(house.room_name).message("Is anybody there?").get_by_test_id("reply-line").click()
    page.sees("Yes", where="thread")
    expect(row.get_by_test_id("thread-badge")).to_have_count(0)


def test_an_older_look_at_a_conversation_does_not_undo_a_newer_one(page: Page, house: House) -> None:
    page.say("Is anybody there?").say("Or there?")
    threads = [house.do(_first_ts(house, words)) for words in ("Is anybody there?", "Or there?")]
    page.open_channel("elsewhere")
    badge = page.row(house.room_name).get_by_test_id("thread-badge")
    look = re.compile(rf"/messages\?channel={house.room}&limit=50$")
    held: list[Route] = []
    page.tab.route(look, lambda route: held.append(route), times=1)
    with page.tab.expect_request(look):
        house.say(BEN, "Yes", thread_ts=threads[0])
    expect(badge).to_have_count(0)
    older = held[0].fetch()
    house.say(BEN, "There, too", thread_ts=threads[1])
    page.open_channel("south").open_channel("elsewhere")  # as long as a second look would take
    with page.tab.expect_response(look):
        held[0].fulfill(response=older)
    page.open_channel("south")
    expect(badge).to_have_text("2")
