"""Block Kit's limits: our numbers against an independent package's, and what Slack calls each mistake."""

from __future__ import annotations

from typing import Any

import pytest
from slackblocks import _limits as independent
from slackblocks._surfaces import _BLOCK_TYPES_BY_SURFACE

from workspace.blockkit import BLOCKS, SURFACES
from workspace.elements import LIMITS
from workspace.limits import (
    Refusal,
    blocks_problems,
    check_message,
    check_metadata,
    check_view,
    view_problems,
)

# Ours on the left, the independent package's on the right.
SAME: dict[str, str] = {
    "message.blocks": "MESSAGE_BLOCKS_MAX_ITEMS",
    "view.blocks": "VIEW_BLOCKS_MAX_ITEMS",
    "section.text": "SECTION_TEXT_MAX_LENGTH",
    "section.field": "SECTION_FIELDS_ITEM_MAX_LENGTH",
    "section.fields": "SECTION_FIELDS_MAX_ITEMS",
    "header.text": "HEADER_TEXT_MAX_LENGTH",
    "context.elements": "CONTEXT_ELEMENTS_MAX_ITEMS",
    "actions.elements": "ACTIONS_ELEMENTS_MAX_ITEMS",
    "image.url": "IMAGE_IMAGE_URL_MAX_LENGTH",
    "image.alt_text": "IMAGE_ALT_TEXT_MAX_LENGTH",
    "image.title": "IMAGE_TITLE_MAX_LENGTH",
    "input.label": "INPUT_LABEL_MAX_LENGTH",
    "input.hint": "INPUT_HINT_MAX_LENGTH",
    "button.text": "BUTTON_TEXT_MAX_LENGTH",
    "button.value": "BUTTON_VALUE_MAX_LENGTH",
    "button.url": "BUTTON_URL_MAX_LENGTH",
    "button.accessibility_label": "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH",
    "option.text": "OPTION_TEXT_MAX_LENGTH",
    "option.value": "OPTION_VALUE_MAX_LENGTH",
    "option.description": "OPTION_DESCRIPTION_MAX_LENGTH",
    "option.url": "OPTION_URL_MAX_LENGTH",
    "option_group.label": "OPTION_GROUP_LABEL_MAX_LENGTH",
    "option_groups": "SELECT_OPTION_GROUPS_MAX_ITEMS",
    "select.options": "SELECT_OPTIONS_MAX_ITEMS",
    "select.placeholder": "SELECT_PLACEHOLDER_MAX_LENGTH",
    "overflow.options": "OVERFLOW_OPTIONS_MAX_ITEMS",
    "checkboxes.options": "CHECKBOXES_OPTIONS_MAX_ITEMS",
    "radio_buttons.options": "RADIO_BUTTONS_OPTIONS_MAX_ITEMS",
    "confirm.title": "CONFIRMATION_TITLE_MAX_LENGTH",
    "confirm.text": "CONFIRMATION_TEXT_MAX_LENGTH",
    "confirm.confirm": "CONFIRMATION_CONFIRM_MAX_LENGTH",
    "confirm.deny": "CONFIRMATION_DENY_MAX_LENGTH",
    "plain_text_input.length": "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX",
    "block_id": "BLOCK_ID_MAX_LENGTH",
    "action_id": "ACTION_ID_MAX_LENGTH",
    "markdown.text": "MARKDOWN_TOTAL_TEXT_MAX_LENGTH",
    "table.rows": "TABLE_ROWS_MAX_ITEMS",
    "table.columns": "TABLE_COLUMNS_MAX_ITEMS",
    "file_input.max_files": "FILE_INPUT_MAX_FILES_MAX",
    "view.title": "VIEW_TITLE_MAX_LENGTH",
    "view.submit": "VIEW_SUBMIT_MAX_LENGTH",
    "view.close": "VIEW_CLOSE_MAX_LENGTH",
    "view.private_metadata": "VIEW_PRIVATE_METADATA_MAX_LENGTH",
    "view.callback_id": "VIEW_CALLBACK_ID_MAX_LENGTH",
    "view.external_id": "VIEW_EXTERNAL_ID_MAX_LENGTH",
    "container.children": "CONTAINER_CHILD_BLOCKS_MAX_ITEMS",
    "card.title": "CARD_TITLE_MAX_LENGTH",
    "card.body": "CARD_BODY_MAX_LENGTH",
    "card.actions": "CARD_ACTIONS_MAX_ITEMS",
    "carousel.cards": "CAROUSEL_ELEMENTS_MAX_ITEMS",
    "alert.text": "ALERT_TEXT_MAX_LENGTH",
}
# Slack says "less than 200" and "less than 50" of these; the package reads that as at most, we as below.
STRICTER = {"video.title": "VIDEO_TITLE_MAX_LENGTH", "video.author_name": "VIDEO_AUTHOR_NAME_MAX_LENGTH"}


@pytest.mark.parametrize("ours", sorted(LIMITS))
def test_our_limit_is_the_independent_packages_limit(ours: str) -> None:
    if ours in STRICTER:
        assert LIMITS[ours] == getattr(independent, STRICTER[ours]) - 1
    else:
        assert LIMITS[ours] == getattr(independent, SAME[ours])


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_blocks_are_allowed_on_the_surfaces_the_independent_package_allows(surface: Any) -> None:
    ours = {name for name in BLOCKS if surface in SURFACES[name]} - {"auth_provider"}
    assert ours == _BLOCK_TYPES_BY_SURFACE[surface]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "go", "text": plain("Go"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": plain(f"Option {number}"), "value": str(number)} for number in range(count)]


def select(count: int = 2, **more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", "options": options(count), **more}


def entry(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "text"}
    return {"type": "input", "label": plain("Words"), "element": element, **more}


RULES = [
    ("fifty blocks are allowed", [{"type": "divider"}] * 50, None),
    ("a fifty-first is not", [{"type": "divider"}] * 51, "/blocks too_many"),
    ("a section of 3,000 characters is allowed", [section("x" * 3000)], None),
    ("one of 3,001 is not", [section("x" * 3001)], "/blocks/0/text/text too_long"),
    ("an empty section text is not", [section("")], "/blocks/0/text/text too_short"),
    ("a section needs text or fields", [{"type": "section"}], "/blocks/0 missing"),
    ("ten fields are allowed", [{"type": "section", "fields": [plain("x")] * 10}], None),
    ("eleven are not", [{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields too_many"),
    ("an unknown block is refused", [{"type": "poster"}], "/blocks/0/type unknown_type"),
    ("a header takes no mrkdwn", [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type unknown_type"),
    ("an unknown key is refused", [section(colour="red")], "/blocks/0 unknown_field"),
    ("a button's text has 75 characters at most", [actions(button(text=plain("x" * 76)))], "/blocks/0/elements/0/text/text too_long"),
    ("a button is primary or danger", [actions(button(style="green"))], "/blocks/0/elements/0/style choice"),
    ("an actions block holds something", [actions()], "/blocks/0/elements too_few"),
    ("actions hold no text input", [actions(entry()["element"])], "/blocks/0/elements/0/type unknown_type"),
    ("two actions of one name in a block clash", [actions(button(), button())], "/blocks/0/elements duplicate"),
    ("two blocks of one name clash", [section(block_id="a"), section(block_id="a")], "/blocks/1/block_id duplicate"),
    ("a select has a hundred options at most", [section(accessory=select(101))], "/blocks/0/accessory/options too_many"),
    ("a select has options or groups", [section(accessory={"type": "static_select"})], "/blocks/0/accessory options"),
    (
        "a select starts with one of its options",
        [section(accessory=select(initial_option={"text": plain("?"), "value": "?"}))],
        "/blocks/0/accessory/initial_option initial",
    ),
    ("a context holds images and text", [{"type": "context", "elements": [button()]}], "/blocks/0/elements/0/type unknown_type"),
    ("an image needs a source", [{"type": "image", "alt_text": "a bin"}], "/blocks/0 image"),
    ("markdown is summed", [{"type": "markdown", "text": "x" * 6001}] * 2, "/blocks too_long"),
    ("twenty-one columns are too many", [{"type": "table", "rows": [[{}] * 21]}], "/blocks/0/rows/0 too_many"),
    ("an alert is not for messages", [{"type": "alert", "text": plain("x")}], "/blocks/0 surface"),
    (
        "a container's own blocks are judged",
        [{"type": "container", "child_blocks": [section("")]}],
        "/blocks/0/child_blocks/0/text/text too_short",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "problem"), [pytest.param(*row[1:], id=row[0]) for row in RULES])
def test_blocks_in_a_message(blocks: list[dict[str, Any]], problem: str | None) -> None:
    found = [f"{one.pointer} {one.code}" for one in blocks_problems(blocks, "message")]
    assert found == ([problem] if problem else [])


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("A form"), "blocks": [section()], **more}


VIEWS = [
    ("a modal with a title and blocks is allowed", modal(), None),
    ("a hundred blocks are allowed", modal(blocks=[{"type": "divider"}] * 100), None),
    ("a hundred and one are not", modal(blocks=[{"type": "divider"}] * 101), "/view/blocks too_many"),
    ("a title has 24 characters at most", modal(title=plain("x" * 25)), "/view/title/text too_long"),
    ("a modal needs a title", {"type": "modal", "blocks": []}, "/view missing"),
    ("an input needs submit", modal(blocks=[entry()]), "/view/submit missing"),
    ("with submit it is allowed", modal(blocks=[entry()], submit=plain("Send")), None),
    ("a Home tab has no title", {"type": "home", "title": plain("x"), "blocks": []}, "/view unknown_field"),
    ("private_metadata ends at 3,000", modal(private_metadata="x" * 3001), "/view/private_metadata too_long"),
    (
        "a table is not for modals",
        modal(blocks=[{"type": "table", "rows": [[{}]]}]),
        "/view/blocks/0 surface",
    ),
    ("a view has a type", {"blocks": []}, "/view/type choice"),
]


@pytest.mark.parametrize(("view", "problem"), [pytest.param(*row[1:], id=row[0]) for row in VIEWS])
def test_views(view: dict[str, Any], problem: str | None) -> None:
    found = [f"{one.pointer} {one.code}" for one in view_problems(view)]
    assert found == ([problem] if problem else [])


MESSAGES = [
    ({"blocks": "words"}, "invalid_blocks_format"),
    ({"blocks": [1]}, "invalid_blocks_format"),
    ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
    ({"blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
    ({"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    ({"attachments": "x"}, "invalid_attachments"),
    ({"attachments": [{"blocks": [section("")]}]}, "invalid_blocks"),
]


@pytest.mark.parametrize(("body", "error"), MESSAGES)
def test_what_slack_calls_a_message_it_refuses(body: dict[str, Any], error: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check_message(body)
    assert refusal.value.error == error


def test_a_refusal_names_the_place_of_every_problem() -> None:
    with pytest.raises(Refusal) as refusal:
        check_message({"blocks": [section(""), {"type": "poster"}]})
    answer = refusal.value.as_json()
    assert answer["errors"] == [
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        "unsupported type: poster [json-pointer:/blocks/1/type]",
    ]
    assert answer["response_metadata"]["messages"][0].startswith("[ERROR] must be more than 0")


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    big = modal(blocks=[section("x" * 2999) for _ in range(90)])
    with pytest.raises(Refusal, match="view_too_large"):
        check_view(big)


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ([], "invalid_metadata_format"),
        ({"event_type": "case"}, "invalid_metadata_format"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "case", "event_payload": {"x": "y" * 20_000}}, "metadata_too_large"),
    ],
)
def test_metadata_has_a_type_and_a_payload(metadata: Any, error: str) -> None:
    with pytest.raises(Refusal, match=error):
        check_metadata(metadata)
