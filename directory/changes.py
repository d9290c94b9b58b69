"""Changes of the directory and their history: a council taken up from its files, with who did it and why, and with a
halt where the files would undo what somebody corrected in Slack. What is different is found in differences.py."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory import loading
from directory.council import Council, Row
from directory.differences import (
    ORDERED,
    Change,
    Differences,
    as_kept,
    differences,
    entry_of,
    with_bindings,
)
from storage import Session
from storage import council as stored
from storage import directory_changes as kept
from storage.directory_changes import DirectoryChange

# What the history calls a load as a whole. What came after the last one was corrected by people.
LOADS = "loads"
BY_FILES = "directory load"
ORDER = "(order)"

# Beyond this many changed rows in one load, these nouns have one entry for each group: for each service, each ward.
MANY = 500
_GROUPED = {"phrases": ("service", "phrase"), "streets": ("ward", "street")}


@dataclass(frozen=True, slots=True)
class Undone:
    """A correction that a load would undo."""

    noun: str
    entry: str
    by: str
    why: str
    at: datetime


class UndoesCorrections(Exception):
    """The files would undo what was corrected since the last load. Nothing was changed."""

    def __init__(self, undone: Sequence[Undone]) -> None:
        super().__init__(f"{len(undone)} corrections would be undone")
        self.undone = tuple(undone)


def compare(session: Session, council: Council) -> tuple[Differences, list[Undone]]:
    """What a load of this council would change, and which corrections it would undo."""
    return _against(session, loading.read(session, entered=False), council)


def take_up(
    session: Session, council: Council, *, why: str, by: str = BY_FILES, now: datetime, undo: bool = False
) -> Differences:
    """Make the database's directory this council and write down every change; where nothing is different, nothing is
    written. `undo`: also where that undoes corrections; otherwise raises UndoesCorrections."""
    stored.hold(session)
    old = loading.read(session, entered=False)
    found, undone = _against(session, old, council)
    if undone and not undo:
        raise UndoesCorrections(undone)
    if found:
        loading.load(session, council, found.nouns)
        rows = [*_records(found), *_orders(old, council, found), _load_record(found)]
        kept.write(session, [{**row, "by": by, "why": why, "at": now} for row in rows])
    return found


def record(session: Session, changes: Iterable[Change], *, why: str, by: str, now: datetime) -> None:
    """What somebody changed outside a load: written down, and the directory is another one from now on."""
    kept.write(session, [{**_record(change), "by": by, "why": why, "at": now} for change in changes])
    stored.changed(session)


def amend(
    session: Session, council: Council, changed: Iterable[Change], *, why: str, by: str, now: datetime
) -> None:
    """Some rows of the database's directory are others, and `council` is what it becomes: loaded and written down.
    Whoever made it of what was read has held the directory since."""
    changed = tuple(changed)
    loading.load(session, council, {change.noun for change in changed})
    record(session, changed, why=why, by=by, now=now)


def history(session: Session, noun: str, entry: str = "") -> list[DirectoryChange]:
    """Oldest first. `entry` is a row's whole key or a part of it, in any capitals."""
    wanted = entry.casefold()
    return [change for change in kept.of_noun(session, noun) if _is_about(change, wanted)]


def _is_about(change: DirectoryChange, wanted: str) -> bool:
    if not wanted or wanted in (change.entry.casefold(), *change.entry.casefold().split(" | ")):
        return True
    grouped = [name for side in (change.before, change.after) for name in (side or {}).get("rows", ())]
    return any(wanted == name.casefold() for name in grouped)


# Corrections that a load would undo


def _against(session: Session, old: Council, council: Council) -> tuple[Differences, list[Undone]]:
    found = differences(old, with_bindings(old, council))
    return found, list(_undone(found, kept.since_last(session, LOADS)))


def _undone(found: Differences, corrections: Sequence[DirectoryChange]) -> Iterator[Undone]:
    by_entry: dict[tuple[str, str], list[DirectoryChange]] = {}
    for each in corrections:
        by_entry.setdefault((each.noun, each.entry.casefold()), []).append(each)
    for change in found.changes:
        made = by_entry.get((change.noun, change.entry.casefold()))
        if made and _undoes(change, made[0].before, made[-1].after):
            last = made[-1]
            yield Undone(change.noun, change.entry, last.by, last.why, last.at)


def _undoes(change: Change, before: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    """Whether the files take back what was corrected from `before` to `after`; other fields are theirs to change."""
    if change.before is None or change.after is None or before is None or after is None:
        return True
    return any(before.get(name) != after.get(name) for name, _, _ in change.changed_fields())


# What is written down


def _records(found: Differences) -> Iterator[dict[str, Any]]:
    for noun in found.nouns:
        changes = found.of(noun)
        if noun in _GROUPED and len(changes) > MANY:
            yield from _grouped(noun, changes)
        else:
            yield from map(_record, changes)


def _record(change: Change) -> dict[str, Any]:
    before, after = as_kept(change.before), as_kept(change.after)
    return {"noun": change.noun, "entry": change.entry, "before": before, "after": after}


def _grouped(noun: str, changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
    group, name = _GROUPED[noun]
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(getattr(change.row, group), []).append(change)
    for entry, members in groups.items():
        before, after = (
            _names([getattr(each, side) for each in members], name) for side in ("before", "after")
        )
        yield {"noun": noun, "entry": entry, "before": before, "after": after}


def _names(rows: Sequence[Row | None], name: str) -> dict[str, Any] | None:
    found = [str(getattr(row, name)) for row in rows if row is not None]
    return {"rows": found} if found else None


def _orders(old: Council, new: Council, found: Differences) -> Iterator[dict[str, Any]]:
    for noun in ORDERED:
        if noun in found.orders:
            before, after = ({"rows": [entry_of(row) for row in getattr(of, noun)]} for of in (old, new))
            yield {"noun": noun, "entry": ORDER, "before": before, "after": after}


def _load_record(found: Differences) -> dict[str, Any]:
    kinds = ("added", "changed", "gone")
    numbers = {kind: sum(change.what == kind for change in found.changes) for kind in kinds}
    said = ", ".join(f"{number:,} {kind}" for kind, number in numbers.items())
    return {"noun": LOADS, "entry": said, "before": None, "after": numbers}
