"""Everything that was said on a case, in full: for those who may open its details. That they did is recorded."""

from datetime import datetime

from casework import cases, told
from casework.facts import DetailsFacts, SaidFacts
from casework.words import text_of
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import of_case
from storage.words import files_of_enquiry

# What holds words between the member and the people who work on it.
_SAID = frozenset(
    {"member_replied", "member_answered", "words_edited", "reopened", "replied", "asked", "answered"}
)


def open_details(session: Session, case_id: int, *, by: Person, now: datetime) -> DetailsFacts:
    case = cases.show_details(session, case_id, by=by, now=now)
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    first = SaidFacts(
        told.person_facts(session, enquiry.raised_by).name,
        enquiry.sent_at,
        told.details_of(session, case),
    )
    return DetailsFacts(
        case=told.case_facts(session, case, masked=False, now=now),
        said=(first, *_later(session, case)),
        files=tuple(file.name for file in files_of_enquiry(session, enquiry.id)),
    )


def _later(session: Session, case: Case) -> list[SaidFacts]:
    return [
        SaidFacts(
            told.person_facts(session, entry.actor or "").name, entry.at, text_of(session, entry.words_id)
        )
        for entry in of_case(session, case.id)
        if entry.event in _SAID and entry.words_id is not None
    ]
