"""What is typed, as Slack stores it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workspace.markup import Names, escape, mentions, normalise, pings_everyone, typed, unescape

NAMES = Names({"ada example": "U1", "ada": "U2", "wardline": "UB", "u1": "U1", "U1": "U1"}, {"south": "C1"})

TEXTS = [
    ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
    ("<!channel>", "&lt;!channel&gt;"),
    ("<https://x.example|click>", "&lt;<https://x.example>|click&gt;"),
    ("@Wardline hello", "<@UB> hello"),
    ("@wardline: hello", "<@UB>: hello"),
    ("@Ada Example and @Ada", "<@U1> and <@U2>"),
    ("@Adamant", "@Adamant"),
    ("<@U1> known", "<@U1> known"),
    ("<@U9> unknown", "&lt;@U9&gt; unknown"),
    ("mail me@wardline.example", "mail me@wardline.example"),
    ("@channel @here", "<!channel> <!here>"),
    ("see #south, or #nowhere", "see <#C1|south>, or #nowhere"),
    ("https://x.example/a?b=1&c=2.", "<https://x.example/a?b=1&amp;c=2>."),
    ("SEF-1042 #1042", "SEF-1042 #1042"),
]


@pytest.mark.parametrize(("words", "stored"), TEXTS)
def test_typed_text_is_escaped_and_linked(words: str, stored: str) -> None:
    assert typed(words, NAMES)[0] == stored


def elements(words: str) -> list[Any]:
    blocks = typed(words, NAMES)[1]
    found: list[Any] = blocks[0]["elements"]
    return found


def section(*inner: Any) -> dict[str, Any]:
    shown = [{"type": "text", "text": one} if isinstance(one, str) else one for one in inner]
    return {"type": "rich_text_section", "elements": shown}


RICH = [
    ("plain", [section("plain")]),
    ("two\nlines", [section("two\nlines")]),
    ("a *bold* word", [section("a ", {"type": "text", "text": "bold", "style": {"bold": True}}, " word")]),
    ("snake_case_name", [section("snake_case_name")]),
    ("hi :wave:", [section("hi ", {"type": "emoji", "name": "wave"})]),
    ("> said", [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]}]),
    (
        "- one\n- two",
        [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 0,
                "elements": [section("one"), section("two")],
            }
        ],
    ),
    ("```\n*x*\n```", [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "*x*"}]}]),
    ("@Wardline & <b>", [section({"type": "user", "user_id": "UB"}, " & <b>")]),
]


@pytest.mark.parametrize(("words", "rich"), RICH)
def test_typed_text_becomes_rich_text(words: str, rich: list[Any]) -> None:
    assert elements(words) == rich


@given(some.text())
def test_escaping_loses_nothing(words: str) -> None:
    assert unescape(escape(words)) == words


@given(some.text(alphabet=some.sampled_from("<>!@#|&;aU1 channel")))
def test_nothing_typed_pings_a_channel_unless_it_is_at_channel(words: str) -> None:
    if pings_everyone(typed(words, NAMES)[0]):
        assert "@channel" in words


@given(some.text(max_size=300))
def test_every_word_typed_is_in_the_rich_text(words: str) -> None:
    shown = json.dumps(typed(words, Names({}, {}))[1], ensure_ascii=False)
    for word in words.split():
        letters = "".join(c for c in word if c.isalnum())
        if letters == word:
            assert word in shown


@given(some.text())
def test_normalising_twice_changes_nothing_more(words: str) -> None:
    once = normalise(words)
    assert normalise(once) == once


def test_a_mention_is_of_that_person_only() -> None:
    assert mentions("<@U1> hello", "U1")
    assert mentions("<@U1|ada> hello", "U1")
    assert not mentions("<@U12> hello", "U1")
