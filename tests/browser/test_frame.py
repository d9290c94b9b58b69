"""Round the conversation: the clock, the inspector, narrow screens, the keyboard, a workspace that goes away."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Browser, expect

from tests.browser.blocks import CARD, EVERY
from tests.browser.house import House
from tests.browser.page import Page, open_page
from tests.workspace.house import ADA, BEN, CAZ


def test_the_clock_moves_caseworks_day(page: Page, house: House) -> None:
    page.move_clock("+1 day").move_clock("+1 hour")
    expect(page.tab.get_by_test_id("clock-face")).to_contain_text("(+1 d 1 h)")
    moved = timedelta(seconds=house.workspace.clock.offset)
    assert (
        timedelta(hours=24) <= moved - timedelta(hours=1) <= timedelta(hours=26)
    )  # a day may be 25 hours long
    page.tab.get_by_role("button", name="Reset").click()
    expect(page.tab.get_by_test_id("clock-face")).not_to_contain_text("(+")


def test_a_working_day_skips_the_weekend_and_keeps_the_time(page: Page, house: House) -> None:
    moment = "2027-01-08T10:30:00+00:00"  # a Friday
    page.tab.evaluate(
        "to => fetch('/ui/clock', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({to})})",
        moment,
    )
    face = page.tab.get_by_test_id("clock-face")
    expect(face).to_contain_text("Fri 8 Jan 2027 10:30")
    page.move_clock("+1 working day")
    expect(face).to_contain_text("Mon 11 Jan 2027 10:3")
    page.move_clock("+5 days")
    expect(face).to_contain_text("Sat 16 Jan 2027 10:3")


def test_a_move_made_elsewhere_is_shown_and_said(page: Page, chromium: Browser, house: House) -> None:
    with open_page(chromium, house.base_url) as other:
        other.move_clock("+5 days")
    expect(page.tab.get_by_test_id("clock-face")).to_contain_text("(+5 d")
    expect(page.tab.get_by_test_id("announcer")).to_contain_text("Casework's day is now")


def test_the_inspector_shows_what_passed_and_its_bodies(page: Page, house: House) -> None:
    page.tab.get_by_role("button", name="Inspector").click()
    house.post("from the bot")
    drawer = page.tab.get_by_test_id("inspector")
    line = drawer.get_by_test_id("request").filter(has_text=re.compile(f"chat.postMessage.*{house.room}"))
    expect(line).to_contain_text("ok")
    line.locator("summary").click()
    expect(line.locator("pre").first).to_contain_text("from the bot")
    drawer.get_by_role("searchbox").fill("no such thing")
    expect(drawer).to_contain_text("Nothing matches.")
    page.tab.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.tab.get_by_role("button", name="Inspector")).to_be_focused()


def test_a_fault_is_caused_and_mended(page: Page, house: House) -> None:
    page.tab.get_by_role("button", name="Inspector").click()
    drawer = page.tab.get_by_test_id("inspector")
    drawer.get_by_role("tab", name="Faults").click()
    drawer.get_by_label("What goes wrong").select_option("api_error")
    drawer.get_by_label("error").fill("channel_not_found")
    drawer.get_by_label("method").fill("chat.postMessage")
    drawer.get_by_role("button", name="Cause it").click()
    expect(drawer.get_by_test_id("fault")).to_contain_text("api error")
    assert [fault.kind for fault in house.workspace.faults.active] == ["api_error"]
    drawer.get_by_role("button", name="Remove all").click()
    expect(drawer).to_contain_text("All is well")
    assert house.workspace.faults.active == []


def test_a_phone_shows_one_thing_at_a_time_and_nothing_sticks_out(chromium: Browser, house: House) -> None:
    house.post("card", CARD)
    house.post("every", [block for block, _ in EVERY])
    with open_page(chromium, house.base_url, width=360, height=700) as page:
        page.as_person("Ada Example").open_channel(house.room_name)
        expect(page.tab.locator("#sidebar")).not_to_be_in_viewport()
        page.sees("nested step")
        sideways = "() => [document.documentElement, ...document.querySelectorAll('.scroller')].every(node => node.scrollWidth <= node.clientWidth)"
        assert page.tab.evaluate(sideways)
        page.reply_in_thread("SEF-1042", "On my way")
        thread = page.tab.get_by_test_id("thread").bounding_box()
        assert thread is not None
        assert thread["width"] == 360
        page.close_thread()
        page.tab.get_by_test_id("open-sidebar").click()
        expect(page.row(house.room_name)).to_be_focused()
        page.tab.keyboard.press("Escape")
        expect(page.tab.get_by_test_id("open-sidebar")).to_be_focused()


def test_a_reply_is_written_without_touching_the_mouse(page: Page, house: House) -> None:
    house.say(BEN, "The light is out")
    page.sees("The light is out")
    page.message("The light is out").get_by_test_id("reply").focus()
    expect(page.message("The light is out").locator(".toolbar")).to_have_css("opacity", "1")
    page.tab.keyboard.press("Enter")
    expect(page.tab.get_by_role("textbox", name="Reply in thread")).to_be_focused()
    page.tab.keyboard.type("Which one?")
    page.tab.keyboard.press("Enter")
    page.sees("Which one?", where="thread")
    page.tab.keyboard.press("Escape")
    expect(page.tab.get_by_test_id("thread")).to_be_hidden()


def test_everything_that_can_be_pressed_has_a_name(page: Page, house: House) -> None:
    house.post("every", [block for block, _ in EVERY])
    page.sees("nested step")
    nameless = """() => [...document.querySelectorAll('button, a[href], input, textarea, select, [role=tab]')]
        .filter(node => node.checkVisibility() && !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length || node.title))
        .map(node => node.outerHTML.slice(0, 120))"""
    assert page.tab.evaluate(nameless) == []


def test_words_stand_out_from_what_is_behind_them(page: Page, house: House) -> None:
    """At least 4.5:1 (3:1 for large words), as WCAG asks, on everything in sight."""
    house.post("card", CARD)
    house.post("every", [block for block, _ in EVERY])
    house.say(BEN, "Morning")
    page.sees("nested step")
    assert page.tab.evaluate(FAINT) == []


FAINT = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') return null;
      const colour = parse(style.backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll('body *')) {
    const words = [...node.childNodes].filter((child) => child.nodeType === 3 && child.textContent.trim());
    if (!words.length || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || node.matches(':disabled, .emoji, .emoji *, .visually-hidden')) continue;
    const style = getComputedStyle(node);
    const back = behind(node);
    if (!back) continue;
    const [a, b] = [light(parse(style.color)), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${node.className || node.tagName}: ${words[0].textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)];
}"""


def test_the_address_bar_is_the_place(page: Page, house: House) -> None:
    page.say("Here").open_thread("Here")
    page.tab.reload()
    page.ready()
    page.sees("Here", where="thread")
    expect(page.tab.get_by_test_id("persona")).to_contain_text("Ada Example")
    page.tab.go_back()
    expect(page.tab.get_by_test_id("thread")).to_be_hidden()


def test_the_last_move_is_where_one_ends(page: Page, house: House) -> None:
    there = f"#as={ADA}&in={house.room}"
    page.open_channel("elsewhere")
    page.tab.evaluate(MOVE_WHILE_BECOMING, [CAZ, there])
    expect(page.tab.get_by_test_id("conversation-title")).to_have_text(house.room_name)
    expect(page.tab.get_by_test_id("persona")).to_contain_text("Ada Example")


# Becomes somebody, and moves on in the very turn in which what they see is answered, before the page hears of the move.
MOVE_WHILE_BECOMING = """async ([somebody, there]) => {
  const real = window.fetch;
  const seen = await (await real(`/ui/as/${somebody}/sidebar`)).json();
  const asked = new Promise((tell) => {
    window.fetch = (path, ...more) => path.includes(`/${somebody}/sidebar`)
      ? new Promise((answer) => tell(() => answer({ ok: true, json: async () => seen })))
      : real(path, ...more);
  });
  location.hash = `as=${somebody}`;
  const answer = await asked;
  window.fetch = real;
  location.hash = there;
  answer();
}"""


def test_a_workspace_that_goes_away_is_said_and_found_again(page: Page, house: House) -> None:
    page.say("before")
    page.tab.context.set_offline(True)
    page.box.fill("during")
    page.tab.get_by_test_id("send").first.click()
    page.is_told("cannot be reached")
    expect(page.box).to_have_value("during")
    page.tab.context.set_offline(False)
    page.tab.get_by_test_id("send").first.click()
    page.sees("during")


def test_a_bot_that_is_not_running_is_said(page: Page, house: House) -> None:
    house.do(house.workspace.cause("refuse_link", times=1000))
    house.do(house.workspace.cause("drop_link"))
    expect(page.tab.locator("#offline")).to_contain_text("is not running")
    house.workspace.mend()
    expect(page.tab.locator("#offline")).to_be_hidden()


def test_what_the_person_is_called_and_why_they_are_known(page: Page) -> None:
    page.say("hello")
    page.message("hello").get_by_role("button", name="Ada Example").click()
    expect(page.tab.get_by_role("dialog", name=re.compile("Profile"))).to_contain_text("Member for Linacre")
