"""Everything that was said on a case, in full: for those who may open its details. That they did is recorded."""

from datetime import datetime

from casework import case_facts, cases
from casework.amending import as_it_stands
from casework.facts import DetailsFacts, SaidFacts
from casework.person_facts import person_facts
from casework.words import files_of, raised_words, text_of
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.history import HistoryEntry, of_case

# What holds words between the member and the people who work on it.
_SAID = frozenset(
    {
        "member_replied",
        "member_answered",
        "words_edited",
        "spelling_corrected",
        "reopened",
        "replied",
        "reply_corrected",
        "asked",
        "answered",
    }
)


def open_details(session: Session, case_id: int, *, by: Person, now: datetime) -> DetailsFacts:
    case = cases.show_details(session, case_id, by=by, now=now)
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    first = SaidFacts(
        person_facts(session, enquiry.raised_by).name,
        enquiry.sent_at,
        raised_words(session, case),
    )
    return DetailsFacts(
        case=case_facts.case_facts(session, case, masked=False, now=now),
        said=(first, *_later(session, case)),
        files=tuple(file.name for file in files_of(session, case)),
    )


def _later(session: Session, case: Case) -> list[SaidFacts]:
    """As it reads now: without what was withdrawn or taken back, and changed words once, in the place of the first."""
    entries = as_it_stands(of_case(session, case.id))
    gone = {entry.facts["message"] for entry in entries if entry.event == "words_taken_back"}
    found: dict[str, HistoryEntry] = {}
    words: dict[str, int] = {}
    for entry in entries:
        of_the_first = entry.facts.get("words_id") == entry.words_id  # shown first, as they read now
        if entry.event not in _SAID or entry.words_id is None or of_the_first:
            continue
        message = entry.facts.get("message")
        if message is None or message not in gone:
            name = f"message {message}" if message else f"entry {entry.id}"
            found.setdefault(name, entry)
            words[name] = entry.words_id
    return [
        SaidFacts(person_facts(session, entry.actor or "").name, entry.at, text_of(session, words[name]))
        for name, entry in found.items()
    ]
