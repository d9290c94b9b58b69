"""The council's words, compiled and read, with a bar for the person who waits for it. Imports no database."""

from collections.abc import Iterable
from pathlib import Path

from bot.commands.screen import progress
from directory.council import Council, Street
from directory.matching.compile import compile_council
from directory.matching.compiled import Ready
from directory.matching.corrections import Correction
from directory.matching.matcher import Matcher
from directory.matching.questions import prefixes_of


def compiled(council: Council, target: Path, corrections: Iterable[Correction] = ()) -> Ready:
    """The folders below `target` with the council's words and places; made when they are new: words take a while."""
    with progress("Learning the council's words (once for each change of them)"):
        return compile_council(council, target, corrections)


def matcher(
    council: Council,
    target: Path,
    streets: Iterable[Street] | None = None,
    corrections: Iterable[Correction] = (),
) -> Matcher:
    """The matcher for a council; `streets` are known besides the council's own, `corrections` taught besides it."""
    taught, more = list(corrections), None if streets is None else list(streets)
    while True:
        ready = compiled(council, target, taught)
        try:
            return Matcher.load(ready, streets=more, prefixes=prefixes_of(council))
        except FileNotFoundError:
            # A bot has other corrections in force, and has forgotten these before they were read.
            if ready.words.is_dir():
                raise
