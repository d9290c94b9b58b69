"""Every case rebuilt from its history alone and compared with what is stored: its row, and every clock with its due time
by the calendar and the standards that were in force. The table of what each event does is in effects.py."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from casework.effects import EFFECTS
from casework.pictures import SALTED, CannotRebuild, Dial, Picture
from storage import Session
from storage import cases as case_rows
from storage.cases import Case
from storage.clocks import Clock, of_cases
from storage.enquiries import salts_of
from storage.history import HistoryEntry
from storage.history import of_cases as histories_of
from storage.words import covering

_COLUMNS = tuple(column.name for column in fields(Picture) if column.name != "clocks")
_MOMENTS = tuple(column.name for column in fields(Dial))


@dataclass(frozen=True)
class Difference:
    """`what` is a column, or a clock and its moment; or, where the history cannot be followed, the entry and why."""

    reference: str
    what: str
    stored: Any = None
    rebuilt: Any = None

    def __str__(self) -> str:
        if self.stored == self.rebuilt:
            return f"{self.reference}: {self.what}"
        return (
            f"{self.reference}: {self.what} is {_said(self.stored)}, and by its history {_said(self.rebuilt)}"
        )


def rebuild(entries: Sequence[HistoryEntry]) -> Picture:
    """The case as these entries make it, from its first; from where it was carried over, where older entries do not say
    enough. Raises CannotRebuild, naming the entry."""
    picture = Picture()
    starts = [number for number, entry in enumerate(entries) if entry.event == "carried_over"]
    for entry in entries[starts[-1] if starts else 0 :]:
        try:
            for change in EFFECTS[entry.event]:
                change(picture, entry)
        except (CannotRebuild, KeyError) as fault:
            why = fault if isinstance(fault, CannotRebuild) else f"there is no {fault} to go by"
            raise CannotRebuild(f"entry {entry.number} ({entry.event}) cannot be followed: {why}") from fault
    return picture


def answer_without(entries: Sequence[HistoryEntry], flag: str, others: Collection[str]) -> datetime | None:
    """When a case's answer would be due had `flag` never been set, with the `others` that stand; None where it is given,
    or where its history does not say."""
    standing = set(others) - {flag}
    kept: list[HistoryEntry] = []
    for entry in reversed(entries):
        if entry.event == "flag_cleared" or (
            entry.event == "flagged" and entry.facts["flag"] not in standing
        ):
            continue
        if entry.event == "flagged":
            standing.remove(entry.facts["flag"])
        kept.insert(0, entry)
    try:
        answer = rebuild(kept).clocks.get("answer")
    except CannotRebuild:
        return None
    return answer.due_at if answer is not None and answer.stopped_at is None else None


def differences(session: Session, cases: Sequence[Case]) -> Iterator[Difference]:
    """Where these cases are not what their history makes them."""
    ids = [case.id for case in cases]
    entries: dict[int, list[HistoryEntry]] = {}
    for entry in histories_of(session, ids):
        entries.setdefault(entry.case_id or 0, []).append(entry)
    clocks, salts = of_cases(session, ids), salts_of(session, {case.enquiry_id for case in cases})
    for case in cases:
        salt = salts.get(case.enquiry_id)
        yield from _compare(case, clocks.get(case.id, {}), entries.get(case.id, []), salt)


def all_differences(session: Session) -> Iterator[tuple[int, list[Difference]]]:
    """The same of every case there is, a page at a time, with how many were looked at."""
    after = 0
    while page := case_rows.page(session, after=after):
        yield len(page), list(differences(session, page))
        after = page[-1].id
        session.expunge_all()


def _compare(
    case: Case, clocks: dict[str, Clock], entries: Sequence[HistoryEntry], salt: str | None
) -> Iterator[Difference]:
    if not entries:
        yield Difference(case.reference, "it has no history")
        return
    try:
        picture = rebuild(entries)
    except CannotRebuild as fault:
        yield Difference(case.reference, str(fault))
        return
    for name in _COLUMNS:
        stored, rebuilt = getattr(case, name), getattr(picture, name)
        if name in SALTED:
            if salt is not None and covering(salt, stored) != rebuilt:
                yield Difference(case.reference, f"{name} is not what it was by its history")
        elif stored != rebuilt:
            yield Difference(case.reference, name, stored, rebuilt)
    for kind in sorted(clocks.keys() | picture.clocks.keys()):
        clock, dial = clocks.get(kind), picture.clocks.get(kind)
        for name in _MOMENTS:
            at, should = getattr(clock, name, None), getattr(dial, name, None)
            if at != should:
                yield Difference(case.reference, f"{kind} clock, {name}", at, should)


def _said(value: Any) -> str:
    return "nothing" if value is None else f"{value}"
