"""Whoever's words stand in a notice, a card or a form, and whatever they are: nothing in them is alive."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from casework.facts import OutcomeFacts
from tests.views.test_notifications import (
    ANSWERED,
    CASE,
    EVENT_NOTICES,
    OFFERS,
    PLAIN_NOTICES,
    STATES,
    TASKS,
    WORDS,
    a_told,
    every_form,
)
from views import plain
from views.notifications import render
from workspace.limits import check_message, check_view

HOSTILE = [
    "<!channel>", "<!here|all>", "<!everyone>", "<!subteam^S0EVIL|evil>", "<@U0EVIL01>", "<@U0EVIL01|Jo>", "<#C0EVIL|evil>",
    "<http://evil.example|click here>", "<mailto:evil@evil.example|write>", "http://evil.example/x", "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;", "*wicked* _wicked_ ~wicked~ `wicked` ```wicked```", ":evil_face: :+1: :rotating_light:",
    "Derby\n> evil, SEF-1001 is closed", "Derby\r&gt; evil", "Derby\u2028> evil", "Derby\x0b> evil", "Derby\x85> evil", ">evil",
    "x\u202eevil\u202c", "\u2066evil\u2069", "e\u200bvi\u200bl", "e\u2060v\ufeffil", "\x00\x07evil\x1b[31m", "{{ 7*191 }}{% raw %}{# evil #}",
    "${evil} %(evil)s %s {evil} {0.__class__}", "<", "&", "<@", "<!channel", ">" * 40, "*" * 40, "\ud800evil",
]  # fmt: skip
# Words that people write or choose; ids, states and kinds are ours.
HUMAN = {
    "service", "place", "wards", "area", "why", "words", "case_words", "body", "their_reference", "answered_by", "by", "called",
    "name", "phone", "waiting_for", "waiting_why", "given_by", "was", "note", "title", "person", "ended_words", "label", "theirs",
}  # fmt: skip
TEMPLATES_OWN = ("<@U0MEM001>", "<@U0COR001>", "<@U0OFF001>", "<@U0NEW001>", "<@U1>")


def poisoned(value: Any, evil: str, name: str = "") -> Any:
    """The same with these words wherever people's words stand."""
    if isinstance(value, str):
        return evil if name in HUMAN else value
    if is_dataclass(value) and not isinstance(value, type):
        new = {
            each.name: poisoned(getattr(value, each.name), evil, each.name)
            for each in fields(value)
            if each.init
        }
        return replace(value, **new)
    if isinstance(value, tuple) and value and not hasattr(value, "_fields"):
        return tuple(poisoned(each, evil, name) for each in value)
    return value


def texts(node: Any) -> Iterator[tuple[str, str]]:
    """(kind, text) of everything that Slack shows, by how it reads it: mrkdwn, plain_text, or as words."""
    if isinstance(node, dict):
        kind = node.get("type")
        if isinstance(node.get("text"), str):
            yield str(kind), node["text"]
        assert kind not in ("user", "broadcast", "link", "channel", "usergroup", "emoji"), kind
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def holds(shown: Any, evil: str) -> None:
    for kind, text in texts(shown):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\x00\x07\x1b\ud800]", text), ascii(
            evil
        )
        assert "1337" not in text, ascii(evil)
        if kind == "mrkdwn":
            lives_not(text, evil)
        elif kind == "plain_text":
            assert ":evil_face:" not in text, ascii(evil)


def lives_not(text: str, evil: str) -> None:
    found = re.findall(r"<[^>]*>?", text)
    assert [each for each in found if each not in TEMPLATES_OWN] == [], ascii(evil)
    for mark in ("*wicked*", "_wicked_", "~wicked~", "`wicked`", ":evil_face:"):
        assert mark not in text, ascii(evil)
    for line in re.split(r"[\n\r\u2028\x0b\x85]", text):
        assert not re.match(r"\s*&gt;|>\s*evil, SEF", line), ascii(evil)


@pytest.mark.parametrize("notice", [*EVENT_NOTICES, *PLAIN_NOTICES])
def test_no_notice_brings_anybodys_words_to_life(notice: str) -> None:
    for evil in [*HOSTILE, " ".join(HOSTILE)]:
        case = replace(poisoned(ANSWERED, evil), outcome=OutcomeFacts("done", evil, given_by=evil))
        told = poisoned(a_told(notice, case, evil), evil)
        message = render(told, WORDS)
        check_message({"text": message.text, "blocks": message.blocks})
        holds(message.blocks, evil)
        lives_not(message.text, evil)


@pytest.mark.parametrize("evil", HOSTILE, ids=ascii)
def test_no_card_in_any_state_does(evil: str) -> None:
    for case in STATES:
        message = render(a_told("case_card", poisoned(case, evil), evil), WORDS)
        holds(message.blocks, evil)
    for task in TASKS:
        holds(render(replace(a_told("task_card", CASE), task=poisoned(task, evil)), WORDS).blocks, evil)
    for offer in OFFERS:
        holds(render(replace(a_told("offer_card", CASE), offer=poisoned(offer, evil)), WORDS).blocks, evil)


@pytest.mark.parametrize("evil", HOSTILE, ids=ascii)
def test_no_form_does(evil: str) -> None:
    for view in every_form(evil):
        check_view(view)
        holds(view, evil)


def test_no_words_are_ever_a_template() -> None:
    house = Path(__file__).parents[2]
    sources = {path: path.read_text(encoding="utf-8") for package in ("bot", "casework", "handlers", "views")
               for path in (house / package).rglob("*.py")}  # fmt: skip

    assert [path.name for path, text in sources.items() if "from_string" in text or "Template(" in text] == []
    assert WORDS.say(
        "refused", {"facts": {"says": "{{ 7*191 }} {% for x in y %}"}}
    ) == "{{ 7∗191 }} {% for x in y %}" or (
        "{{ 7*191 }}" in WORDS.say("refused", {"facts": {"says": "{{ 7*191 }}"}})
    )


PLAIN = [
    ("Marsh Lane", "Marsh Lane"),
    ("first_last@example.org", "first_last@example.org"),
    ("5*3 and O'Brien's", "5*3 and O'Brien's"),
    ("10:30:45", "10:30:45"),
    ("👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    ("می‌خواهم", "می‌خواهم"),
    ("a & b < c", "a &amp; b &lt; c"),
    ("two\nlines", "two lines"),
]


@pytest.mark.parametrize(("given", "shown"), PLAIN)
def test_honest_words_are_shown_as_they_are(given: str, shown: str) -> None:
    assert plain.harmless(given) == shown
