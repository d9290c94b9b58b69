"""Acts that may be taken back for a minute: how the case stood before one is looked at and kept. Only what reaches nobody
outside. Taking back is in casework/undo.py."""

from collections.abc import Iterable

from casework.notifications import HELD
from storage import Session, undos
from storage.cases import Case
from storage.history import HistoryEntry, of_case
from storage.undos import Look


def look(session: Session, case_id: int) -> Look | None:
    """How a case stands before an act, for `offer` after it."""
    case = session.get(Case, case_id)
    return undos.look(session, case) if case else None


def offer(session: Session, case: Case, entry: HistoryEntry, before: Look | None) -> None:
    """The act that `entry` tells of may be taken back by whoever did it. Not where somebody came between the look and
    the act: what to go back to is then not known."""
    now = undos.look(session, case)
    if before is not None and before["version"] + 1 == now["version"]:
        undos.keep(session, case.id, entry.id, entry.at + HELD, before, now)


def standing(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    """The entries without those that were taken back, and without the taking back."""
    entries = list(entries)
    undone = {entry.facts["undoes"] for entry in entries if entry.event == "undone"}
    return [entry for entry in entries if entry.id not in undone and entry.event != "undone"]


def is_undone(session: Session, case_id: int, history_id: int) -> bool:
    found = of_case(session, case_id)
    return any(entry.event == "undone" and entry.facts["undoes"] == history_id for entry in found)
