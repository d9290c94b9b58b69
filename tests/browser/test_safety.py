"""Words are words: nothing that anybody writes becomes a script, an outside request or an address that runs."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.house import House
from tests.browser.little_bot import mrkdwn, plain
from tests.browser.page import Page, open_page
from tests.workspace.house import ADA
from workspace import acts
from workspace.server import SlackPerson

ATTACKS = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<svg/onload=window.hit=1>",
    "<a href='javascript:window.hit=1'>press</a>",
    "<javascript:window.hit=1|press me>",
    "<data:text/html,<script>window.hit=1</script>|press me>",
    "https://example.org/'onmouseover='window.hit=1",
    "</textarea><script>window.hit=1</script>",
    "${window.hit=1} {{window.hit=1}} &lt;script&gt;",
    "*<script>*window.hit=1*</script>*",
]


def every_place(attack: str) -> list[dict[str, object]]:
    return [
        {"type": "header", "text": plain(attack[:150])},
        {"type": "section", "text": mrkdwn(attack), "fields": [plain(attack), mrkdwn(attack)]},
        {"type": "context", "elements": [mrkdwn(attack)]},
        {"type": "markdown", "text": f"# {attack}\n- [x] [press]({attack}) {attack}\n\n| {attack} |\n|---|\n| {attack} |"},
        {"type": "image", "image_url": "https://example.org/spy.png", "alt_text": attack},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": attack},
                        {"type": "link", "url": "javascript:window.hit=1", "text": attack},
                    ],
                }
            ],
        },
        {"type": "actions", "elements": [{"type": "button", "action_id": "press", "text": plain(attack[:75]), "url": "javascript:window.hit=1"}]},
    ]  # fmt: skip


def test_an_attack_is_only_words_in_every_place(page: Page, house: House) -> None:
    asked: list[str] = []
    page.tab.on("request", lambda request: asked.append(request.url))
    for number, attack in enumerate(ATTACKS):
        # Put where the page finds them: the workspace would refuse some, as Slack does.
        house.message(house.post("before", [{"type": "divider"}])).blocks = every_place(attack)
        house.say(ADA, f"{attack} typed {number}")
    page.say(ATTACKS[0]).sees(ATTACKS[0])
    page.tab.reload()
    page.ready()
    page.sees(f"typed {len(ATTACKS) - 1}")
    expect(page.tab.locator(".block-header")).to_have_count(len(ATTACKS))
    for node in page.tab.locator(".block-actions button").all()[-2:]:
        node.click()
    expect(page.tab.locator(".busy")).to_have_count(0)
    for link in page.tab.locator(".message a[target]").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
        assert "noopener" in (link.get_attribute("rel") or "")
    assert page.tab.evaluate("window.hit") is None
    assert page.tab.locator("script:not([src='/static/main.js'])").count() == 0
    assert len(page.tab.context.pages) == 1
    assert [url for url in asked if not url.startswith(house.base_url)] == []


def test_a_persons_name_and_title_are_only_words_too(page: Page, chromium: Browser, house: House) -> None:
    people = house.workspace.space.people
    people["U0EVE"] = SlackPerson("U0EVE", "<img src=x onerror=window.hit=1>", "<b>title</b>", "")
    try:
        house.do(acts.invite(house.workspace, ADA, house.room, "U0EVE"))
        house.say("U0EVE", "hello")
        with open_page(chromium, house.base_url) as other:
            other.as_person("Ada Example").open_channel(house.room_name).sees("hello")
            author = other.message("hello").locator(".author")
            expect(author).to_have_text("<img src=x onerror=window.hit=1>")
            author.click()
            expect(other.tab.locator(".profile")).to_contain_text("<b>title</b>")
            assert other.tab.evaluate("window.hit") is None
    finally:
        del people["U0EVE"]
