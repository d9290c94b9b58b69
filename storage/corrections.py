"""What people put right about how words were read: each waits for an administrator before the matcher learns from it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.certificates import Certificate
from storage.words import Words


class Correction(Base):
    """These words are about this service, says somebody. The words stay in `words`, so that erasing them is one place."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"), index=True)
    span_start: Mapped[int]
    span_end: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    service: Mapped[str]  # services.key: what it is
    was: Mapped[str | None]  # services.key: what it was taken for
    how: Mapped[str]  # rerouted | not_right | chosen
    by: Mapped[str]  # people.key
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting", index=True)  # waiting | approved | rejected
    decided_by: Mapped[str | None]  # people.key
    decided_at: Mapped[datetime | None]


def in_state(session: Session, state: str) -> Sequence[Correction]:
    """Those whose words are not erased, oldest first."""
    found = select(Correction).join(Words, Correction.words_id == Words.id)
    found = found.where(Correction.state == state, Words.text != "").order_by(Correction.id)
    return session.scalars(found).all()


def of_case(session: Session, case_id: int, service: str) -> Correction | None:
    found = select(Correction).where(Correction.case_id == case_id, Correction.service == service)
    return session.scalars(found).first()


def count(session: Session, state: str) -> int:
    """As many as `in_state` gives."""
    found = select(func.count()).join_from(Correction, Words, Correction.words_id == Words.id)
    return session.scalar(found.where(Correction.state == state, Words.text != "")) or 0


def decide(session: Session, correction_id: int, state: str, *, by: str, now: datetime) -> bool:
    """Whether it was still waiting, and so is decided now."""
    statement = (
        update(Correction)
        .where(Correction.id == correction_id, Correction.state == "waiting")
        .values(state=state, decided_by=by, decided_at=now)
        .returning(Correction.id)
    )
    return session.scalar(statement) is not None


def forget_waiting(session: Session, case_id: int) -> None:
    """What was put right about this case, and nobody has decided on yet."""
    session.execute(delete(Correction).where(Correction.case_id == case_id, Correction.state == "waiting"))


def mark(session: Session) -> str:
    """Another one after each change of what is approved: also when words are erased, or a resident in them blotted out,
    which leaves as many of the same date. Every erasure has its certificate; they are counted, as the last to be
    numbered is not always the last to be committed."""
    found = select(func.count(), func.max(Correction.decided_at))
    found = found.join_from(Correction, Words, Correction.words_id == Words.id)
    number, newest = session.execute(found.where(Correction.state == "approved", Words.text != "")).one()
    erasures = session.scalar(select(func.count()).select_from(Certificate))
    return f"{number} {newest} {erasures}"
