"""Offers: what a body outside was asked to take on, and what became of it. Until somebody there accepts, it stays ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, and_, case, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.cases import Case
from storage.claims import change_if
from storage.words import Words

OPEN = ("offered", "accepted")


class Offer(Base):
    """`state` is offered, accepted, refused, done, handed_over (the case was answered with it), withdrawn or ended.

    `next_at` is empty once it is over, and never before.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_partner_state", "partner", "state"),
        Index("ix_offers_next", "next_at"),
        Index("ix_offers_body_state", "body", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    body: Mapped[str]  # bodies.key
    body_name: Mapped[str]  # as it was called then
    partner: Mapped[str | None]  # people.key of who speaks for the body; empty: nobody is listed
    asked_by: Mapped[str]  # people.key
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))  # what is asked
    state: Mapped[str] = mapped_column(default="offered")
    asked_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    news_at: Mapped[datetime | None]  # accepted: when they are asked for news
    next_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)  # reminders since they last said anything
    silences: Mapped[int] = mapped_column(default=0)  # days on which their word was due and did not come
    answered_by: Mapped[str | None]  # who at the partner, by name
    answered_on: Mapped[date | None]
    reference: Mapped[str | None]  # theirs
    answer_words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True)
class BodyCount:
    """What one body was offered and how it answers. `overdue` wait for its word past their date."""

    body: str
    name: str
    offered: int
    waiting: int
    accepted: int
    overdue: int
    silences: int


def of_case(session: Session, case_id: int) -> Sequence[Offer]:
    return session.scalars(select(Offer).where(Offer.case_id == case_id).order_by(Offer.id)).all()


def of_cases(session: Session, cases: Sequence[int]) -> dict[int, list[tuple[Offer, str]]]:
    """By the case's id: each offer with what is asked."""
    rows = session.execute(
        select(Offer, Words.text)
        .join(Words, Offer.words_id == Words.id)
        .where(Offer.case_id.in_(cases))
        .order_by(Offer.id)
    )
    found: dict[int, list[tuple[Offer, str]]] = {}
    for offer, words in rows:
        found.setdefault(offer.case_id, []).append((offer, words))
    return found


def open_of_case(session: Session, case_id: int) -> Sequence[Offer]:
    return [offer for offer in of_case(session, case_id) if offer.state in OPEN]


def held_by(session: Session, person: str) -> Sequence[Offer]:
    """The open offers that one person keeps after: those of the cases that are theirs."""
    found = select(Offer).join(Case, Offer.case_id == Case.id)
    return session.scalars(found.where(Offer.state.in_(OPEN), Case.owner == person).order_by(Offer.id)).all()


def cases_of_partner(session: Session, person: str) -> frozenset[int]:
    """The cases of which somebody at a partner has an open offer."""
    found = select(Offer.case_id).where(Offer.partner == person, Offer.state.in_(OPEN)).distinct()
    return frozenset(session.scalars(found))


def all_open(session: Session) -> Sequence[tuple[Offer, Case]]:
    found = select(Offer, Case).join(Case, Offer.case_id == Case.id).where(Offer.next_at.is_not(None))
    return [(offer, of) for offer, of in session.execute(found.order_by(Offer.id))]


def due(session: Session, now: datetime, limit: int) -> Sequence[Offer]:
    found = select(Offer).where(Offer.next_at <= now).order_by(Offer.next_at, Offer.id)
    return session.scalars(found.limit(limit)).all()


def claim(session: Session, offer: Offer, next_at: datetime, *, step: int) -> bool:
    """Move `next_at` on if nobody else has. False: another worker took this one, or somebody acted on it."""
    return change_if(
        session, offer, Offer.next_at == offer.next_at, Offer.step == offer.step, next_at=next_at, step=offer.step + step
    )  # fmt: skip


def speaks(session: Session, offer: Offer, partner: str | None) -> bool:
    """Another at the partner is asked from now on. False: somebody else noticed first."""
    same = Offer.partner.is_not_distinct_from(offer.partner)
    return change_if(session, offer, same, Offer.state.in_(OPEN), partner=partner)


def by_body(session: Session, now: datetime) -> list[BodyCount]:
    """Each body that was ever offered anything, the one that most is waited for first."""

    def count(*where: object) -> object:
        return func.sum(case((and_(*where), 1), else_=0))  # type: ignore[arg-type]

    overdue = or_(
        and_(Offer.state == "offered", Offer.reply_by < now),
        and_(Offer.state == "accepted", Offer.news_at < now),
    )
    rows = session.execute(
        select(
            Offer.body,
            func.max(Offer.body_name),
            func.count(),
            count(Offer.state == "offered"),
            count(Offer.state == "accepted"),
            count(overdue),
            func.sum(Offer.silences),
        ).group_by(Offer.body)  # type: ignore[call-overload]
    ).all()
    found = [BodyCount(row[0], row[1], *(int(number or 0) for number in row[2:])) for row in rows]
    return sorted(found, key=lambda each: (-each.overdue, -each.waiting, each.name))
