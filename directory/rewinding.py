"""Who was responsible as the directory stood at a moment: the rows that responsibility rests on, taken back change by
change from what they are now. Rows' own dates are kept; this undoes what people entered later."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from directory.changes import ORDER
from directory.council import Row
from directory.differences import as_row, entry_of
from directory.responsibility import Roster
from storage.directory_changes import DirectoryChange

_NOUNS = frozenset(noun.name for noun in fields(Roster))


class Rewound:
    """Asked for moments from late to early: each time goes on from the one before. `changes` are newest first."""

    def __init__(self, roster: Roster, changes: Iterable[DirectoryChange]) -> None:
        self.roster = roster
        self.touched: set[str] = set()  # what was taken back so far
        self._left = [change for change in reversed(list(changes)) if change.noun in _NOUNS]

    def at(self, moment: datetime) -> Roster:
        while self._left and self._left[-1].at > moment:
            self._undo(moment)
        return self.roster

    def _undo(self, moment: datetime) -> None:
        """Every change after the moment, each noun's rows written once."""
        rows: dict[str, dict[str, Row]] = {}
        while self._left and self._left[-1].at > moment:
            change = self._left.pop()
            noun = rows.setdefault(change.noun, _by_entry(getattr(self.roster, change.noun)))
            self.touched.add(change.noun)
            if change.entry == ORDER:
                _reorder(noun, (change.before or {}).get("rows", ()))
                continue
            before = as_row(change.noun, change.before)
            if before is None:
                noun.pop(change.entry.casefold(), None)
            else:
                noun[change.entry.casefold()] = before
        nouns: dict[str, Any] = {noun: tuple(found.values()) for noun, found in rows.items()}
        self.roster = replace(self.roster, **nouns)


def _by_entry(rows: Iterable[Row]) -> dict[str, Row]:
    return {entry_of(row).casefold(): row for row in rows}


def _reorder(rows: dict[str, Row], entries: Iterable[str]) -> None:
    """These first, in this order."""
    for entry in [*(each.casefold() for each in entries), *(each for each in list(rows))]:
        if entry in rows:
            rows[entry] = rows.pop(entry)
