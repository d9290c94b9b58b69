"""Cases and entries by hand, for tests of the history itself: rows that follow from no conversation."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from storage import Session, history
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import HistoryEntry
from storage.words import Words

SENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_case(session: Session, reference: str) -> Case:
    words = Words(text="Huge pothole", person="priya-venkataraman", said_at=SENT)
    session.add(words)
    session.flush()
    enquiry = Enquiry(
        team="T0", channel="D0", ts=reference, door="direct", member="priya-venkataraman",
        raised_by="priya-venkataraman", words_id=words.id, sent_at=SENT, received_at=SENT,
    )  # fmt: skip
    session.add(enquiry)
    session.flush()
    case = Case(
        reference=reference, enquiry_id=enquiry.id, issue_number=1, member="priya-venkataraman", state="new",
        span_start=0, span_end=12, place="Marsh Lane", wards=["Linacre"], why="", contact="joanne-whitwell",
        owner="joanne-whitwell", opened_at=SENT,
    )  # fmt: skip
    session.add(case)
    session.flush()
    return case


def say(
    session: Session,
    case: Case,
    event: str,
    *,
    at: datetime,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> HistoryEntry:
    kept = Words(text=words, person="joanne-whitwell", said_at=at) if words else None
    if kept is not None:
        session.add(kept)
        session.flush()
    return history.append(
        session, event, case_id=case.id, enquiry_id=case.enquiry_id, actor="joanne-whitwell", facts=facts or {},
        words_id=kept.id if kept else None, at=at,
    )  # fmt: skip


def unlock(session: Session) -> None:
    """As whoever owns the database can: the rows may be changed from now on."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    for table in ("history", "checkpoints", "checkpoint_heads"):
        if on_sqlite:
            session.execute(text(f"DROP TRIGGER {table}_update"))
            session.execute(text(f"DROP TRIGGER {table}_delete"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
