"""Keeping what people write: their words, the message they came in, and the files with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.files import say_refused, why_refused
from casework.masking import mask_place
from casework.spans import said, spans_of
from storage import Session
from storage.cases import Case, of_enquiry
from storage.enquiries import Enquiry
from storage.words import File, Message, Words, files_of_enquiry, message_at


@dataclass(frozen=True)
class SaidFile:
    id: str
    name: str
    mimetype: str
    size: int
    is_elsewhere: bool = False  # a link that Slack shows as a file: there are no bytes to pass on


@dataclass(frozen=True)
class Said:
    """One message as it reached us. `text` is the words a person reads: markup undone, the bot's mention removed.

    `channel_kind` is direct, or channel; `at` is when it was written, from Slack's `ts`."""

    team: str
    channel: str
    ts: str
    thread_ts: str | None
    author: str  # Slack user id
    text: str
    at: datetime
    door: str
    files: tuple[SaidFile, ...] = ()

    @property
    def has_place(self) -> bool:
        """Whether the words stand in a conversation, so that they can be answered there. A command's and a form's
        stand nowhere: their `channel` is the name of the door."""
        return self.door not in ("command", "form")


def keep_words(
    session: Session, text: str, person: str, *, at: datetime, replaces: Words | None = None
) -> Words:
    """Keep one version of somebody's words; `replaces` is the version it stands for from now on, or, of a draft, the words
    that it answers: whatever is done with those is done with it."""
    version = replaces.version + 1 if replaces else 1
    words = Words(
        text=text, person=person, said_at=at, version=version, replaces_id=replaces.id if replaces else None
    )
    session.add(words)
    session.flush()
    return words


def keep_sent_on(session: Session, text: str, person: str, *, at: datetime, message: Message | None) -> Words:
    """Words that go on from the message they stand in: the same row where they are the same, else its next version. A
    copy beside it would be named by nothing, and so be found by nobody who erases them."""
    before = session.get(Words, message.words_id) if message and message.words_id else None
    if before is not None and before.text == text:
        return before
    return keep_words(session, text, person, at=at, replaces=before)


def keep_message(
    session: Session,
    said: Said,
    person: str,
    purpose: str,
    *,
    words: Words | None = None,
    enquiry_id: int | None = None,
    case_id: int | None = None,
) -> Message:
    """Keep where a message stands and what it became; its files with it. Of a file that goes no further its author is
    told, and the rest goes on."""
    message = Message(
        team=said.team,
        channel=said.channel,
        ts=said.ts,
        thread_ts=said.thread_ts,
        person=person,
        purpose=purpose,
        words_id=words.id if words else None,
        enquiry_id=enquiry_id,
        case_id=case_id,
        said_at=said.at,
    )
    session.add(message)
    session.flush()
    kept = [
        File(
            slack_file=file.id,
            name=file.name,
            mimetype=file.mimetype,
            size=file.size,
            message_id=message.id,
            enquiry_id=enquiry_id,
            refused=why_refused(session, file.name, file.size, is_elsewhere=file.is_elsewhere, at=said.at),
        )
        for file in said.files
    ]
    session.add_all(kept)
    session.flush()
    refused = [file for file in kept if file.refused]
    if refused:
        say_refused(session, message, refused, said.author, now=said.at)
    return message


def is_known(session: Session, said: Said) -> bool:
    """Whether this message was taken in before: the same event twice does nothing the second time."""
    return message_at(session, said.channel, said.ts) is not None


def raised_words(session: Session, case: Case) -> str:
    """The message that raised a case, for those entitled: all of it, but only the case's own part of one in which
    something else is about somebody at risk."""
    if _is_beside_danger(session, case):
        return issue_words(session, case)
    return text_of(session, version_of(session, case))


def with_files(cases: Sequence[Case]) -> list[Case]:
    """Those of a message's cases that have its files. Nobody knows what a photograph shows: where somebody may be at
    risk, it is theirs alone."""
    return [case for case in cases if case.restricted] or list(cases)


def files_of(session: Session, case: Case) -> Sequence[File]:
    """The files of the message that raised a case, as far as they are the case's."""
    return () if _is_beside_danger(session, case) else files_of_enquiry(session, case.enquiry_id)


def _is_beside_danger(session: Session, case: Case) -> bool:
    return not case.restricted and any(each.restricted for each in of_enquiry(session, case.enquiry_id))


def issue_words(session: Session, case: Case) -> str:
    """The part of the member's words that this case is about."""
    return said(text_of(session, version_of(session, case)), spans_of(case))


def masked_place(case: Case) -> str:
    """The place as whoever does not read the whole case reads it: staff write residents into it, too."""
    return mask_place(case.place, (case.street or "", case.landmark or "", *case.wards))


def version_of(session: Session, case: Case) -> int:
    """The version of the member's words that this case is about: as they were sent, or as they were changed since."""
    return case.words_id or session.get_one(Enquiry, case.enquiry_id).words_id


def text_of(session: Session, words_id: int | None) -> str:
    words = session.get(Words, words_id) if words_id else None
    return words.text if words else ""
