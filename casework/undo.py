"""Taking back what one has just done, for a minute. A sent reply is withdrawn, not undone (casework/amending.py).

The act stays in the history, and so does its undoing: an entry `undone` that names it."""

from datetime import datetime

from casework import contributors
from casework.errors import NotAllowed, NotUnderstood, TooLate
from casework.facts import UndoFacts
from casework.gate import what_happened
from casework.history import record
from casework.lifecycle import after
from casework.notifications import HELD, refresh_cards
from casework.rules import rules
from casework.undoable import is_undone
from directory.council import Person
from storage import Session, undos
from storage.cases import Case, claim_version
from storage.history import HistoryEntry
from storage.tasks import OPEN
from storage.undos import Undo


def take_back(session: Session, history_id: int, *, by: Person, now: datetime) -> Case:
    """The case as it was before the act. Whoever did the act may, whatever they may do to the case since: the act
    itself may have taken it out of their hands.

    Raises NotAllowed for anybody else, TooLate after the minute or where something else has happened since.
    """
    entry = session.get(HistoryEntry, history_id)
    case = session.get(Case, entry.case_id) if entry and entry.case_id else None
    if entry is None or case is None:
        raise NotUnderstood("That button has lost what it was for. Nothing was changed.")
    if entry.actor != by.key:
        doer = rules(session).person(entry.actor or "")
        raise NotAllowed(f"Only {doer.name if doer else 'whoever did it'} can take that back.")
    before = _taken(session, case, entry, now)
    undos.put_back(session, case, before)
    facts = {"undoes": entry.id, "undid": entry.event}
    record(session, "undone", case=case, actor=by.key, facts=facts, now=now)
    _ask_again(session, case, before["contributors"], by=by, now=now)
    return case


def let_go(session: Session, *, now: datetime) -> int:
    """The minute of some acts is over: their cards no longer offer it. How many there were."""
    gone = [row for row in undos.expired(session, now) if undos.take(session, row)]
    for row in gone:
        refresh_cards(session, session.get_one(Case, row.case_id), now=now)
    return len(gone)


def offered(session: Session, case: Case, *, now: datetime) -> UndoFacts | None:
    """What may be taken back just now, for the card."""
    row = session.get(Undo, case.id)
    if row is None or now >= row.until or row.after["version"] != case.version:
        return None
    entry = session.get_one(HistoryEntry, row.history_id)
    if entry.actor is None:
        return None
    doer = rules(session).person(entry.actor)
    return UndoFacts(entry.id, entry.event, entry.actor, doer.name if doer else "Somebody")


def _taken(session: Session, case: Case, entry: HistoryEntry, now: datetime) -> undos.Look:
    """What to go back to, claimed: of two who press at once, the second is told."""
    if now >= entry.at + HELD:
        raise TooLate(
            f"The minute for taking that back is over, and {case.reference} stays as it is. Its card can change it."
        )
    row = session.get(Undo, case.id)
    if row is None or row.history_id != entry.id or not undos.is_as_after(session, case, row):
        raise TooLate(_why_not(session, case, entry))
    before = row.before
    state = before["case"]["state"]
    act = "undo" if case.state == state else "unacknowledge"
    if after(case.state, act) != state or not undos.take(session, row) or not claim_version(session, case):
        raise TooLate(_why_not(session, case, entry))
    return before


def _ask_again(
    session: Session, case: Case, before: dict[str, list[str]], *, by: Person, now: datetime
) -> None:
    """A service's part that the act began is over, and one that it ended is asked for again: its officer has been told."""
    after = undos.look(session, case)["contributors"]
    if after != before:
        ended = [part for part, (state, _) in before.items() if state in OPEN and after[part][0] not in OPEN]
        contributors.follow(session, case, by=by, again=bool(ended), now=now)


def _why_not(session: Session, case: Case, entry: HistoryEntry) -> str:
    if is_undone(session, case.id, entry.id):
        return "That has been taken back already."
    session.refresh(case)
    return what_happened(session, case)
