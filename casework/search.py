"""Cases found by what was written on them, as far as whoever asks may see them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from casework.audience import is_brief
from casework.errors import NotUnderstood
from casework.masking import mask, without_marks
from casework.notifications import person_recipient, tell
from casework.rules import rules
from casework.standing import standings
from casework.words import issue_words, masked_place
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
        for at in range(0, len(cases), MOST)
        for case in _found_by(session, cases[at : at + MOST], words, by=by, now=now)
    )
    return list(islice(seen, MOST))


def _found_by(
    session: Session, cases: Sequence[Case], asked: str, *, by: Person, now: datetime
) -> list[Case]:
    """Whoever may not open a case's details finds it by what they may read of it, or they would learn by looking for them
    what the details are."""
    masked: dict[int, str] = {}
    may: list[Case] = []
    for case, stands in zip(cases, standings(session, by, cases, now=now), strict=True):
        if _withheld(session, case, by):
            continue
        if not rules(session).reads_whole(by, case, now):
            if is_brief(case.flags) or not stands.may("view"):
                continue
            masked[case.id] = _words(session, case, masked=True)
        may.append(case)
    holding = search.holding(session, masked, asked)
    return [case for case in may if case.id not in masked or case.id in holding]


def _withheld(session: Session, case: Case, by: Person) -> bool:
    """Whether they have it without what was written before, and so do not find it by that."""
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


def _words(session: Session, case: Case, *, masked: bool = False) -> str:
    """`masked`: as whoever may not open the details reads them."""
    merged = merged_of_enquiry(session, case.enquiry_id)
    all_of_it = [case, *(each for each in merged if going_on(session, each) is case)]
    later = [words for each in all_of_it for words in words_on_case(session, each.id, person=case.member)]
    said, place = [issue_words(session, case), *later], case.place
    if masked:
        said, place = [without_marks(mask(words)) for words in said], without_marks(masked_place(case))
    return " ".join([*(each.reference for each in all_of_it), said[0], place, *said[1:]])
