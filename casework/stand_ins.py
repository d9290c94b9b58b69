"""Noting who has a part of a case for somebody else, so that it can go back. Who should have it is in heirs.py, moving it
in cover.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from directory.responsibility import Responsibility
from storage import Session
from storage import stand_ins as rows
from storage.cases import Case

Part = Literal["contact", "owner"]
PARTS: tuple[Part, ...] = ("contact", "owner")
CASE = "case"  # the noun


def note(session: Session, case: Case, people: Responsibility, *, now: datetime) -> None:
    """The case went to whoever answers for it today: where one of them stands in, it goes back when the other is in."""
    for part, person, absent in (
        ("contact", people.contact, people.contact_for),
        ("owner", people.owner, people.owner_for),
    ):
        if absent is not None and getattr(case, part) == person.key and not case.emergency:
            rows.put(session, CASE, case.id, part, person=absent.key, stand_in=person.key, now=now)
        else:
            decided(session, case, (part,), now=now)


def decided(session: Session, case: Case, parts: Sequence[str] = PARTS, *, now: datetime) -> None:
    """A person gave these parts to somebody: they stay there, whoever was away before."""
    rows.end(session, CASE, case.id, parts, how="decided", now=now)


def handed_on(session: Session, case: Case, part: Part, to: str, *, now: datetime) -> None:
    """Whoever had it for somebody else does not any more, and `to` does."""
    row = rows.active_of(session, CASE, case.id).get(part)
    if row is not None:
        rows.put(session, CASE, case.id, part, person=row.person, stand_in=to, now=now)
