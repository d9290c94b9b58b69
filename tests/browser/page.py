"""The page as a person uses it: a small wrapper round playwright, and the starting of Debian's chromium.

    with open_chromium() as chromium, open_page(chromium, workspace.base_url) as page:
        page.as_person("Ada Example")
        page.say("bins overflowing on Stanley Road")
        page.click_button("Not right?", within="SEF-1042")
        page.submit_modal({"What happened?": "Both were emptied"}, press="Send")
        page.sees("Both were emptied", where="thread")

Everything waits for what it needs (at most `PATIENCE`), so nothing sleeps. What is not here is a step away: `page.tab` is
playwright's own page, and every part of the page has an ARIA name or a data-testid.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect, sync_playwright
from playwright.sync_api import Page as Tab

PATIENCE = 15_000  # ms: a loaded machine is slow, and a passing test never waits this long
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WHERE = {
    "messages": "#messages-pane",
    "thread": "#thread-pane",
    "home": "#home-pane",
    "modal": "dialog.modal",
    "sidebar": "#sidebar",
    "page": "body",
}
Value = str | Sequence[str]


def chromium_path() -> str | None:
    """Debian's chromium; CHROMIUM in the environment names another."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A browser without a window. Skips, and says why, where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip(
            "no chromium: install Debian's package chromium (or name one in CHROMIUM) to try the page"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(
    chromium: Browser, base_url: str, *, width: int = 1360, height: int = 860, **options: Any
) -> Iterator[Page]:
    """A fresh profile on the workspace's page. Script errors on the page fail the test that caused them."""
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    page = Page(tab, base_url)
    try:
        tab.goto(base_url)
        page.ready()
        yield page
        assert page.faults == []
    finally:
        context.close()


class Page:
    """One window. `faults` holds the page's own script errors and refused resources."""

    def __init__(self, tab: Tab, base_url: str) -> None:
        self.tab = tab
        self.base_url = base_url
        self.faults: list[str] = []
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.on("console", lambda line: self._note(line.type, line.text))
        expect.set_options(timeout=PATIENCE)

    def _note(self, kind: str, text: str) -> None:
        # A refusal (400) or a workspace out of reach is told to the person; chromium also writes it down as an error.
        told = "the server responded with a status of 4" in text or "net::ERR_" in text
        if kind == "error" and not told:
            self.faults.append(text)

    def ready(self) -> None:
        """The page is following the stream and has drawn a conversation."""
        self.tab.locator("body[data-ready]").wait_for()
        self._arrived()

    def _arrived(self, name: str | re.Pattern[str] = re.compile(r"\S")) -> None:
        """A place is open, and what was said there is on show: what comes from now on is news, and told as such to who
        cannot see."""
        expect(self.tab.get_by_test_id("conversation-title")).to_contain_text(name)
        loading = self.tab.locator("#messages-scroller[aria-busy=true]")
        expect(loading.locator("visible=true")).to_have_count(0)

    def go_to(self, *, as_id: str, channel_id: str, name: str) -> Page:
        """Straight to a place by the address bar, whatever was open; no form waits for this person."""
        inspector = self.tab.get_by_role("button", name="Inspector", exact=True)
        if inspector.get_attribute("aria-expanded") == "true":
            inspector.click()
        self.tab.goto(f"{self.base_url}/#as={as_id}&in={channel_id}")
        self._arrived(name)
        expect(self.part("modal")).to_have_count(0)
        return self

    # --- going ---------------------------------------------------------------------------------------------

    def as_person(self, name: str) -> Page:
        """Become somebody, by the switcher. They are where they were last, at first in the bot's messages."""
        self._show_sidebar()
        switcher = self.tab.get_by_test_id("persona")
        if name not in switcher.inner_text():
            switcher.click()
            self.tab.get_by_role("combobox", name=re.compile("Who are you")).fill(name)
            self.tab.get_by_role("option", name=name).first.click()
        expect(switcher).to_contain_text(name)
        self._arrived()
        return self

    def open_channel(self, name: str) -> Page:
        """A channel or a direct conversation in the sidebar, by its name without a #."""
        self._show_sidebar()
        row = self.part("sidebar").get_by_role("button", name=re.compile(rf"^{re.escape(name)}, "))
        row.first.click()
        self._arrived(name)
        return self

    def open_tab(self, name: str) -> Page:
        """Home, Messages or About, in the conversation with the bot."""
        self.tab.get_by_role("tab", name=name, exact=True).click()
        expect(self.tab.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
        return self

    def open_thread(self, words: str) -> Page:
        """The thread of the newest message that contains the words."""
        # By the keyboard: a message that is drawn anew just then would take the pointer's bar away from under it.
        self.message(words).get_by_test_id("reply").press("Enter")
        expect(self.tab.get_by_test_id("thread")).to_contain_text(words)
        return self

    def close_thread(self) -> Page:
        self.tab.get_by_test_id("close-thread").click()
        expect(self.tab.get_by_test_id("thread")).to_be_hidden()
        return self

    def _show_sidebar(self) -> None:
        opener = self.tab.get_by_test_id("open-sidebar")
        if opener.is_visible() and not self.tab.locator("body.sidebar-open").count():
            opener.click()

    # --- finding -------------------------------------------------------------------------------------------

    def part(self, where: str) -> Locator:
        return self.tab.locator(WHERE[where])

    @property
    def box(self) -> Locator:
        """Where one writes in the open conversation."""
        return self.tab.get_by_test_id("composer").get_by_test_id("composer-input")

    def row(self, name: str) -> Locator:
        """A conversation's line in the sidebar."""
        return self.tab.get_by_test_id("nav-item").filter(has_text=name)

    def message(self, words: str, where: str = "messages") -> Locator:
        """The newest message that contains the words."""
        return self.part(where).get_by_test_id("message").filter(has_text=words).last

    def sees(self, words: str | re.Pattern[str], where: str = "messages", count: int | None = None) -> Page:
        """The words are (or come to be) on show there; with `count`, in so many messages."""
        if count is not None:
            expect(self.part(where).get_by_test_id("message").filter(has_text=words)).to_have_count(count)
        else:
            expect(
                self.part(where)
                .get_by_text(words)
                .locator("visible=true")
                .or_(self._holding(where, words))
                .first
            ).to_be_visible()
        return self

    def _holding(self, where: str, words: str | re.Pattern[str]) -> Locator:
        """Words that run over several marks ("*SEF-1042* · Litter bins") are found in what holds them."""
        held = ".block, .words, .reply-line, .nav-item, .option, .modal-head, .input-error, .toast"
        return self.part(where).locator(held).filter(has_text=words)

    def does_not_see(self, words: str | re.Pattern[str], where: str = "messages") -> Page:
        """The words are not there (or go). Say first what must have come by then: absence alone proves little."""
        expect(self._holding(where, words)).to_have_count(0)
        return self

    def is_told(self, words: str | re.Pattern[str]) -> Page:
        """A notice over the page says so."""
        expect(self.tab.get_by_test_id("toast").filter(has_text=words).first).to_be_visible()
        return self

    # --- writing -------------------------------------------------------------------------------------------

    def say(self, text: str, *, files: Sequence[Path] = ()) -> Page:
        """Write in the open conversation, and be sure that it was taken."""
        return self._write(self.tab.get_by_test_id("composer"), text, files)

    def reply_in_thread(self, words: str, text: str, *, files: Sequence[Path] = ()) -> Page:
        """Reply under the newest message that contains the words."""
        self.open_thread(words)
        return self._write(self.tab.get_by_test_id("thread-composer"), text, files)

    def _write(self, composer: Locator, text: str, files: Sequence[Path]) -> Page:
        box = composer.get_by_test_id("composer-input")
        box.fill(text)
        if files:
            composer.get_by_test_id("file-picker").set_input_files(files)
        if composer.locator(".suggestions").is_visible():
            box.press("Escape")  # what is suggested for a name would take the Enter
        box.press("Enter")
        expect(box).to_have_value("")
        expect(composer.locator(".composer-files")).to_be_hidden()
        return self

    def react(self, words: str, emoji: str, where: str = "messages") -> Page:
        """React to a message by an emoji's short name, from the picker."""
        message = self.message(words, where)
        message.hover()
        message.get_by_test_id("react").click()
        self.tab.get_by_role("textbox", name="Search emoji").fill(emoji)
        self.tab.locator(f'[data-emoji="{emoji}"]').click()
        expect(message.locator(f'[data-name="{emoji}"][aria-pressed="true"]')).to_be_visible()
        return self

    def message_action(self, words: str, action: str, where: str = "messages") -> Page:
        """A line of a message's "more" menu: Edit message, Delete message…, a shortcut of the bot."""
        message = self.message(words, where)
        message.hover()
        message.get_by_test_id("more").click()
        self.tab.get_by_role("menuitem", name=re.compile(re.escape(action))).click()
        return self

    def global_shortcut(self, name: str) -> Page:
        self.tab.get_by_test_id("composer").get_by_test_id("shortcuts").click()
        self.tab.get_by_role("menuitem", name=re.compile(re.escape(name))).click()
        return self

    # --- pressing ------------------------------------------------------------------------------------------

    def click_button(
        self, name: str, *, within: str | None = None, where: str | None = None, confirm: str | None = None
    ) -> Page:
        """The newest button of that name; `within` a message with those words. `confirm`: then answer the question."""
        place = self.part(where or ("modal" if self.part("modal").is_visible() else "page"))
        if within is not None:
            place = place.get_by_test_id("message").filter(has_text=within).last
        place.get_by_role("button", name=name, exact=True).last.click()
        if confirm is not None:
            self.tab.get_by_test_id("confirm").get_by_role("button", name=confirm, exact=True).click()
        return self

    def overflow(self, option: str, *, within: str, where: str = "messages") -> Page:
        """A line of a message's own "…" menu (not the page's hover bar)."""
        holder = (
            self.part(where).get_by_test_id("message").filter(has_text=within).last
            if where != "home"
            else self.part("home").get_by_test_id("block").filter(has_text=within)
        )
        holder.locator("button.overflow").last.click()
        self.tab.get_by_role("menuitem", name=re.compile(re.escape(option))).click()
        return self

    def choose(self, label: str, *options: str, where: str | None = None) -> Page:
        """Choose in the select of that label or placeholder."""
        place = self.part(where or ("modal" if self.part("modal").is_visible() else "page"))
        self._choose(
            place.locator("button.select")
            .and_(place.get_by_role("button", name=re.compile(rf"^{re.escape(label)}")))
            .last,
            options,
        )
        return self

    def _choose(self, face: Locator, options: Sequence[str]) -> None:
        face.click()
        for option in options:
            search = self.tab.locator(".popover .list-search")
            if search.count():
                search.fill(option)
            self.tab.locator(".popover").get_by_role("option").filter(has_text=option).first.click()
        if self.tab.locator(".popover").count():
            face.press("Escape")

    def fill(self, label: str, value: Value) -> Page:
        """Fill one input of the open modal by its label: text, an option's words, a date "2026-11-25"."""
        block = self._input(label)
        kind = block.locator("[data-action-id]").first
        if block.locator("textarea, input.text-input").count():
            block.locator("textarea, input.text-input").first.fill(str(value))
        elif block.locator("input[type=file]").count():
            block.locator("input[type=file]").set_input_files(_several(value))
            expect(block.locator(".chip").first).to_be_visible()
        elif block.locator(".choices").count():
            for option in _several(value):
                block.get_by_label(option, exact=True).check()
        elif block.locator(".date-box").count():
            self._pick_date(block, str(value))
        else:
            assert kind.count(), f"no input under {label}"
            self._choose(block.locator("button.select"), _several(value))
        return self

    def _input(self, label: str) -> Locator:
        named = self.tab.locator(".input-label").filter(
            has_text=re.compile(rf"^{re.escape(label)}( \(optional\))?$")
        )
        return self.part("modal").get_by_test_id("block").filter(has=named)

    def _pick_date(self, block: Locator, day: str) -> None:
        block.locator("button.select").first.click()
        calendar = self.tab.locator(".calendar")
        cell = calendar.locator(f'[data-date="{day}"]')
        while not cell.count():
            shown = calendar.locator("[data-date]").first.get_attribute("data-date") or ""
            calendar.get_by_role("button", name="Later month" if day > shown else "Earlier month").click()
        cell.click()

    def submit_modal(
        self,
        values: Mapping[str, Value] | None = None,
        *,
        press: str | None = None,
        refused: str | None = None,
    ) -> Page:
        """Fill by label and send. Waits until this form is gone, or until `refused` is said under an input."""
        form = self.part("modal")
        form.wait_for()
        sent = form.locator(".modal-form").element_handle()
        for label, value in (values or {}).items():
            self.fill(label, value)
        if press is not None:
            form.get_by_role("button", name=press, exact=True).click()
        else:
            self.tab.get_by_test_id("modal-submit").click()
        if refused is not None:
            expect(form.get_by_test_id("input-error").filter(has_text=refused).first).to_be_visible()
        else:
            sent.wait_for_element_state("hidden", timeout=PATIENCE)
        return self

    def close_modal(self) -> Page:
        """Escape."""
        self.part("modal").press("Escape")
        return self

    def move_clock(self, step: str) -> Page:
        """ "+1 hour", "+1 working day", "+1 day" or "+5 days": waits until the page shows the later time."""
        face = self.tab.get_by_test_id("clock-face")
        before = face.inner_text()
        self.tab.get_by_test_id("clock").get_by_role("button", name=step, exact=True).click()
        expect(face).not_to_have_text(before)
        return self

    def picture(self, path: Path) -> None:
        """What it looks like now."""
        self.tab.screenshot(path=path)


def _several(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
