"""What a councillor sent: one row a message, form or command, with its place in Slack."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Integer, Select, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.claims import change_if
from storage.words import COUNTS, File, Words


class Enquiry(Base):
    """Unique on where the words stand: (team, channel, ts); a form's view id or a command's trigger id as `ts`."""

    __tablename__ = "enquiries"
    __table_args__ = (UniqueConstraint("team", "channel", "ts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str]
    channel: Mapped[str]
    ts: Mapped[str]
    door: Mapped[str]  # direct | mention | shortcut | form | command
    member: Mapped[str] = mapped_column(index=True)  # people.key
    raised_by: Mapped[str]  # people.key: the member, or who raised it for them
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    sent_at: Mapped[datetime]  # when the words were written: the clocks start here
    received_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # when its words went; the cases stay as figures
    cleared_at: Mapped[datetime | None]  # when everything that anybody wrote on its cases went, too


class Question(Base):
    """Something a person was asked and has yet to answer; the answer counts wherever it is written.

    One about words or a file that are on no case yet has `due_at`: then they go to a person without the answer.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # service | place | which_case | owner | lone_file | new_words | gone | gone_words
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    asked_of: Mapped[str] = mapped_column(index=True)
    asked_by: Mapped[str | None]
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    options: Mapped[list[str]]
    asked_at: Mapped[datetime]
    # What the words would do to a case: reply, withdraw, settle, object (which_case); what new words would change, as
    # JSON (new_words).
    meant: Mapped[str | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]  # the option's key; words are in `words`


def by_place(session: Session, team: str, channel: str, ts: str) -> Enquiry | None:
    return session.scalar(
        select(Enquiry).where(Enquiry.team == team, Enquiry.channel == channel, Enquiry.ts == ts)
    )


def salt_of(session: Session, enquiry_id: int) -> str | None:
    """The salt of the member's words; None once they are erased."""
    return session.get_one(Words, session.get_one(Enquiry, enquiry_id).words_id).salt


def salts_of(session: Session, enquiry_ids: Iterable[int]) -> dict[int, str | None]:
    found = select(Enquiry.id, Words.salt).join(Words, Words.id == Enquiry.words_id)
    return dict(session.execute(found.where(Enquiry.id.in_(enquiry_ids))).all())


def with_words(session: Session, ids: Iterable[int]) -> dict[int, tuple[Enquiry, str, int]]:
    """These enquiries, each with its words and the number of its files."""
    found = session.execute(_with_words(), {"ids": list(ids)})
    return {enquiry.id: (enquiry, text or "", number) for enquiry, text, number in found}


@cache
def _with_words() -> Select[Enquiry, str, int]:
    files = select(func.count()).where(File.enquiry_id == Enquiry.id, *COUNTS).scalar_subquery()
    return (
        select(Enquiry, Words.text, files)
        .outerjoin(Words, Words.id == Enquiry.words_id)
        .where(Enquiry.id.in_(bindparam("ids", expanding=True)))
    )


def waiting_questions(session: Session, person: str) -> Sequence[Question]:
    """What one person has been asked and has not answered, newest first; what a lone file is about is asked apart."""
    return session.scalars(_waiting(), {"person": person}).all()


@cache
def _waiting() -> Select[Question]:
    asked = select(Question).where(Question.asked_of == bindparam("person"), Question.answered_at.is_(None))
    return asked.where(Question.kind != "lone_file").order_by(Question.id.desc())


def waiting_questions_of_message(session: Session, message_id: int) -> Sequence[Question]:
    waiting = select(Question).where(Question.message_id == message_id, Question.answered_at.is_(None))
    return session.scalars(waiting.order_by(Question.id)).all()


def count_asked(session: Session, person: str, kind: str, *, since: datetime) -> int:
    """How often one person has been asked one kind of question since a moment."""
    asked = select(func.count()).select_from(Question)
    asked = asked.where(Question.asked_of == person, Question.kind == kind, Question.asked_at >= since)
    return session.scalar(asked) or 0


def due_questions(session: Session, now: datetime, limit: int = 5) -> Sequence[Question]:
    """Those whose answer was waited for long enough, longest due first."""
    return session.scalars(_due(), {"now": now, "limit": limit}).all()


@cache
def _due() -> Select[Question]:
    return (
        select(Question)
        .where(Question.due_at <= bindparam("now"), Question.answered_at.is_(None))
        .order_by(Question.due_at, Question.id)
        .limit(bindparam("limit", type_=Integer))
    )


def lapsing_questions(session: Session) -> Sequence[Question]:
    """Every question that goes to a person by itself if nobody answers it."""
    waiting = select(Question).where(Question.due_at.is_not(None), Question.answered_at.is_(None))
    return session.scalars(waiting.order_by(Question.id)).all()


def claim_question(session: Session, question: Question, answer: str, *, now: datetime) -> bool:
    """Answer a question if nobody has yet. False: somebody was quicker."""
    return change_if(session, question, Question.answered_at.is_(None), answered_at=now, answer=answer)


def waiting_questions_of_case(session: Session, case_id: int) -> Sequence[Question]:
    return session.scalars(
        select(Question)
        .where(Question.case_id == case_id, Question.answered_at.is_(None))
        .order_by(Question.id)
    ).all()


def waiting_of_cases(session: Session, case_ids: Iterable[int]) -> dict[int, list[tuple[Question, str]]]:
    """What waits for an answer, by case, oldest first, each with its words."""
    waiting: dict[int, list[tuple[Question, str]]] = {}
    for question, text in session.execute(_waiting_of_cases(), {"cases": list(case_ids)}):
        if question.case_id:
            waiting.setdefault(question.case_id, []).append((question, text or ""))
    return waiting


@cache
def _waiting_of_cases() -> Select[Question, str]:
    return (
        select(Question, Words.text)
        .outerjoin(Words, Words.id == Question.words_id)
        .where(Question.case_id.in_(bindparam("cases", expanding=True)), Question.answered_at.is_(None))
        .order_by(Question.id)
    )
