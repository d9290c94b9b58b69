"""People's own words, apart from everything else, so that erasing them is one place. And the messages they came in."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from secrets import token_hex

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Words(Base):
    """One version of what one person wrote. Never changed, only erased; an edit is a new row with the next version. A draft
    `replaces` the words that it answers.

    The history covers a digest of the words with their `salt`: without the salt nobody can find out by trying whether
    somebody wrote a certain thing, so it is erased with the words."""

    __tablename__ = "words"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    person: Mapped[str]  # people.key
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    said_at: Mapped[datetime]
    salt: Mapped[str | None] = mapped_column(default=lambda: token_hex(16))  # empty: the words are erased


class Message(Base):
    """A Slack message that Wardline took in, and what it became. Unique on where it stands."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("team", "channel", "ts"),
        Index("ix_messages_thread", "channel", "thread_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str]
    channel: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str | None]
    person: Mapped[str]
    purpose: Mapped[str]  # enquiry | reply | answer | note | query | chase | chatter | taken_back
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    said_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class File(Base):
    """A file somebody attached: Slack keeps the bytes, this row says which message and case it belongs to.

    `refused` says why it is not passed on: too_large, type, elsewhere. Only what is neither that nor deleted counts."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("slack_file", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_file: Mapped[str]
    name: Mapped[str]
    mimetype: Mapped[str]
    size: Mapped[int]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    refused: Mapped[str | None]
    deleted_at: Mapped[datetime | None]


COUNTS = (File.refused.is_(None), File.deleted_at.is_(None))


def covering(salt: str | None, text: str) -> str | None:
    """What the history covers of words; None once they are erased."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest() if salt else None


def erase(words: Words) -> None:
    """The words and their salt are gone; that somebody said something, and when, stays."""
    words.text, words.salt = "", None


def texts(session: Session, ids: Collection[int]) -> dict[int, str]:
    found = session.execute(select(Words.id, Words.text).where(Words.id.in_(ids)))
    return {row.id: row.text for row in found}


def message_at(session: Session, channel: str, ts: str) -> Message | None:
    return session.scalar(_message_at(), {"channel": channel, "ts": ts})


@cache
def _message_at() -> Select[Message]:
    return select(Message).where(Message.channel == bindparam("channel"), Message.ts == bindparam("ts"))


def last_said(session: Session, until: str) -> dict[str, str]:
    """{channel: ts of the last message up to `until`} of every conversation in which anything was said."""
    found = select(Message.channel, func.max(Message.ts)).where(Message.ts <= until).group_by(Message.channel)
    return {str(channel): str(ts) for channel, ts in session.execute(found)}


def threads_between(session: Session, since: str, until: str, limit: int) -> Sequence[tuple[str, str]]:
    """The threads in which anybody wrote then, (channel, ts of what heads it), those that spoke last first."""
    heads = func.coalesce(Message.thread_ts, Message.ts)
    found = (
        select(Message.channel, heads)
        .where(Message.ts >= since, Message.ts <= until)
        .group_by(Message.channel, heads)
        .order_by(func.max(Message.ts).desc())
        .limit(limit)
    )
    return [(str(row[0]), str(row[1])) for row in session.execute(found)]


def standing_in_thread(session: Session, channel: str, thread_ts: str) -> Sequence[str]:
    """Where in a thread its known messages stand, as far as nobody is known to have deleted them."""
    heads = or_(Message.ts == thread_ts, Message.thread_ts == thread_ts)
    found = select(Message.ts).where(Message.channel == channel, heads, Message.deleted_at.is_(None))
    return session.scalars(found.order_by(Message.ts)).all()


def files_of_enquiry(session: Session, enquiry_id: int) -> Sequence[File]:
    found = select(File).where(File.enquiry_id == enquiry_id, *COUNTS)
    return session.scalars(found.order_by(File.id)).all()


def files_of_message(session: Session, message_id: int) -> Sequence[File]:
    found = select(File).where(File.message_id == message_id, *COUNTS)
    return session.scalars(found.order_by(File.id)).all()


def words_on_case(session: Session, case_id: int, *, person: str) -> Sequence[str]:
    """What one person wrote on a case after it was opened, in its newest version, oldest first."""
    return session.scalars(_words_on_case(), {"case": case_id, "person": person}).all()


@cache
def _words_on_case() -> Select[str]:
    return (
        select(Words.text)
        .join(Message, Message.words_id == Words.id)
        .where(
            Message.case_id == bindparam("case"),
            Message.person == bindparam("person"),
            Message.purpose != "taken_back",
        )
        .order_by(Message.id)
    )


def lone_files(
    session: Session, person: str, channel: str, *, since: datetime, heading: str | None = None
) -> Sequence[File]:
    """Files that belong to no enquiry yet, from one person in one conversation, oldest first: those sent since a
    moment, and those of the message that heads a thread."""
    where = {"person": person, "channel": channel, "since": since, "heading": heading}
    return session.scalars(_lone_files(), where).all()


@cache
def _lone_files() -> Select[File]:
    return (
        select(File)
        .join(Message, File.message_id == Message.id)
        .where(
            File.enquiry_id.is_(None),
            *COUNTS,
            Message.person == bindparam("person"),
            Message.channel == bindparam("channel"),
            or_(Message.said_at >= bindparam("since"), Message.ts == bindparam("heading")),
        )
        .order_by(File.id)
    )
