"""A line of the log says which case, event and post it belongs to; no token gets through, in either form."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot import logs


@contextmanager
def written(shape: str) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A log, and what goes to the screen of it."""
    screen = io.StringIO()
    log, handler = logging.getLogger("bot.test"), logs.written_to(screen, shape)
    log.addHandler(handler)
    log.setLevel("INFO")
    yield log, screen
    log.removeHandler(handler)
    log.setLevel("NOTSET")


def test_a_line_of_json_says_what_it_is_about() -> None:
    with written("json") as (log, screen):
        with logs.about(inbox=7, event_id="Ev1", case=None):
            log.info("one %s", "thing", extra={"error": "late"})
            logs.bind(case="SEF-1001")
            log.warning("token xoxb-12-abc-DEF and XAPP-1-A2 here")
        log.info("outside")

    one, two, three = map(json.loads, screen.getvalue().splitlines())
    assert {k: one[k] for k in ("level", "logger", "message", "inbox", "event_id", "error")} == {
        "level": "INFO", "logger": "bot.test", "message": "one thing", "inbox": 7, "event_id": "Ev1", "error": "late",
    }  # fmt: skip
    assert "case" not in one
    assert two["case"] == "SEF-1001"
    assert two["message"] == "token xoxb-… and XAPP-… here"
    assert "inbox" not in three
    assert one["at"]


def test_a_plain_line_says_it_at_its_end() -> None:
    with written("plain") as (log, screen), logs.about(outbox=3, case="SEF-1"):
        try:
            raise ValueError("xoxp-secret-1")
        except ValueError:
            log.exception("broken", extra={"error": "x"})

    lines = screen.getvalue().splitlines()
    assert lines[0].endswith("ERROR   bot.test: broken [error=x case=SEF-1 outbox=3]")
    assert "secret" not in screen.getvalue()
