"""Slack's limits on what is shown, and cutting to them. Numbers from Slack's reference (Block Kit, messages, views).

The local workspace judges by limits of its own, written apart; a test compares both with an independent package."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 4_000
QUOTED = 2_800  # of somebody's words in one block, of ours
MESSAGE_WORDS = (
    10_000  # above the buttons of a message, of ours: Slack refuses about 13,200 in all (bolt-js #2509)
)
MESSAGE_BLOCK_TEXT = 12_800  # of all blocks of a message together, below what Slack refuses
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


def pieces(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` characters, parted between words where that can be; nothing is lost."""
    found = []
    while len(text) > limit:
        space = max(text.rfind(" ", 1, limit), text.rfind("\n", 1, limit))
        at = space + 1 if space > 0 else limit
        found.append(text[:at])
        text = text[at:]
    return [*found, text]


def cut(text: str, limit: int) -> str:
    """`text`, with an ellipsis where it had to be cut to `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
