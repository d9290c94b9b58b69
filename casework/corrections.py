"""What people put right about how words were read: noted as it happens, decided by an administrator, and then taught.
How it is taught is in directory/matching."""

from datetime import datetime

from casework import administrators
from casework.audience import is_brief
from casework.errors import TooLate
from casework.facts import CorrectionFacts, CorrectionsFacts
from casework.masking import mask
from casework.rules import rules
from casework.words import version_of
from directory import loading
from directory.council import Person
from directory.matching.corrections import Correction as Taught
from directory.matching.corrections import places_of, taught_by, without_places
from directory.matching.places import Places
from storage import Session
from storage import corrections as rows
from storage.cases import Case, of_enquiry
from storage.corrections import Correction
from storage.council import remembered
from storage.enquiries import Enquiry
from storage.words import Words

AT_ONCE = 3
_DECIDED = {"approved": "approved", "rejected": "rejected"}


def note(session: Session, case: Case, *, was: str | None, how: str, by: Person, now: datetime) -> None:
    """The case's words are about its service, says `by`. Kept once for a case and service.

    Words about somebody in danger, or flagged, are never kept for learning, nor words that are nothing but personal details.
    """
    if case.service is None or rows.of_case(session, case.id, case.service) is not None:
        return
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    at_risk = any(
        each.restricted or each.emergency or is_brief(each.flags) for each in of_enquiry(session, enquiry.id)
    )
    found = Correction(
        words_id=version_of(session, case), span_start=case.span_start, span_end=case.span_end, case_id=case.id,
        service=case.service, was=was, how=how, by=by.key, at=now,
    )  # fmt: skip
    if not at_risk and taught_by(mask(_said(session, found))):
        session.add(found)
        session.flush()


def waiting(session: Session, *, by: Person, now: datetime, after: int = 0) -> CorrectionsFacts:
    """What waits for an administrator, a few at a time, oldest first; `after` is the last that was looked at."""
    _insist(session, by, now)
    places = _places(session)
    found = [(row, _masked(session, row, places)) for row in rows.in_state(session, "waiting")]
    found = [(row, words) for row, words in found if taught_by(words)]
    later = [each for each in found if each[0].id > after]
    return CorrectionsFacts(
        shown=tuple(_facts(session, row, words) for row, words in later[:AT_ONCE]),
        waiting=len(found),
        approved=rows.count(session, "approved"),
        rejected=rows.count(session, "rejected"),
        more=len(later) > AT_ONCE,
    )


def count_for(session: Session, person: Person, *, now: datetime) -> int:
    """How many wait for this person: none, for whoever is no administrator."""
    return rows.count(session, "waiting") if administrators.is_administrator(session, person, now=now) else 0


def decide(session: Session, correction_id: int, *, approve: bool, by: Person, now: datetime) -> None:
    """An administrator says whether the words are to be learned. Raises TooLate where somebody was quicker."""
    _insist(session, by, now)
    state = "approved" if approve else "rejected"
    if rows.decide(session, correction_id, state, by=by.key, now=now):
        return
    row = session.get(Correction, correction_id)
    if row is None or row.decided_by is None:
        raise TooLate("That correction is gone: its words were erased.")
    person = rules(session).person(row.decided_by)
    who = person.name if person else "Somebody"
    raise TooLate(f"{who} {_DECIDED[row.state]} that one in the meantime. Nothing was changed.")


def taught(session: Session, places: Places | None = None) -> list[Taught]:
    """Every approved correction, masked. Of several about the same words the newest decision counts.

    `places` are those whose names are left out; the database's own council's where none are given.
    """
    return [(row.service, words) for row, words in approved(session, places)]


def approved(session: Session, places: Places | None = None) -> list[tuple[Correction, str]]:
    """Approved corrections with their masked words; those whose words are erased are not among them."""
    newest = {
        (row.words_id, row.span_start, row.span_end): row
        for row in sorted(rows.in_state(session, "approved"), key=lambda row: (row.decided_at, row.id))
    }
    if not newest:
        return []
    places = places or _places(session)
    found = [(row, _masked(session, row, places)) for row in newest.values()]
    return [(row, words) for row, words in found if taught_by(words)]


def _facts(session: Session, row: Correction, words: str) -> CorrectionFacts:
    person = rules(session).person(row.by)
    return CorrectionFacts(
        id=row.id,
        words=words,
        was=_service(session, row.was),
        service=_service(session, row.service),
        how=row.how,
        by=person.name if person else "somebody no longer listed",
        at=row.at,
    )


def _service(session: Session, key: str | None) -> str:
    service = rules(session).service(key)
    return service.name if service else ""


def _masked(session: Session, row: Correction, places: Places) -> str:
    return without_places(mask(_said(session, row)), places)


def _said(session: Session, row: Correction) -> str:
    words = session.get(Words, row.words_id)
    return words.text[row.span_start : row.span_end] if words else ""


def _places(session: Session) -> Places:
    return remembered(session, _read_places)


def _read_places(session: Session) -> Places:
    return places_of(loading.read(session))


def _insist(session: Session, by: Person, now: datetime) -> None:
    administrators.insist(session, "decides what I learn from corrections", by=by, now=now)
