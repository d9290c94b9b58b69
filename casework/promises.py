"""The invariant: at every instant each open promise has a named person who is present, and a next date.

A promise is a case, a planned date, a question to a member, a task, an offer to a partner, a member's view that is to be
answered, or words that are on no case yet. What is asked here changes nothing; the people move by covering, the dates by the clocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from casework.lifecycle import OPEN
from casework.rules import Rules, rules
from storage import Session
from storage.cases import Case, unfinished_with_clocks
from storage.clocks import Clock
from storage.enquiries import Question, lapsing_questions
from storage.offers import all_open as all_offers
from storage.tasks import all_open as all_tasks
from storage.ward_views import all_open as all_views

Kind = Literal["case", "scheduled", "question", "task", "offer", "view", "words"]

# What is due is looked at every few seconds. Longer than this, and nobody is looking.
LOOKED_AT_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Promise:
    """`of` names it for a person who looks for it; `person` is a people.key; `next_at` when somebody must act next."""

    kind: Kind
    of: str
    person: str
    next_at: datetime | None


@dataclass(frozen=True)
class Violation:
    """A promise that nobody keeps. `why` is a sentence, without anybody's words."""

    promise: Promise
    why: str


def open_promises(session: Session, *, now: datetime) -> Iterator[Promise]:
    """Every promise that is still to be kept, read in pieces: there may be many."""
    theirs = set()  # what a partner has accepted waits for them
    for task, case in all_tasks(session):
        yield Promise("task", f"{task.id} on {case.reference}", task.officer, task.next_at)
    for offer, case in all_offers(session):
        yield Promise("offer", f"{offer.id} on {case.reference}", case.owner, offer.next_at)
        if offer.state == "accepted":
            theirs.add(case.id)
    for view, _ in all_views(session):
        yield Promise("view", f"{view.id} on ward notice {view.notice_id}", view.keeper, view.next_at)
    for case, clocks in unfinished_with_clocks(session):
        yield from _of_case(case, clocks, is_theirs=case.id in theirs)
    for question in lapsing_questions(session):
        yield _of_words(session, question, now)


def violations(session: Session, *, now: datetime) -> Iterator[Violation]:
    """Each open promise whose person is not there, or whose next date is missing or was passed unseen."""
    found = rules(session)
    for promise in open_promises(session, now=now):
        why = _broken(found, promise, now)
        if why:
            yield Violation(promise, why)


def _of_case(case: Case, clocks: dict[str, Clock], *, is_theirs: bool) -> Iterator[Promise]:
    """An answered case is the member's to object to, or the owner's until its planned date; any other is the owner's,
    by the next moment at which one of its clocks is looked at."""
    running = {kind: clock.next_at for kind, clock in clocks.items() if clock.next_at is not None}
    if case.state not in OPEN:
        kind: Kind = "scheduled" if "scheduled" in running else "case"
        yield Promise(
            kind, case.reference, case.owner, running.get("scheduled") or running.get("right_of_reply")
        )
        return
    targets = [at for kind, at in running.items() if kind != "right_of_reply"]
    yield Promise("case", case.reference, case.owner, min(targets, default=None))
    if case.state == "waiting" and ("question" in running or not is_theirs):
        yield Promise("question", case.reference, case.owner, running.get("question"))


def _of_words(session: Session, question: Question, now: datetime) -> Promise:
    """Until the member says, words and files that are on no case are the duty officer's."""
    duty = rules(session).responsible(None, [], now).contact
    return Promise("words", f"message {question.message_id}", duty.key, question.due_at)


def _broken(found: Rules, promise: Promise, now: datetime) -> str | None:
    what = _WHAT[promise.kind].format(promise.of)
    if not found.is_present(promise.person, now):
        person = found.person(promise.person)
        return (
            f"{what} is with {person.name if person else promise.person}, who is away or no longer in post."
        )
    if promise.next_at is None:
        return f"{what} has no next date."
    if promise.next_at + LOOKED_AT_WITHIN < now:
        return f"{what} was to be looked at on {promise.next_at:%-d %B %Y, %H:%M} UTC, and was not."
    return None


_WHAT: dict[Kind, str] = {
    "case": "{}",
    "scheduled": "The planned work of {}",
    "question": "The question on {}",
    "task": "Task {}",
    "offer": "Offer {}",
    "view": "View {}",
    "words": "What a member wrote ({})",
}
