"""What is said about handovers: to the receiver what has come to them with its notes, to the giver what went and that it
was read, to a manager that it was not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.case_lines import line_of
from casework.notifications import person_recipient, tell
from casework.rules import local_day, rules
from casework.words import text_of
from storage import Session
from storage import cases as case_rows
from storage.handovers import Handover, HandoverCase, cases_of


def tell_given(session: Session, handover: Handover, on_a_page: int, *, now: datetime) -> None:
    """The receiver reads each case with its note, a few in one message; the giver, what went and what stayed."""
    found = [row for row in cases_of(session, handover.id) if row.chosen]
    gone = [row.case_id for row in found if row.state == "passed"]
    recipient = person_recipient(session, handover.receiver)
    for number in range(0, len(gone), on_a_page) if recipient else ():
        facts = {
            "handover": handover.id, "page": number // on_a_page, "about": gone[number : number + on_a_page]
        }  # fmt: skip
        tell(session, "handover", recipient or "", facts=facts, now=now)
    stayed = [[_reference(session, row.case_id), row.why] for row in found if row.state == "stayed"]
    facts = {"to": _name(session, handover.receiver), "count": len(gone), "stayed": stayed}
    _tell(session, "handover_given", [handover.by, handover.giver], facts, now=now)


def tell_read(session: Session, handover: Handover, about: Sequence[int], *, now: datetime) -> None:
    facts = {"by": _name(session, handover.receiver), "references": _references(session, about)}
    _tell(session, "handover_was_read", [handover.giver, handover.by], facts, now=now)


def tell_unread(session: Session, handover: Handover, about: Sequence[int], *, now: datetime) -> None:
    found = rules(session)
    managers = found.with_role("manager", now) or found.with_role("director", now)
    facts = {
        "giver": _name(session, handover.giver),
        "receiver": _name(session, handover.receiver),
        "on": local_day(handover.given_at or now).isoformat(),
        "references": _references(session, about),
    }
    keys = [*(person.key for person in managers), handover.giver, handover.by]
    _tell(session, "handover_unread", keys, facts, now=now)


def handed_over(session: Session, facts: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """What the receiver reads. The note for an at-risk case is read in its own channel only."""
    handover = session.get(Handover, facts["handover"])
    if handover is None:
        return None
    noted = {row.case_id: row for row in cases_of(session, handover.id)}
    found = case_rows.with_ids(session, facts["about"])
    receiver = rules(session).person(handover.receiver)
    read_at = [noted[case.id].read_at for case in found]
    return {
        **facts,
        "giver": _name(session, handover.giver),
        "by": _name(session, handover.by),
        "given": [
            (line_of(session, case, receiver, now=now), "" if case.restricted else _note(session, handover, noted[case.id]))
            for case in found
        ],
        "read_at": max((at for at in read_at if at), default=None) if all(read_at) else None,
    }  # fmt: skip


def _note(session: Session, handover: Handover, row: HandoverCase) -> str:
    return text_of(session, row.words_id or handover.words_id)


def _tell(session: Session, kind: str, keys: Sequence[str], facts: dict[str, Any], *, now: datetime) -> None:
    for key in dict.fromkeys(keys):
        recipient = person_recipient(session, key)
        if recipient:
            tell(session, kind, recipient, facts=facts, now=now)


def _references(session: Session, about: Sequence[int]) -> list[str]:
    return [case.reference for case in case_rows.with_ids(session, about)]


def _reference(session: Session, case_id: int) -> str:
    return _references(session, [case_id])[0]


def _name(session: Session, key: str) -> str:
    person = rules(session).person(key)
    return person.name if person else key
