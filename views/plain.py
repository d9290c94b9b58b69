"""What somebody wrote, made harmless for a line of ours: it is shown, and it does nothing. Pure.

Names, places, file names and the like stand in the bot's own lines; whole messages stand in quotes of their own."""

import re

# What is not seen and yet does something: it turns the line about, hides a letter, ends a line or the text. The joiners
# inside emoji and of scripts that need them stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\u0085\u2028\u2029]")
_SPACES = re.compile(r"\s*\n\s*")
# A mark formats at the edge of a word; inside one, as in first_last, it is a letter.
_MARK = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_LOOKS_LIKE = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}
_EMOJI = re.compile(r":(?=(?:[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*|[+-]1):)")
_QUOTE = re.compile(r"^\s*>+", re.MULTILINE)


def visible(text: str) -> str:
    """Without what cannot be seen; line ends as they are everywhere."""
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    return _SPACES.sub(" ", visible(text))


def no_emoji(text: str) -> str:
    """A colon that opens an emoji's name looks the same, and opens none."""
    return _EMOJI.sub("꞉", text)


def escaped(text: str) -> str:
    """Slack's three escapes: no mention, no link, no broadcast."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """Words inside a line of ours: they stay on it, and format, quote, mention and link nothing."""
    return harmless_lines(one_line(text))


def harmless_lines(text: str) -> str:
    """The same for words that may have several lines; none of them begins a quotation."""
    return escaped(_QUOTE.sub("›", _without_marks(visible(text))))


def _without_marks(text: str) -> str:
    return no_emoji(_MARK.sub(lambda found: _LOOKS_LIKE[found.group()], text))
