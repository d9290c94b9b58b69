"""Cases found by what was written on them, as far as whoever asks may see them."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from casework.audience import is_brief
from casework.errors import NotUnderstood
from casework.masking import mask
from casework.notifications import person_recipient, tell
from casework.permissions import Standing
from casework.rules import rules
from casework.standing import standings
from casework.words import issue_words
from directory.council import Person
from storage import Session, leavers, search
from storage.cases import Case, by_ids, going_on, merged_of_enquiry
from storage.words import words_on_case

MOST = 20
PAGE, PAGES = (
    40,
    10,
)  # of the newest that hold the words; an older one is not found by words that so many hold

# After these the words of a case are others than before.
CHANGES_WORDS = frozenset(
    {
        "opened",
        "member_replied",
        "member_answered",
        "words_edited",
        "spelling_corrected",
        "words_taken_back",
        "words_erased",
        "words_redacted",
        "rerouted",
        "confirmed",
        "undone",
        "merged",
        "took_in",
        "split",
        "restored",
    }
)


def keep_found(session: Session, case: Case) -> None:
    """The case is found by its issue's words, its place, and what its member wrote on it since; and by those of what is
    part of it, which is not found by itself. A restricted one never is: its words are nowhere but in its channel."""
    if case.restricted:
        return
    if case.merged_into_id is not None:
        search.forget(session, case.id)
        return
    search.put(session, case.id, _words(session, case))


def found(session: Session, words: str, *, by: Person, now: datetime) -> list[Case]:
    """The newest cases that hold all of these words and that `by` may see: open or not."""
    seen = (
        case
        for cases in _holding(session, words)
        for case, stands in zip(cases, standings(session, by, cases, now=now), strict=True)
        if _may_find(session, case, stands, words, by=by, now=now)
    )
    return list(islice(seen, MOST))


def _withheld(session: Session, case: Case, by: Person) -> bool:
    left = leavers.of_case(session, case.id) if case.member == by.key else None
    return left is not None and left.withholds_from(by.key)


def _holding(session: Session, words: str) -> Iterator[Sequence[Case]]:
    """A page at a time, since the first is mostly enough."""
    before: int | None = None
    for _ in range(PAGES):
        ids = search.find(session, words, limit=PAGE, before=before)
        yield by_ids(session, ids)
        if len(ids) < PAGE:
            return
        before = min(ids)


def answer(session: Session, words: str, *, by: Person, now: datetime) -> None:
    """Say in the asker's direct messages what is found."""
    if not words.strip():
        raise NotUnderstood("Write what to look for: `/wardline find mattress Marsh Lane`.")
    recipient = person_recipient(session, by.key)
    if recipient:
        ids = [case.id for case in found(session, words, by=by, now=now)]
        facts = {"cases": ids, "of": "found", "asker": by.key, "wards": []}
        tell(session, "cases_answer", recipient, facts=facts, now=now)


def _words(session: Session, case: Case) -> str:
    merged = merged_of_enquiry(session, case.enquiry_id)
    all_of_it = [case, *(each for each in merged if going_on(session, each) is case)]
    later = [words for each in all_of_it for words in words_on_case(session, each.id, person=case.member)]
    return " ".join([*(each.reference for each in all_of_it), issue_words(session, case), case.place, *later])


def _may_find(
    session: Session, case: Case, stands: Standing, asked: str, *, by: Person, now: datetime
) -> bool:
    """Whoever may not open a case's details does not learn by looking for them that they are there; nor whoever has a
    case without what was written before."""
    if _withheld(session, case, by):
        return False
    found = rules(session)
    if found.reads_whole(by, case, now):
        return True
    if is_brief(case.flags) or not stands.may("view"):
        return False
    words = _words(session, case)
    hidden = _beginnings(words) - _beginnings(mask(words))
    return hidden.isdisjoint(_beginnings(asked))


def _beginnings(text: str) -> set[str]:
    """A word is found in any of its forms, so its first letters stand for it."""
    return {word[:4] for word in re.findall(r"\w+", text.casefold())}
