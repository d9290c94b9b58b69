"""The council's words, compiled and read, with a bar for the person who waits for it. Imports no database."""

from collections.abc import Iterable
from pathlib import Path

from bot.commands.screen import progress
from directory.council import Council, Street
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher

PREFIX = "SEF"  # of case references, where the council's standards name no other


def compiled(council: Council, target: Path) -> Path:
    """The folder below `target` with the council's words; made when they are new, which takes some seconds."""
    with progress("Learning the council's words (once for each change of them)"):
        return compile_council(council, target)


def matcher(council: Council, target: Path, streets: Iterable[Street] | None = None) -> Matcher:
    """The matcher for a council; `streets` are known besides the council's own."""
    prefixes = {row.value for row in council.standards if row.name == "reference_prefix"} or {PREFIX}
    return Matcher.load(compiled(council, target), streets=streets, prefixes=sorted(prefixes))
