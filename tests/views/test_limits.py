"""The numbers we cut to, against an independent package's."""

import pytest
from slackblocks import _limits as independent

from views import limits
from workspace.elements import LIMITS as JUDGED

SAME = {
    "MESSAGE_BLOCKS": ("MESSAGE_BLOCKS_MAX_ITEMS", "message.blocks"),
    "VIEW_BLOCKS": ("VIEW_BLOCKS_MAX_ITEMS", "view.blocks"),
    "SECTION_TEXT": ("SECTION_TEXT_MAX_LENGTH", "section.text"),
    "FIELD_TEXT": ("SECTION_FIELDS_ITEM_MAX_LENGTH", "section.field"),
    "FIELDS": ("SECTION_FIELDS_MAX_ITEMS", "section.fields"),
    "HEADER_TEXT": ("HEADER_TEXT_MAX_LENGTH", "header.text"),
    "CONTEXT_ELEMENTS": ("CONTEXT_ELEMENTS_MAX_ITEMS", "context.elements"),
    "ACTIONS_ELEMENTS": ("ACTIONS_ELEMENTS_MAX_ITEMS", "actions.elements"),
    "BUTTON_TEXT": ("BUTTON_TEXT_MAX_LENGTH", "button.text"),
    "BUTTON_VALUE": ("BUTTON_VALUE_MAX_LENGTH", "button.value"),
}


@pytest.mark.parametrize(("ours", "theirs"), SAME.items())
def test_our_limits_are_slacks(ours: str, theirs: tuple[str, str]) -> None:
    package, workspace = theirs

    assert getattr(limits, ours) == getattr(independent, package)
    assert getattr(limits, ours) == JUDGED[workspace]


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("short", 10, "short"), ("exactly ten", 11, "exactly ten"), ("too long by far", 8, "too lon…")],
)
def test_cutting_shows_that_something_was_cut(text: str, limit: int, cut: str) -> None:
    assert limits.cut(text, limit) == cut
