"""Putting words with the case they belong to: a reply, a withdrawal, an objection; and asking which case was meant."""

from datetime import datetime
from typing import Any

from casework import cases, deletions, edits, questions, replies
from casework.errors import CaseworkError, NotAllowed, TooLate
from casework.history import record
from casework.notifications import tell
from casework.rules import local_day, rules
from directory.council import Person
from storage import Session
from storage.cases import Case, going_on
from storage.enquiries import Question, claim_question
from storage.words import Message, Words, files_of_message


def answer_question(session: Session, question_id: int, key: str, *, by: Person, now: datetime) -> None:
    """One of Wardline's own questions is answered, by a button or in words."""
    question = questions.by_number(session, question_id)
    if question.kind not in ("which_case", "new_words", "gone", "gone_words"):
        questions.choose(session, question_id, key, by=by, now=now)
        return
    if question.asked_of != by.key:
        raise NotAllowed("That question was asked of somebody else.")
    if question.kind != "which_case":
        if not claim_question(session, question, key, now=now):
            raise TooLate(
                "That has been answered, or you have changed the message again since. Nothing was done."
            )
        answered_by = edits.answer if question.kind == "new_words" else deletions.answer
        answered_by(session, question, key, by=by, now=now)
        return
    if question.message_id is None or not claim_question(session, question, key, now=now):
        raise TooLate("I have put those words with a case already.")
    message = session.get_one(Message, question.message_id)
    case = going_on(session, session.get_one(Case, int(key)))
    place(session, case, message, question.meant or "reply", person=by, now=now)


def ask_which_case(
    session: Session, message: Message, found: list[Case], kind: str, *, person: Person, now: datetime
) -> Question:
    """Words that could belong to several cases go to none of them until the member has said which; or, where they do
    not say by the end of the next working day, to the newest, marked as not sure."""
    question = Question(
        kind="which_case",
        enquiry_id=found[0].enquiry_id,
        message_id=message.id,
        asked_of=person.key,
        options=[f"{case.id}={case.reference}" for case in found],
        meant=kind,
        asked_at=now,
        due_at=_end_of_next_working_day(session, now),
    )
    session.add(question)
    session.flush()
    return question


def ask_about_file(session: Session, message: Message, *, person: Person, now: datetime) -> None:
    """A file without words, which its author was asked about: the duty officer hears of it if they never say."""
    session.add(
        Question(
            kind="lone_file",
            message_id=message.id,
            asked_of=person.key,
            options=[],
            asked_at=now,
            due_at=_end_of_next_working_day(session, now),
        )
    )
    session.flush()


def stop_waiting(session: Session, question: Question, *, now: datetime) -> bool:
    """Nobody answered: what they wrote reaches a person all the same. False: somebody was quicker."""
    if question.message_id is None or not claim_question(session, question, "no answer", now=now):
        return False
    message = session.get_one(Message, question.message_id)
    if question.kind == "lone_file":
        _pass_on_file(session, message, now=now)
    else:
        _put_with_newest(session, message, question, now=now)
    return True


def _put_with_newest(session: Session, message: Message, question: Question, *, now: datetime) -> None:
    """Words of which nobody said where they belong: with somebody at risk, else on the newest case that is not closed, as
    words and nothing more. They withdraw nothing and open nothing again; whoever reads them sorts it with the member."""
    found = [
        going_on(session, session.get_one(Case, int(option.key))) for option in questions.options_of(question)
    ]
    case = max(found, key=lambda case: (case.restricted, case.state != "closed", case.id))
    message.case_id, message.enquiry_id = case.id, case.enquiry_id
    words = session.get_one(Words, message.words_id)
    by = rules(session).person(question.asked_of)
    facts = {"could_be": [case.reference for case in found], "message": message.id}
    replies.hear(session, case, words, by=by, now=now, facts=facts)
    if files_of_message(session, message.id):
        record(
            session, "files_added", case=case, actor=message.person, facts={"message": message.id}, now=now
        )


def _pass_on_file(session: Session, message: Message, *, now: datetime) -> None:
    if all(file.enquiry_id is not None for file in files_of_message(session, message.id)):
        return
    member = rules(session).person(message.person)
    facts = {"name": member.name if member else message.person, "on": local_day(message.said_at).isoformat()}
    recipient = f"channel:{rules(session).duty_channel()}"
    tell(session, "file_unexplained", recipient, facts=facts, now=now, dedup=f"file_unexplained:{message.id}")


def _end_of_next_working_day(session: Session, now: datetime) -> datetime:
    return rules(session).calendar(now).end_of_working_day(now, 1)


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
                replies.hear(session, case, words, by=person, now=now, facts={"message": message.id})
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
