"""What members think of what is to be done in their ward, one row a view: who is to say what came of it, by when, and what
came of it. Their words are kept apart (storage/words.py)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.claims import change_if
from storage.ward_notices import WardNotice


class WardView(Base):
    """`effect` is changed, partly, not_changed, or withdrawn (with the notice); empty until somebody has said. `next_at`
    is empty from then on, and never before."""

    __tablename__ = "ward_views"
    __table_args__ = (Index("ix_ward_views_next", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("ward_notices.id"), index=True)
    person: Mapped[str]  # people.key: the member
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    given_at: Mapped[datetime]
    keeper: Mapped[str]  # people.key: says what came of it, always somebody present
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)  # reminders and rungs already taken
    effect: Mapped[str | None]
    effect_words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))  # the reason
    effect_by: Mapped[str | None]  # people.key
    effect_at: Mapped[datetime | None]


def all_open(session: Session) -> Sequence[tuple[WardView, WardNotice]]:
    """Every view of which nobody has said yet what came of it, the oldest first."""
    found = select(WardView, WardNotice).join(WardNotice, WardView.notice_id == WardNotice.id)
    rows = session.execute(found.where(WardView.next_at.is_not(None)).order_by(WardView.id))
    return [(view, notice) for view, notice in rows]


def of_notices(session: Session, notices: Collection[int]) -> Sequence[WardView]:
    found = select(WardView).where(WardView.notice_id.in_(notices))
    return session.scalars(found.order_by(WardView.id)).all()


def due(session: Session, now: datetime, limit: int) -> Sequence[WardView]:
    found = select(WardView).where(WardView.next_at <= now).order_by(WardView.next_at, WardView.id)
    return session.scalars(found.limit(limit)).all()


def claim(session: Session, view: WardView, next_at: datetime, *, step: int) -> bool:
    """Move `next_at` on if nobody else has. False: another worker took this one, or somebody answered it."""
    return change_if(
        session, view, WardView.next_at == view.next_at, WardView.step == view.step,
        next_at=next_at, step=view.step + step,
    )  # fmt: skip


def give(session: Session, view: WardView, keeper: str) -> bool:
    """Somebody else says what came of it. False: it was answered, or given to another, in the meantime."""
    return change_if(session, view, WardView.keeper == view.keeper, WardView.effect.is_(None), keeper=keeper)


def answer(session: Session, view: WardView, effect: str, words_id: int, *, by: str, now: datetime) -> bool:
    """What came of it. False: somebody said it first."""
    return change_if(
        session, view, WardView.effect.is_(None),
        effect=effect, effect_words_id=words_id, effect_by=by, effect_at=now, next_at=None,
    )  # fmt: skip
