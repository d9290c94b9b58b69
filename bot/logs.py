"""How the log is written: plain for a person, JSON for a program. Every line says which case, event and post it belongs to;
none holds anybody's words, and no token gets through."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

OURS = ("bot", "handlers", "casework", "directory", "storage", "workspace")
FIELDS = ("case", "event_id", "inbox", "outbox")  # what a line can be about
SHAPES = ("plain", "json")

_ABOUT: ContextVar[dict[str, Any]] = ContextVar("about", default={})  # noqa: B039 (never changed in place)
_TOKEN = re.compile(r"\b(xox[a-z]|xapp)-[\w-]+", re.IGNORECASE)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", *FIELDS}


@contextmanager
def about(**fields: Any) -> Iterator[None]:
    """Lines that are logged in here, also on a transaction's thread, say what they are about."""
    token = _ABOUT.set(
        {**_ABOUT.get(), **{name: value for name, value in fields.items() if value is not None}}
    )
    try:
        yield
    finally:
        _ABOUT.reset(token)


def bind(**fields: Any) -> None:
    """The same until the task ends, or what is around it."""
    _ABOUT.set({**_ABOUT.get(), **{name: value for name, value in fields.items() if value is not None}})


def set_up(level: str, shape: str = "plain") -> None:
    """Wardline's own log at the level asked for; the libraries' only from warnings up."""
    logging.basicConfig(level="WARNING", handlers=[written_to(sys.stderr, shape)])
    for package in OURS:
        logging.getLogger(package).setLevel(level)


def written_to(stream: TextIO, shape: str) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.addFilter(_say_what_about)
    handler.setFormatter(_Json() if shape == "json" else _Plain())
    return handler


def _say_what_about(record: logging.LogRecord) -> bool:
    for name, value in _ABOUT.get().items():
        if not hasattr(record, name):
            setattr(record, name, value)
    return True


class _Plain(logging.Formatter):
    """Time, level, module and message, then what the line is about."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in _OWN}
        extra |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        said = " ".join(f"{name}={value}" for name, value in extra.items())
        return super().formatMessage(record) + (f" [{said}]" if said else "")

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(r"\1-…", super().format(record))


class _Json(JsonFormatter):
    """One object a line: `at`, `level`, `logger`, `message`, and what the line is about."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
            json_ensure_ascii=False,
        )

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(r"\1-…", super().format(record))
