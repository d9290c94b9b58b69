"""Slack's markup turned into the words a person reads, so that nothing in them pings or formats later. Pure."""

import re
import unicodedata
from datetime import UTC, datetime

_TOKEN = re.compile(r"<([^<>]+)>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the ampersand last

_LONGEST_NAME, _LONGEST_KIND = 120, 12
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10)),
}


def plain_words(text: str, *, bot_user: str | None = None) -> str:
    """What was written: `<!channel>` as "@channel", a link as its words, the bot's own mention left out."""

    def replace(found: re.Match[str]) -> str:
        body = found.group(1)
        target, _, label = body.partition("|")
        if target.startswith("@"):
            return "" if target[1:] == bot_user else f"@{label or target[1:]}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return _special(target, label)
        return label or target.removeprefix("mailto:").removeprefix("tel:")

    words = _TOKEN.sub(replace, text)
    for escaped, character in _ESCAPES:
        words = words.replace(escaped, character)
    return words.strip()


def moment_of(ts: str) -> datetime:
    """When a message was written, by Slack's own timestamp: real time, aware, UTC."""
    return datetime.fromtimestamp(float(ts), UTC)


def _special(target: str, label: str) -> str:
    if target.startswith("!date"):
        return label
    if target.startswith("!subteam"):
        return label or "@group"
    return f"@{target[1:]}"


def file_name(name: str) -> str:
    """A file's name as it goes on to others: one part of a path, of letters that can be seen, and what it ends in is what
    it is taken for."""
    parts = [part for part in re.split(r"[/\\]", name) if part.strip(" .")]
    seen = "".join(c for c in (parts or [""])[-1] if unicodedata.category(c)[0] != "C")
    tidied = re.sub(r'[<>:"|?*\s]+', " ", unicodedata.normalize("NFC", seen)).strip(" .")
    stem, dot, kind = tidied.rpartition(".")
    if len(kind) > _LONGEST_KIND or not dot:
        stem, dot, kind = tidied, "", ""
    if stem.partition(".")[0].strip().upper() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem[: _LONGEST_NAME - len(kind)].rstrip(' .')}{dot}{kind}" if stem else "file"
