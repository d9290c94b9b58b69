"""Which addresses the bot calls: Slack's own, and the Web API's base from the settings. No other is ever called, whoever
names it; links in messages are words."""

from urllib.parse import SplitResult, urlsplit

HOSTS = ("slack.com",)  # and what lies under them
_DECEIVING = frozenset("\\@ \t\r\n")  # libraries disagree on which host these leave


class Addresses:
    """`base_url` is the Web API's: a local workspace's, or Slack's."""

    def __init__(self, base_url: str) -> None:
        self._base = urlsplit(base_url)

    def are_slacks(self, url: object) -> bool:
        parts = _parts(url)
        if parts is None:
            return False
        if _place(parts) == _place(self._base):
            return True
        host = parts.hostname or ""
        known = any(host == name or host.endswith(f".{name}") for name in HOSTS)
        return known and parts.scheme == "https" and parts.port in (None, 443)


def _parts(url: object) -> SplitResult | None:
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or _DECEIVING & set(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that cannot be
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def _place(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
