"""No token and no password in a log line, whoever writes it: our code, a library, a traceback, a level of DEBUG."""

import logging
import re
from collections.abc import Iterable

HIDDEN = "[secret]"

_SHAPES = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"  # Slack's tokens
    r"|(?<=ticket=)[^\s&'\"]+"  # of a Socket Mode address
    r"|(?<=Bearer )[^\s'\",)]+|(?<=://)[^\s/:@'\"]+:[^\s/@'\"]+(?=@)"
    r"|(?<=hooks\.slack\.com/)[^\s'\"<>]+",  # who has the address of an answer may answer
    re.IGNORECASE,
)
_FORMATTER = logging.Formatter()


class Secrecy(logging.Filter):
    """On a handler: hides the settings' own secrets, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        # The short ones are no secrets, and would blot out words.
        self._secrets = sorted({each for each in secrets if len(each) >= 8}, key=len, reverse=True)

    def hide(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _SHAPES.sub(HIDDEN, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """The record's text is made here, so that no formatter after it finds the secret in an argument."""
        record.msg, record.args = self.hide(_message_of(record)), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text, record.exc_info = self.hide(record.exc_text), None
        if record.stack_info:
            record.stack_info = self.hide(record.stack_info)
        for name, value in record.__dict__.items():
            if isinstance(value, str) and name not in ("msg", "exc_text", "stack_info"):
                record.__dict__[name] = self.hide(value)
        return True


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit: a slip in a library
        return str(record.msg)


def keep_secret(secrets: Iterable[str]) -> None:
    """From now on, in all that the process logs."""
    secrecy = Secrecy(secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(secrecy)
