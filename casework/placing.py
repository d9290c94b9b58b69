"""Putting words with the case they belong to: a reply, a withdrawal, an objection; and asking which case was meant."""

from datetime import datetime
from typing import Any

from casework import cases, questions, replies
from casework.errors import CaseworkError, NotAllowed, TooLate
from casework.history import record
from casework.notifications import tell
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.enquiries import Question
from storage.words import Message, Words, files_of_message


def answer_question(session: Session, question_id: int, key: str, *, by: Person, now: datetime) -> None:
    """One of Wardline's own questions is answered, by a button or in words."""
    question = session.get_one(Question, question_id)
    if question.kind != "which_case":
        questions.choose(session, question_id, key, by=by, now=now)
        return
    if question.asked_of != by.key:
        raise NotAllowed("That question was asked of somebody else.")
    if question.answered_at is not None or question.message_id is None:
        raise TooLate("I have put those words with a case already.")
    question.answered_at, question.answer = now, key
    message = session.get_one(Message, question.message_id)
    place(session, session.get_one(Case, int(key)), message, "reply", person=by, now=now)


def ask_which_case(
    session: Session, message: Message, found: list[Case], *, person: Person, now: datetime
) -> Question:
    """Words that could belong to several cases go to none of them until the member has said which."""
    question = Question(
        kind="which_case",
        enquiry_id=found[0].enquiry_id,
        message_id=message.id,
        asked_of=person.key,
        options=[f"{case.id}={case.reference}" for case in found],
        asked_at=now,
    )
    session.add(question)
    session.flush()
    return question


def place(
    session: Session, case: Case, message: Message, kind: str, *, person: Person, now: datetime
) -> None:
    """One message on one case, as what it means. What cannot be done any more is said, and the words still arrive."""
    message.case_id, message.enquiry_id = case.id, case.enquiry_id
    words = session.get_one(Words, message.words_id)
    facts = {
        "reference": case.reference,
        "case": case.id,
        "message": message.id,
        "thread_ts": message.thread_ts or message.ts,
    }
    try:
        match kind:
            case "withdraw":
                cases.withdraw(session, case.id, by=person, now=now)
            case "settle":
                cases.settle(session, case.id, by=person, now=now)
            case "object":
                cases.reopen(
                    session,
                    case,
                    by=person,
                    why="The member says it is not sorted.",
                    words_id=words.id,
                    now=now,
                )
            case _:
                replies.hear(session, case, words, by=person, now=now)
                _say_heard(session, case, message, facts, kind=kind, person=person, now=now)
                _add_files(session, case, message, person=person, now=now)
                return
    except CaseworkError as refused:
        tell(session, "refused", f"user:{person.slack_id}", facts={**facts, "says": refused.says}, now=now)
        return
    if kind != "object":
        tell(session, f"{kind}_done", f"user:{person.slack_id}", facts=facts, now=now)


def _say_heard(
    session: Session,
    case: Case,
    message: Message,
    facts: dict[str, Any],
    *,
    kind: str,
    person: Person,
    now: datetime,
) -> None:
    """A tick on words in their own thread; a line where the member may have meant something else."""
    recipient = f"user:{person.slack_id}"
    if case.state == "closed" or kind == "join":
        notice = "closed_reply" if case.state == "closed" else "joined"
        tell(session, notice, recipient, facts=facts, now=now)
    else:
        tick = {"name": "white_check_mark", "ts": message.ts, "channel": message.channel}
        tell(session, "heard", recipient, facts=tick, method="react", now=now)


def _add_files(session: Session, case: Case, message: Message, *, person: Person, now: datetime) -> None:
    if files_of_message(session, message.id):
        record(session, "files_added", case=case, actor=person.key, facts={"message": message.id}, now=now)
