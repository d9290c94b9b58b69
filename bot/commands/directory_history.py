"""`wardline directory history`: who changed what in the directory, when, why, before and after."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.commands import opening
from bot.commands.screen import is_watched, say, table, warn
from casework import cut_overs
from casework.working_time import LONDON
from directory import changes
from directory.differences import NOUNS, written
from storage.directory_changes import DirectoryChange

COLUMNS = ("when", "who", "why", "change", "entry", "field", "before", "after")
_MOST = 5  # names of a group that one line shows


@opening.says()
def history(noun: str, entry: str) -> int:
    """Newest last, so that it stands above the prompt."""
    if noun not in (*NOUNS, changes.LOADS, cut_overs.NOUN):
        warn(f"There is no “{noun}”. There are: {', '.join(NOUNS)}; {changes.LOADS} and {cut_overs.NOUN}.")
        return 2
    with opening.at_hand() as (database, _), database.read() as session:
        found = changes.history(session, noun, entry)
        if not is_watched():
            table(COLUMNS, (line for change in found for line in _lines(change)))
            return 0
        for change in found:
            _show(change)
    if not found:
        say(f"Nothing is written down about {noun}{f' “{entry}”' if entry else ''}.")
    return 0


def _show(change: DirectoryChange) -> None:
    when = change.at.astimezone(LONDON)
    say(f"{when:%d %b %Y %H:%M}  {change.by}: {change.why}")
    for _, _, _, what, entry, name, before, after in _lines(change):
        values = f": {name} {before or 'nothing'} → {after or 'nothing'}" if name else ""
        say(f"    {what} {entry}{values}")


def _lines(change: DirectoryChange) -> Iterator[tuple[str, ...]]:
    """One line for each field that changed; one for a row that is new or gone."""
    told = (change.at.astimezone(LONDON).isoformat(timespec="minutes"), change.by, change.why)
    before, after = change.before or {}, change.after or {}
    what = "added" if not before else "changed" if after else "gone"
    if "rows" in before or "rows" in after:
        yield (*told, what, change.entry, "rows", _names(before), _names(after))
        return
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if what != "changed" or not fields:
        yield (*told, what, change.entry, "", "", "")
        return
    for name in fields:
        yield (*told, what, change.entry, name, written(before.get(name)), written(after.get(name)))


def _names(side: Mapping[str, Any]) -> str:
    rows = side.get("rows", [])
    more = f" and {len(rows) - _MOST:,} more" if len(rows) > _MOST else ""
    return "; ".join(rows[:_MOST]) + more
