"""Questions to a member: from the person working on the case, and Wardline's own about service or place."""

from dataclasses import dataclass
from datetime import datetime

from casework import cases, clocks, contributors, gate, routing
from casework.errors import NotUnderstood, TooLate
from casework.history import record
from casework.replies import check_words
from casework.rules import rules
from casework.words import keep_words
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.enquiries import Question, waiting_questions_of_case

SOMETHING_ELSE = "something_else"


@dataclass(frozen=True)
class Option:
    """One answer a person can press. `key` names a service, a ward or a case."""

    key: str
    words: str


def ask_member(session: Session, case_id: int, text: str, *, by: Person, now: datetime) -> Case:
    """Ask the member something in words. The case waits for them, and the answer clock stands still."""
    text = check_words(session, text)
    case = gate.begin(session, case_id, "ask", by=by, now=now)
    cases.take_up(session, case, now=now)
    words = keep_words(session, text, by.key, at=now)
    member = rules(session).person(case.member)
    session.add(
        Question(
            kind="owner",
            enquiry_id=case.enquiry_id,
            case_id=case.id,
            asked_of=case.member,
            asked_by=by.key,
            words_id=words.id,
            options=[],
            asked_at=now,
        )
    )
    session.flush()
    case.waiting_for = member.name if member else "the member"
    case.waiting_why = "an answer to a question"
    case.waiting_until = clocks.start_question(session, case, now=now)
    record(session, "asked", case=case, actor=by.key, words_id=words.id, now=now)
    return case


def ask_which(session: Session, case: Case, kind: str, options: list[Option], *, now: datetime) -> Question:
    """Wardline's own question about a case that is to be confirmed: which service, or which place."""
    question = Question(
        kind=kind,
        enquiry_id=case.enquiry_id,
        case_id=case.id,
        asked_of=case.member,
        options=[f"{option.key}={option.words}" for option in options],
        asked_at=now,
    )
    session.add(question)
    session.flush()
    record(session, "service_asked", case=case, facts={"question": question.id}, now=now)
    return question


def options_of(question: Question) -> tuple[Option, ...]:
    return tuple(Option(*packed.split("=", 1)) for packed in question.options)


def by_number(session: Session, question_id: int) -> Question:
    question = session.get(Question, question_id)
    if question is None:
        raise NotUnderstood("I can't find that question any more. The card shows what was understood.")
    return question


def choose(session: Session, question_id: int, key: str, *, by: Person, now: datetime) -> Case:
    """The member pressed an answer to Wardline's question, or a person settled it for them."""
    question = by_number(session, question_id)
    if question.answered_at is not None or question.case_id is None:
        raise TooLate("That question has been answered already. The card shows what was understood.")
    case = gate.check(session, question.case_id, "confirm", by=by, now=now)
    if question.kind == "service" and key != SOMETHING_ELSE:
        case = routing.confirm(session, case.id, service=key, by=by, now=now, chosen=True)
    elif key != SOMETHING_ELSE:
        place = next((option.words for option in options_of(question) if option.key == key), None)
        case = routing.confirm(session, case.id, wards=key.split("|"), place=place, by=by, now=now)
    question.answered_at, question.answer = now, key  # last: taken back, the question is open again
    return case


def close_open_own(session: Session, case_id: int, answer: str, *, now: datetime) -> None:
    """What Wardline itself still asked about a case is answered now; a person's question waits on."""
    for question in waiting_questions_of_case(session, case_id):
        if question.kind in ("service", "place"):
            question.answered_at, question.answer = now, answer


def close_open(session: Session, case_id: int, answer: str, *, now: datetime) -> None:
    """Whatever was still asked about a case is answered now."""
    for question in waiting_questions_of_case(session, case_id):
        question.answered_at, question.answer = now, answer


def lapse(session: Session, case: Case, *, why: str = "", now: datetime) -> None:
    """Ten working days without an answer, or the member has left (`why`): back to the owner, whose clock runs on."""
    if case.state != "waiting":
        return
    gate.begin(session, case.id, "resume", by=None, now=now)
    case.waiting_for = case.waiting_why = case.waiting_until = None
    close_open(session, case.id, "no answer", now=now)
    clocks.end_question(session, case, now=now)
    contributors.settle_waiting(session, case)
    record(session, "resumed", case=case, facts={"why": why}, now=now)
