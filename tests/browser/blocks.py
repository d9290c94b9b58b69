"""One of every block and element that Slack has and the bot may send; the words that must be seen of each."""

from __future__ import annotations

from typing import Any

from tests.browser.little_bot import button, mrkdwn, option, plain

Json = dict[str, Any]
TEXT = {"type": "text", "text": "a word"}
EVERY: list[tuple[Json, str]] = [
    ({"type": "header", "text": plain("SEF-1042 :round_pushpin:")}, "SEF-1042"),
    ({"type": "section", "text": mrkdwn("*Stanley Road*, ~Bootle~ `x`")}, "Stanley Road"),
    ({"type": "section", "fields": [mrkdwn("*Ward*\nLinacre"), plain("A field")]}, "Linacre"),
    ({"type": "section", "text": plain("With a button"), "accessory": button("Press me", "press")}, "Press me"),
    ({"type": "divider"}, ""),
    ({"type": "context", "elements": [mrkdwn("_due_ soon"), plain("plain words")]}, "due"),
    ({"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a map", "title": plain("Where")}, "a map"),
    ({"type": "markdown", "text": "## Open cases\n\n- [x] told\n- done by **police**\n\n| Ref | Due |\n|---|---|\n| 1042 | 7 Dec |"}, "7 Dec"),
    (
        {
            "type": "table",
            "column_settings": [{"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": "Case"}, {"type": "raw_text", "text": "State"}],
                [{"type": "raw_text", "text": "SEF-7"}, {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [TEXT]}]}],
            ],
        },
        "SEF-7",
    ),
    (
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [TEXT | {"style": {"bold": True, "italic": True}}, {"type": "link", "url": "https://example.org", "text": "a link"}, {"type": "emoji", "name": "eyes"}, {"type": "user", "user_id": "U0BEN"}, {"type": "channel", "channel_id": "C0OPEN"}, {"type": "broadcast", "range": "here"}]},
                {"type": "rich_text_list", "style": "ordered", "indent": 0, "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first step"}]}]},
                {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "nested step"}]}]},
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "kept  as is"}]},
            ],
        },
        "nested step",
    ),
    (
        {
            "type": "actions",
            "elements": [
                button("Plain", "press"),
                button("Primary", "press2", style="primary"),
                button("Danger", "press3", style="danger"),
                button("Link", "press4", url="https://example.org"),
                {"type": "static_select", "action_id": "e1", "placeholder": plain("Choose a service"), "options": [option("Litter bins")]},
                {"type": "static_select", "action_id": "e1g", "placeholder": plain("In groups"), "option_groups": [{"label": plain("Streets"), "options": [option("Potholes")]}]},
                {"type": "external_select", "action_id": "e2", "placeholder": plain("Find an officer")},
                {"type": "users_select", "action_id": "e3", "placeholder": plain("Choose a person")},
                {"type": "conversations_select", "action_id": "e4", "placeholder": plain("Choose a conversation")},
                {"type": "channels_select", "action_id": "e5", "placeholder": plain("Choose a channel")},
                {"type": "overflow", "action_id": "e6", "options": [option("Assign")]},
                {"type": "datepicker", "action_id": "e7", "initial_date": "2026-11-25"},
                {"type": "timepicker", "action_id": "e8", "initial_time": "09:30"},
            ],
        },
        "Wed 25 Nov 2026",
    ),
    ({"type": "section", "text": plain("Several people"), "accessory": {"type": "multi_users_select", "action_id": "e9", "placeholder": plain("Pick people"), "initial_users": ["U0BEN"]}}, "Ben Example"),
    ({"type": "section", "text": plain("Several options"), "accessory": {"type": "multi_static_select", "action_id": "e10", "placeholder": plain("Pick some"), "options": [option("One"), option("Two")]}}, "Pick some"),
    ({"type": "section", "text": plain("Sorted?"), "accessory": {"type": "radio_buttons", "action_id": "e11", "options": [option("Yes", description=plain("close it")), option("No")]}}, "close it"),
    ({"type": "section", "text": plain("Which?"), "accessory": {"type": "checkboxes", "action_id": "e12", "options": [option("Police")]}}, "Police"),
    ({"type": "actions", "elements": [{"type": "datetimepicker", "action_id": "e13", "initial_date_time": 1782900000}]}, "Wed 1 Jul 2026"),
]  # fmt: skip

CARD: list[Json] = [
    {"type": "header", "text": plain("SEF-1042 · Litter bins")},
    {
        "type": "section",
        "text": mrkdwn(
            "*Overflowing bins on Stanley Road, Bootle*\n&gt; bins overflowing on Stanley Road in Bootle"
        ),
        "accessory": {
            "type": "overflow",
            "action_id": "press",
            "options": [option("Assign"), option("Re-route")],
        },
    },
    {"type": "section", "fields": [mrkdwn("*Ward*\nLinacre"), mrkdwn("*Contact*\n<@U0BEN>")]},
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            button("Acknowledge", "press", style="primary", value="1042"),
            button("Reply", "form.open", value="1042"),
            button(
                "Withdraw",
                "press9",
                style="danger",
                confirm={
                    "title": plain("Withdraw SEF-1042?"),
                    "text": mrkdwn("It closes *at once*."),
                    "confirm": plain("Withdraw it"),
                    "deny": plain("Keep it"),
                    "style": "danger",
                },
            ),
        ],
    },
]
