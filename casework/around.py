"""The rows around some cases, each kind read once however many cases there are: a list costs what one card costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage import Session, clocks, enquiries, history, offers, tasks
from storage import cases as case_rows
from storage.cases import Case, Outcome
from storage.clocks import Clock
from storage.enquiries import Enquiry, Question
from storage.history import HistoryEntry
from storage.offers import Offer
from storage.tasks import Task

# What the member may read of a case: what was said to them, or that somebody took it up.
SHOWN = ("replied", "asked", "answered", "acknowledged", "rerouted", "reopened")


@dataclass(frozen=True)
class Around:
    """By the case's id, but `enquiries` by the enquiry's: each with its words, and the number of its files."""

    enquiries: Mapping[int, tuple[Enquiry, str, int]]
    clocks: Mapping[int, Mapping[str, Clock]]
    questions: Mapping[int, Sequence[tuple[Question, str]]]
    outcomes: Mapping[int, tuple[Outcome, str]]
    last: Mapping[int, tuple[HistoryEntry, str]]
    tasks: Mapping[int, Sequence[tuple[Task, str, str]]]
    offers: Mapping[int, Sequence[tuple[Offer, str]]]


def around(session: Session, cases: Sequence[Case], enquiry_ids: Iterable[int]) -> Around:
    ids = [case.id for case in cases]
    outcome_ids = [case.outcome_id for case in cases if case.outcome_id]
    return Around(
        enquiries=enquiries.with_words(session, enquiry_ids),
        clocks=clocks.of_cases(session, ids),
        questions=enquiries.waiting_of_cases(session, ids),
        outcomes=case_rows.outcomes(session, outcome_ids) if outcome_ids else {},
        last=history.last_of_cases(session, ids, SHOWN),
        tasks=tasks.of_cases(session, ids),
        offers=offers.of_cases(session, ids),
    )
