"""`wardline match`: messages read as the bot would, from standard input, without Slack and without a database."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.commands import words
from bot.commands.screen import say, says
from directory.council import Street
from directory.faults import DirectoryFaults
from directory.files import read_council
from directory.matching.compile import CompileFailed
from directory.matching.lines import answered
from directory.matching.placenames import read_streets
from directory.responsibility import Roster


class NoStreets(Exception):
    """The file of streets cannot be used; the text names it."""


@says(DirectoryFaults, NoStreets, CompileFailed)
def match(folder: Path, streets: Path | None, kept: Path) -> int:
    """Answer each line as soon as it is there; a line that cannot be read is answered too, and stops no other.

    `kept` is where compiled words stay from one start to the next.
    """
    more = _streets(streets) if streets else None
    council = read_council(folder)
    matcher = words.matcher(council, kept, more)
    today = date.today()  # noqa: DTZ011 (posts and wards are of the council's own day)
    try:
        for answer in answered(_lines(), matcher, Roster.of(council), on=today):
            say(answer)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read has enough
    return 0


def _lines() -> Iterable[str]:
    return (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)


def _streets(path: Path) -> list[Street]:
    try:
        return read_streets(path)
    except (OSError, ValueError) as fault:
        raise NoStreets(f"{path} cannot be read as a list of streets: {fault}") from None
