"""The rows around some cases, each kind read once however many cases there are: a list costs what one card costs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage import Session, clocks, enquiries, history, offers, tasks
from storage import cases as case_rows
from storage.cases import Case, Outcome
from storage.clocks import Clock
from storage.enquiries import Enquiry, Question
from storage.history import HistoryEntry
from storage.offers import Offer
from storage.tasks import Task
from storage.words import texts

# What the member may read of a case: what was said to them, or that somebody took it up.
SHOWN = ("replied", "reply_corrected", "asked", "answered", "acknowledged", "rerouted", "reopened")


@dataclass(frozen=True)
class Around:
    """By the case's id, but `enquiries` by the enquiry's: each with its words, and the number of its files. `at_risk`:
    the enquiries with files in which somebody is at risk."""

    enquiries: Mapping[int, tuple[Enquiry, str, int]]
    at_risk: Collection[int]
    clocks: Mapping[int, Mapping[str, Clock]]
    questions: Mapping[int, Sequence[tuple[Question, str]]]
    outcomes: Mapping[int, tuple[Outcome, str]]
    last: Mapping[int, tuple[HistoryEntry, str]]
    tasks: Mapping[int, Sequence[tuple[Task, str, str]]]
    offers: Mapping[int, Sequence[tuple[Offer, str]]]
    versions: Mapping[int, str]  # by the words' id: what a member changed their words to


def around(session: Session, cases: Sequence[Case], enquiry_ids: Iterable[int]) -> Around:
    ids = [case.id for case in cases]
    changed = {case.words_id for case in cases if case.words_id}
    outcome_ids = [case.outcome_id for case in cases if case.outcome_id]
    found = enquiries.with_words(session, enquiry_ids)
    having_files = [number for number, (*_, files) in found.items() if files]
    return Around(
        enquiries=found,
        at_risk=case_rows.at_risk_among(session, having_files) if having_files else (),
        clocks=clocks.of_cases(session, ids),
        questions=enquiries.waiting_of_cases(session, ids),
        outcomes=case_rows.outcomes(session, outcome_ids) if outcome_ids else {},
        last=history.last_of_cases(session, ids, SHOWN, without=_taken_back(session, ids)),
        versions=texts(session, changed) if changed else {},
        tasks=tasks.of_cases(session, ids),
        offers=offers.of_cases(session, ids),
    )


def _taken_back(session: Session, ids: Sequence[int]) -> set[int]:
    """The entries that no longer stand: what was undone, and what was said in a reply that was withdrawn or corrected."""
    later = history.of_cases_and_kinds(session, ids, ("undone", "reply_corrected", "reply_withdrawn"))
    gone = {entry.facts["replied"] for entry in later if entry.event == "reply_withdrawn"}
    return {entry.facts.get("replied") or entry.facts["undoes"] for entry in later} | {
        entry.id for entry in later if entry.facts.get("replied") in gone
    }
