"""`wardline directory load`: a folder's council into the database, with who and why; or what that would change."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bot.clock import real_time
from bot.commands import opening
from bot.commands.directory import say_faults, summary
from bot.commands.screen import is_watched, say, table, warn
from bot.commands.words import compiled
from bot.settings import Settings
from casework import corrections
from directory import changes
from directory.changes import UndoesCorrections, Undone
from directory.council import Council
from directory.differences import Change, Differences, written
from directory.files import survey
from directory.matching.corrections import places_of

MOST = 50  # changes of a noun that a person is shown
_SIGNS = {"added": "+", "changed": "~", "gone": "−"}
_KEPT = "Leave and Slack accounts that were entered in Slack stay."


@opening.says()
def load(folder: Path, *, why: str, by: str, undo: bool) -> int:
    """Make the database's council the folder's, in one transaction; nothing where there is a fault."""
    council = _read(folder)
    if council is None:
        warn("Nothing was loaded.")
        return 1
    settings = opening.settings(needs_slack=False)
    if by and by not in {person.key for person in council.people}:
        warn(
            f"There is nobody with the key “{by}” in people.csv: give a key that stands there, or leave out --by."
        )
        return 2
    with opening.database(settings.database_url, may_make=True).read() as session:
        taught = corrections.taught(session, places_of(council))
    compiled(council, settings.directory, taught)
    try:
        found = _take_up(settings, council, why or f"loaded from {folder}", by or changes.BY_FILES, undo=undo)
    except UndoesCorrections as refused:
        _say_undone(refused.undone)
        warn("Nothing was loaded. Put them into the files, or load with --undo-corrections to lose them.")
        return 1
    if not found:
        say("Nothing is different: nothing was loaded.")
        return 0
    say(f"Loaded {summary(council)}: {_numbers(found.changes)}. A running bot takes it up within a minute.")
    return 0


@opening.says()
def diff(folder: Path) -> int:
    """What a load would change, and which corrections it would undo. Nothing is loaded."""
    council = _read(folder)
    if council is None:
        return 1
    database = opening.database(opening.settings(needs_slack=False).database_url)
    with database.read() as session:
        found, undone = changes.compare(session, council)
    if is_watched():
        _show(found)
    else:
        table(["noun", "change", "entry", "field", "before", "after"], _lines(found))
    _say_undone(undone)
    return 0


def _read(folder: Path) -> Council | None:
    """The folder's council, its faults said; None where one of them stops it."""
    council, faults = survey(folder)
    say_faults(faults)
    return None if any(fault.stops for fault in faults) else council


def _take_up(settings: Settings, council: Council, why: str, by: str, *, undo: bool) -> Differences:
    with opening.database(settings.database_url).write() as session:
        return changes.take_up(session, council, why=why, by=by, now=real_time(), undo=undo)


def _show(found: Differences) -> None:
    """For a person: the numbers of each noun first, then its rows, as many as can be read."""
    if not found:
        say("Nothing is different.")
        return
    for noun in found.nouns:
        rows = found.of(noun)
        say(f"{noun}: {_numbers(rows)}")
        if noun in found.orders:
            say("  the order of the rows is another one")
        for change in islice(rows, MOST):
            say(f"  {_SIGNS[change.what]} {change.entry}")
            for name, before, after in change.changed_fields():
                say(f"      {name}: {_shown(before)} → {_shown(after)}")
        if len(rows) > MOST:
            say(f"  and {len(rows) - MOST:,} more")
    say(f"Nothing was loaded: this is what would change. {_KEPT}")


def _lines(found: Differences) -> Iterator[list[str]]:
    """For a program: a line for each row that is new or gone, and for each changed field."""
    for noun in found.nouns:
        if noun in found.orders:
            yield [noun, "order", "", "", "", ""]
        for change in found.of(noun):
            told = change.changed_fields() or [("", "", "")]
            for name, before, after in told:
                yield [noun, change.what, change.entry, name, written(before), written(after)]


def _numbers(rows: tuple[Change, ...] | list[Change]) -> str:
    counts = ((what, sum(change.what == what for change in rows)) for what in _SIGNS)
    return ", ".join(f"{count:,} {what}" for what, count in counts if count) or "the same rows"


def _shown(value: object) -> str:
    text = written(value)
    return f"“{text}”" if text else "nothing"


def _say_undone(undone: list[Undone] | tuple[Undone, ...]) -> None:
    for each in undone[:MOST]:
        warn(
            f"{each.noun} {each.entry}: the files would undo what {each.by} corrected on {each.at:%d %B %Y} "
            f"(“{each.why}”)."
        )
    if len(undone) > MOST:
        warn(f"And {len(undone) - MOST:,} more corrections.")
