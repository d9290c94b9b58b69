"""What a transaction did, for whoever watches the service once it is committed: kinds and references, never words."""

from typing import Literal

from storage import Session
from storage.cases import Case

Kind = Literal["event", "decision"]
Noted = tuple[Kind, str, str | None]  # what, its name, the case's reference

_KEY = "noted"


def happened(session: Session, event: str, case: Case | None) -> None:
    _noted(session).append(("event", event, case.reference if case else None))


def decided(session: Session, kind: str) -> None:
    """How words were taken: a case that was sent on, one about which is asked, an emergency, chatter, a query…"""
    _noted(session).append(("decision", kind, None))


def taken(session: Session) -> list[Noted]:
    """What was noted since the last time this was asked."""
    found: list[Noted] = session.info.pop(_KEY, [])
    return found


def _noted(session: Session) -> list[Noted]:
    found: list[Noted] = session.info.setdefault(_KEY, [])
    return found
