"""A member's message, or a file in it, that is gone from Slack. Slack does not say who deleted it, a person or the workspace's own clearing
out: its author is asked, nobody else, and nothing happens until they say."""

from collections.abc import Collection
from datetime import datetime, timedelta

from casework import cases, gate
from casework.edits import cases_of, say
from casework.history import record
from casework.questions import Option
from casework.rules import rules
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.enquiries import Question, count_asked
from storage.history import of_case
from storage.words import Message, files_of_message

ALL, KEEP, BACK = "gone:all", "gone:keep", "gone:back"
# More than this within the hour is no person deleting messages: one line then says so, and no more is asked.
MOST_ASKED = 3
HOUR = timedelta(hours=1)


def heed(session: Session, message: Message, *, now: datetime) -> None:
    """A message that is with cases has been deleted."""
    author = rules(session).person(message.person)
    kind = "gone" if message.purpose == "enquiry" else "gone_words"
    if author is None or not author.slack_id:
        return
    mine = _open_to(session, message, author, kind, now)
    if not mine:
        return
    asked = count_asked(session, author.key, kind, since=now - HOUR)
    if asked >= MOST_ASKED:
        if asked == MOST_ASKED:
            say(session, message, author, "many_gone", {}, now=now)
        return
    question = Question(
        kind=kind,
        enquiry_id=message.enquiry_id,
        message_id=message.id,
        asked_of=author.key,
        options=[f"{option.key}={option.words}" for option in _options(kind, mine)],
        asked_at=now,
    )
    session.add(question)
    session.flush()
    say(
        session,
        message,
        author,
        kind,
        {"question": question.id, "cases": [case.id for case in mine], "asker": author.key},
        now=now,
    )


def note_removed(
    session: Session,
    message: Message,
    kept: Collection[str],
    cases: list[Case],
    *,
    now: datetime,
) -> None:
    """The author deleted files of a message; `kept` are those that are still there. It is noted, and whoever works on
    the case is told; the case stays as it is, and so does what was passed on."""
    gone = [file for file in files_of_message(session, message.id) if file.slack_file not in kept]
    for file in gone:
        file.deleted_at = now
    session.flush()
    for file in gone:
        for case in cases:
            facts = {"file": file.id, "message": message.id}
            record(session, "file_removed", case=case, actor=message.person, facts=facts, now=now)


def answer(session: Session, question: Question, key: str, *, by: Person, now: datetime) -> None:
    """What the author says; the question is theirs, and claimed."""
    message = session.get_one(Message, question.message_id)
    mine = _open_to(session, message, by, question.kind, now)
    if key == BACK:
        for case in mine:
            _take_back(session, case, message, by=by, now=now)
        message.purpose = "taken_back"
    chosen = [case for case in mine if key in (ALL, f"gone:{case.id}")]
    for case in chosen:
        cases.withdraw(session, case.id, by=by, now=now)
    done = {KEEP: "gone_kept", BACK: "gone_taken_back"}.get(key, "withdraw_done")
    for case in mine if key in (KEEP, BACK) else chosen:
        say(session, message, by, done, {"case": case.id, "reference": case.reference}, now=now)


def _take_back(session: Session, case: Case, message: Message, *, by: Person, now: datetime) -> None:
    """The words go from the case's thread; that they were there stays in the history."""
    gate.begin(session, case.id, "reword", by=by, now=now)
    said = [entry.id for entry in of_case(session, case.id) if entry.facts.get("message") == message.id]
    facts = {"message": message.id, "said": said}
    record(session, "words_taken_back", case=case, actor=by.key, facts=facts, now=now)


def _options(kind: str, mine: list[Case]) -> list[Option]:
    if kind == "gone_words":
        return [Option(BACK, "Take it back"), Option(KEEP, "Leave it there")]
    each = [Option(f"gone:{case.id}", f"Withdraw {case.reference}") for case in mine]
    if len(mine) == 1:
        return [*each, Option(KEEP, "Keep it")]
    return [*each, Option(ALL, "Withdraw them all"), Option(KEEP, "Keep them all")]


def _open_to(session: Session, message: Message, person: Person, kind: str, now: datetime) -> list[Case]:
    act, found = "withdraw" if kind == "gone" else "reword", rules(session)
    return [
        case
        for case in cases_of(session, message)
        if case.state != "closed" and found.standing(person, case, now).may(act)
    ]
