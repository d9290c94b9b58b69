"""What a councillor sent: one row a message, form or command, with its place in Slack."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


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


class Question(Base):
    """Something a person was asked and has yet to answer; the answer counts wherever it is written."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # service | place | which_case | owner | lone_file
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    asked_of: Mapped[str] = mapped_column(index=True)
    asked_by: Mapped[str | None]
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    options: Mapped[list[str]]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]  # the option's key; words are in `words`


def by_place(session: Session, team: str, channel: str, ts: str) -> Enquiry | None:
    return session.scalar(
        select(Enquiry).where(Enquiry.team == team, Enquiry.channel == channel, Enquiry.ts == ts)
    )


def waiting_questions(session: Session, person: str) -> Sequence[Question]:
    """What one person has been asked and has not answered, newest first."""
    return session.scalars(
        select(Question)
        .where(Question.asked_of == person, Question.answered_at.is_(None))
        .order_by(Question.id.desc())
    ).all()


def waiting_questions_of_case(session: Session, case_id: int) -> Sequence[Question]:
    return session.scalars(
        select(Question)
        .where(Question.case_id == case_id, Question.answered_at.is_(None))
        .order_by(Question.id)
    ).all()


def waiting_questions_of_enquiry(session: Session, enquiry_id: int) -> Sequence[Question]:
    return session.scalars(
        select(Question)
        .where(Question.enquiry_id == enquiry_id, Question.answered_at.is_(None))
        .order_by(Question.id)
    ).all()
