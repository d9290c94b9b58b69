"""Words between the member and the people working on a case. Nothing goes to the member but through `send`."""

from datetime import datetime
from typing import Any

from casework import cases, clocks, contributors, gate, prepared_texts
from casework.errors import NotUnderstood, TooLate
from casework.history import record
from casework.words import keep_sent_on, keep_words, text_of, version_of
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.words import Message, Words, erase, files_of_message

LONGEST = 3_000  # characters that go to a member at once: what one field of a form holds, so that a door is like any other


def check_length(text: str) -> str:
    """The words, stripped. Raises NotUnderstood where there are none or more than one message carries."""
    text = text.strip()
    if not text:
        raise NotUnderstood("There are no words to send yet. Write the reply, then press Preview.")
    if len(text) > LONGEST:
        raise NotUnderstood(
            f"That is {len(text):,} characters, and {LONGEST:,} fit. Nothing was sent: shorten it, or send it in parts."
        )
    return text


def check_words(session: Session, text: str) -> str:
    """The same for words to a member: also nothing of a prepared text may be left to be filled in."""
    text = check_length(text)
    left = prepared_texts.gaps_left(session, text)
    if left:
        raise NotUnderstood(left)
    return text


def send(
    session: Session,
    case_id: int,
    text: str,
    *,
    by: Person,
    now: datetime,
    message: Message | None = None,
    along_with: int | None = None,
) -> Case:
    """Send words to the member, from a preview that `by` has seen. `message` is the thread message they stand in;
    its files go with them. `along_with` is the history entry of a joined case that the same words were sent in.

    The same thread message is sent once: a second press is refused by the state of its row.
    """
    text = check_words(session, text)
    if message is not None and message.purpose == "reply":
        raise NotUnderstood("That message has been sent already.")
    case = gate.begin(session, case_id, "reply", by=by, now=now)
    cases.take_up(session, case, now=now)
    words = keep_sent_on(session, text, by.key, at=now, message=message)
    if message is not None:
        message.purpose, message.words_id = "reply", words.id
    facts = {"message": message.id} if message else {}
    if along_with is not None:
        facts["along_with"] = along_with
    record(session, "replied", case=case, actor=by.key, words_id=words.id, facts=facts, now=now)
    return case


def draft(session: Session, case_id: int, text: str, *, act: str, by: Person, now: datetime) -> int:
    """Keep what is about to be previewed, for `act` (reply, ask, answer), with the member's words on its case. Returns the
    words' id: the form carries that, never the words."""
    text = check_words(session, text)
    case = gate.check(session, case_id, act, by=by, now=now)
    answered = session.get(Words, version_of(session, case))
    return keep_words(session, text, by.key, at=now, replaces=answered).id


def drafted(session: Session, words_id: int, *, by: Person) -> str:
    """The words that somebody has seen in their preview: only their own, so an altered form gains nothing."""
    words = session.get(Words, words_id)
    if words is None or words.person != by.key:
        raise NotUnderstood("That preview is not yours. Write it again.")
    return words.text


def take_draft(session: Session, words_id: int, *, by: Person) -> str:
    """The same, to be sent now: they are kept as what was sent, and as a draft no longer. Raises TooLate for a second
    press."""
    text = drafted(session, words_id, by=by)
    if not text:
        raise TooLate("That has been sent already, or the form stood open for days. Look at the case.")
    erase(session.get_one(Words, words_id))
    return text


def send_draft(
    session: Session, case_id: int, words_id: int, *, by: Person, now: datetime, message_id: int | None = None
) -> Case:
    """Send what was previewed."""
    text = take_draft(session, words_id, by=by)
    message = own_note(session, message_id, by=by) if message_id else None
    return send(session, case_id, text, by=by, now=now, message=message)


def send_note(session: Session, message_id: int, *, by: Person, now: datetime) -> Case:
    """Send a thread message as it stands, from its preview."""
    message = own_note(session, message_id, by=by)
    if message.case_id is None:
        raise NotUnderstood("That message belongs to no case.")
    return send(session, message.case_id, text_of(session, message.words_id), by=by, now=now, message=message)


def own_note(session: Session, message_id: int, *, by: Person) -> Message:
    """Somebody's own thread message, by its number."""
    message = session.get(Message, message_id)
    if message is None or message.person != by.key:
        raise NotUnderstood("Only its author can send a message from the thread.")
    return message


def files_of_note(session: Session, message_id: int, *, by: Person) -> list[str]:
    """The names of the files that go along when somebody's own thread message is sent."""
    return [file.name for file in files_of_message(session, own_note(session, message_id, by=by).id)]


def hear(
    session: Session,
    case: Case,
    words: Words,
    *,
    by: Person | None,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """The member wrote on their case: the words appear in the case's thread at once. `by` None: they wrote it before
    now, and have left the council since."""
    gate.begin(session, case.id, "hear", by=by, now=now)
    was_asked = clocks.is_running(session, case, "question")
    if was_asked:
        case.waiting_for = case.waiting_why = case.waiting_until = None
        clocks.end_question(session, case, now=now)
    contributors.settle_waiting(session, case)
    event = "member_answered" if was_asked else "member_replied"
    record(session, event, case=case, actor=words.person, words_id=words.id, facts=facts, now=now)
