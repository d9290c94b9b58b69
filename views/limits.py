"""Slack's limits on what is shown, and cutting to them. Numbers from Slack's reference (Block Kit, messages, views).

The local workspace judges by limits of its own, written apart; a test compares both with an independent package."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 4_000
SECTION_TEXT = 3_000
FIELD_TEXT = 2_000
FIELDS = 10
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
OPTION_TEXT = 75
OPTION_VALUE = 150
OVERFLOW_OPTIONS = 5
SELECT_OPTIONS = 100
CHECKBOXES = 10
VIEW_TITLE = 24
INPUT_LABEL = 2_000
PRIVATE_METADATA = 3_000
PLAIN_INPUT = 3_000


def cut(text: str, limit: int) -> str:
    """`text`, with an ellipsis where it had to be cut to `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
