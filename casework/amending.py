"""A reply that has been sent, corrected or withdrawn: the member's copy changes and they are told, and the history keeps
every version. Nothing follows from an edit or a deletion in Slack until it is sent from a preview, like the reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework import gate
from casework.errors import NotUnderstood, TooLate
from casework.facts import SentReply
from casework.history import record
from casework.notifications import tell
from casework.replies import check_words, drafted
from casework.rules import rules
from casework.undoable import standing
from casework.words import keep_words, text_of
from directory.council import Person
from storage import Session
from storage.cases import Case
from storage.history import HistoryEntry, of_case
from storage.words import Message, Words

_LOST = "I can't find that reply. Choose it again: More… on the case's card, then Correct a reply."


@dataclass(frozen=True)
class Standing:
    """What has become of a sent reply: its words now, and when it was corrected or withdrawn last."""

    words_id: int | None
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None


def standing_of(session: Session, entry: HistoryEntry) -> Standing:
    """A `replied` entry, as the member should read it now."""
    found = Standing(entry.words_id)
    for later in of_case(session, entry.case_id or 0):
        if later.facts.get("replied") != entry.id:
            continue
        if later.event == "reply_corrected":
            found = Standing(later.words_id, corrected_at=later.at)
        elif later.event == "reply_withdrawn":
            found = Standing(None, withdrawn_at=later.at)
    return found


def as_it_stands(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """The entries without what was undone or withdrawn; of a reply that was corrected, the correction."""
    found = standing(entries)
    withdrawn = {each.facts["replied"] for each in found if each.event == "reply_withdrawn"}
    replaced = withdrawn | {each.facts["replied"] for each in found if each.event == "reply_corrected"}
    return [each for each in found if each.id not in replaced and each.facts.get("replied") not in withdrawn]


def sent_from(session: Session, message: Message) -> HistoryEntry | None:
    """The entry of the reply that was sent from a thread message."""
    found = of_case(session, message.case_id) if message.case_id else ()
    sent = [each for each in found if each.event == "replied" and each.facts.get("message") == message.id]
    return sent[-1] if sent else None


def sent_on(session: Session, case: Case) -> list[SentReply]:
    """The replies that a member can still read on a case, newest first."""
    sent = [entry for entry in reversed(of_case(session, case.id)) if entry.event == "replied"]
    found = [(entry, standing_of(session, entry)) for entry in sent]
    return [_reply(session, entry, stands) for entry, stands in found if stands.withdrawn_at is None]


def reply_on(session: Session, case: Case, entry_id: int) -> SentReply:
    """One reply that stands on this case: a number in a button proves nothing."""
    entry, stands = _sent(session, entry_id)
    if entry.case_id != case.id:
        raise NotUnderstood(_LOST)
    return _reply(session, entry, stands)


def offer_amendment(session: Session, message: Message, text: str, *, person: Person, now: datetime) -> None:
    """The author edited a message that the member has: they see, alone, what the member would read."""
    entry = sent_from(session, message)
    stands = standing_of(session, entry) if entry else None
    if entry is None or stands is None or stands.withdrawn_at or text_of(session, stands.words_id) == text:
        return
    where = {"user": person.slack_id, "thread_ts": message.thread_ts}
    kind = "amendment_preview"
    try:
        words = keep_words(
            session, check_words(session, text), person.key, at=now, replaces=_words(session, stands.words_id)
        )
        facts = {"message": message.id, "entry": entry.id, "words": words.id, **where}
    except NotUnderstood as refused:
        kind, facts = "refused", {"says": refused.says, **where}
    tell(session, kind, f"channel:{message.channel}", facts=facts, method="ephemeral", now=now)


def offer_withdrawal(session: Session, message: Message, *, now: datetime) -> None:
    """A message that the member has is gone from the thread. Whoever wrote it is asked, and nobody else: Slack does not
    say who deleted it, and where no person did, nothing is meant by it."""
    entry = sent_from(session, message)
    author = rules(session).person(message.person)
    if entry is None or author is None or not author.slack_id or standing_of(session, entry).withdrawn_at:
        return
    facts = {
        "message": message.id, "entry": entry.id, "user": author.slack_id, "thread_ts": message.thread_ts,
    }  # fmt: skip
    tell(
        session, "withdrawal_preview", f"channel:{message.channel}", facts=facts, method="ephemeral", now=now
    )


def draft(
    session: Session, case_id: int, entry_id: int, text: str, *, by: Person, now: datetime
) -> tuple[Case, SentReply, int]:
    """Keep corrected words that is about to be previewed: the case, what the member reads now, and the new words' id."""
    case = gate.check(session, case_id, "amend", by=by, now=now)
    reply = reply_on(session, case, entry_id)
    stands = _sent(session, entry_id)[1]
    text = check_words(session, text)
    if text == reply.words:
        raise NotUnderstood("Those are the words that were sent. Change them first, or press Cancel.")
    words = keep_words(session, text, by.key, at=now, replaces=_words(session, stands.words_id))
    return case, reply, words.id


def correct(session: Session, entry_id: int, words_id: int, *, by: Person, now: datetime) -> Case:
    """Send corrected words that `by` has seen in a preview."""
    drafted(session, words_id, by=by)
    case, stands = _begin(session, entry_id, by=by, now=now)
    if stands.words_id == words_id:
        raise TooLate("Those words have been sent already.")
    facts = {"replied": entry_id, "was": stands.words_id}
    record(session, "reply_corrected", case=case, actor=by.key, words_id=words_id, facts=facts, now=now)
    return case


def withdraw(session: Session, entry_id: int, *, by: Person, now: datetime) -> Case:
    """The member no longer has the words, and is told that they were withdrawn."""
    case, stands = _begin(session, entry_id, by=by, now=now)
    facts = {"replied": entry_id, "was": stands.words_id}
    record(session, "reply_withdrawn", case=case, actor=by.key, facts=facts, now=now)
    return case


def _begin(session: Session, entry_id: int, *, by: Person, now: datetime) -> tuple[Case, Standing]:
    """The case is claimed before what stands is read: of two who press at once the second sees the first."""
    entry = _entry(session, entry_id)
    case = gate.begin(session, entry.case_id or 0, "amend", by=by, now=now)
    return case, _sent(session, entry_id)[1]


def _sent(session: Session, entry_id: int) -> tuple[HistoryEntry, Standing]:
    entry = _entry(session, entry_id)
    stands = standing_of(session, entry)
    if stands.withdrawn_at is not None:
        raise TooLate("That reply has been withdrawn already. Write a new one instead.")
    return entry, stands


def _entry(session: Session, entry_id: int) -> HistoryEntry:
    entry = session.get(HistoryEntry, entry_id)
    if entry is None or entry.event != "replied":
        raise NotUnderstood(_LOST)
    return entry


def _reply(session: Session, entry: HistoryEntry, stands: Standing) -> SentReply:
    author = rules(session).person(entry.actor or "")
    words = text_of(session, stands.words_id)
    return SentReply(entry.id, author.name if author else "Somebody", entry.at, words)


def _words(session: Session, words_id: int | None) -> Words | None:
    return session.get(Words, words_id) if words_id else None
