"""Notices of what is to be done in a ward: the action, who of the ward's members has been told, and whether it has been
announced to others or withdrawn. They name no case and nobody who raised one. What members think: ward_views.py."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.claims import change_if


class WardNotice(Base):
    """`state`: draft (only its author has seen it), sent (the ward's members are being told), announced (to others),
    withdrawn (it is not done, and who was told of it is told so)."""

    __tablename__ = "ward_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    wards: Mapped[list[str]]
    what: Mapped[str]
    place: Mapped[str]  # as people read it
    starts_on: Mapped[date]  # the days are confirmed by the author
    ends_on: Mapped[date | None]
    who: Mapped[str]  # does it, as people read it
    involvement: Mapped[str]  # inform | consult | involve
    state: Mapped[str] = mapped_column(default="draft")
    author: Mapped[str]  # people.key
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    announced_in: Mapped[list[str]] = mapped_column(
        default=list, server_default="[]"
    )  # channels, by Slack id
    withdrawn_at: Mapped[datetime | None]
    withdrawn_words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))  # the reason


class WardNoticeReader(Base):
    """One member of the ward. `state`: waiting, told, unreachable (then member support was asked to tell them), or not_told
    (it was withdrawn before)."""

    __tablename__ = "ward_notice_readers"

    notice_id: Mapped[int] = mapped_column(ForeignKey("ward_notices.id"), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)  # people.key
    state: Mapped[str]
    at: Mapped[datetime]
    words_id: Mapped[int | None] = mapped_column(
        ForeignKey("words.id")
    )  # the latest of their views: ward_views.py has them all


def hold(session: Session, notice_id: int) -> WardNotice | None:
    """The notice, and nobody else settles who knows of it until this transaction ends."""
    return session.scalar(
        select(WardNotice)
        .where(WardNotice.id == notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def move(session: Session, notice: WardNotice, before: str, after: str) -> bool:
    """On to the next state. False: somebody was quicker."""
    return change_if(session, notice, WardNotice.state == before, state=after)


def readers(session: Session, notice_id: int) -> Sequence[WardNoticeReader]:
    found = select(WardNoticeReader).where(WardNoticeReader.notice_id == notice_id)
    return session.scalars(found.order_by(WardNoticeReader.person)).all()


def sent_between(session: Session, since: datetime, until: datetime) -> Sequence[WardNotice]:
    """Those that the wards' members were told of in that time, oldest first."""
    found = select(WardNotice).where(WardNotice.sent_at >= since, WardNotice.sent_at < until)
    return session.scalars(found.order_by(WardNotice.sent_at, WardNotice.id)).all()


def readers_of(session: Session, notices: Collection[int]) -> Sequence[WardNoticeReader]:
    found = select(WardNoticeReader).where(WardNoticeReader.notice_id.in_(notices))
    return session.scalars(found.order_by(WardNoticeReader.notice_id, WardNoticeReader.person)).all()
