"""The one way for something to have happened: the audit row and everything that must be told, in one transaction."""

from datetime import datetime
from typing import Any

from casework.effects import carried
from casework.noted import happened
from casework.notifications import announce
from casework.search import CHANGES_WORDS, keep_found
from storage import Session
from storage import history as rows
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import HistoryEntry


def record(
    session: Session,
    event: str,
    *,
    now: datetime,
    actor: str | None = None,
    case: Case | None = None,
    enquiry: Enquiry | None = None,
    words_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> HistoryEntry:
    """Write what happened (`event`, past tense) and put what follows from it in the outbox.

    `actor` is a people.key; None means Wardline itself. Events and who is told: `casework.notifications.TELLS`; what
    an event changes, so that it carries it in its facts: `casework.effects.EFFECTS`. Facts never hold anybody's words.
    """
    entry = rows.append(
        session,
        event,
        case_id=case.id if case else None,
        enquiry_id=case.enquiry_id if case else enquiry.id if enquiry else None,
        actor=actor,
        facts=_whole(facts or {}, carried(session, event, case, now=now) if case else {}),
        words_id=words_id,
        at=now,
    )
    if case is not None and event in CHANGES_WORDS:
        keep_found(session, case)
    happened(session, event, case)
    announce(session, entry, case=case, now=now)
    return entry


def _whole(facts: dict[str, Any], needed: dict[str, Any]) -> dict[str, Any]:
    """Both; of a part that both have, what either says, and what is needed to rebuild the case counts."""
    parts = {
        name: {**facts[name], **value}
        for name, value in needed.items()
        if isinstance(value, dict) and isinstance(facts.get(name), dict)
    }
    return {**facts, **needed, **parts}
