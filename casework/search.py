"""Cases found by what was written on them, as far as whoever asks may see them."""

from datetime import datetime

from casework.errors import NotUnderstood
from casework.notifications import person_recipient, tell
from casework.rules import rules
from casework.words import text_of
from directory.council import Person
from storage import Session, search
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.words import words_on_case

MOST = 20
LOOKED_AT = 400  # of the newest that hold the words; of more, an older one that somebody may see is not found

# After these the words of a case are others than before.
CHANGES_WORDS = frozenset(
    {"opened", "member_replied", "member_answered", "words_edited", "rerouted", "confirmed"}
)


def keep_found(session: Session, case: Case) -> None:
    """The case is found by its issue's words, its place, and what its member wrote on it since. A restricted one never
    is: its words are nowhere but in its channel."""
    if case.restricted:
        return
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    issue = text_of(session, enquiry.words_id)[case.span_start : case.span_end]
    later = words_on_case(session, case.id, person=case.member)
    search.put(session, case.id, " ".join([case.reference, issue, case.place, *later]))


def answer(session: Session, words: str, *, by: Person, now: datetime) -> None:
    """Say in the asker's direct messages which cases hold all of these words: open or not, newest first."""
    if not words.strip():
        raise NotUnderstood("Write what to look for: `/wardline find mattress Marsh Lane`.")
    found, standing = [], rules(session).standing
    for case_id in search.find(session, words, limit=LOOKED_AT):
        case = session.get_one(Case, case_id)
        if standing(by, case, now).may("view"):
            found.append(case.id)
        if len(found) == MOST:
            break
    recipient = person_recipient(session, by.key)
    if recipient:
        facts = {"cases": found, "of": "found", "asker": by.key, "wards": []}
        tell(session, "cases_answer", recipient, facts=facts, now=now)
