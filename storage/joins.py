"""Cases of different messages that are about the same thing: those that may be, and those that staff have joined."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Base
from storage.cases import UNFINISHED, Case


class Join(Base):
    """A case in a group of joined cases. A group has no row of its own: it is named by the first case it had."""

    __tablename__ = "joins"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(index=True)
    joined_by: Mapped[str]  # people.key
    joined_at: Mapped[datetime]


class Duplicate(Base):
    """A case that may be about the same thing as one before it, until somebody says so or not. Said once a pair."""

    __tablename__ = "duplicates"
    __table_args__ = (UniqueConstraint("case_id", "of_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))  # on its card it is suggested
    of_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    why: Mapped[str]
    state: Mapped[str] = mapped_column(default="suspected")  # suspected | joined | told_apart
    suspected_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]


def group_of(session: Session, case_id: int) -> int | None:
    return groups_of(session, [case_id]).get(case_id)


def groups_of(session: Session, case_ids: Iterable[int]) -> dict[int, int]:
    """The groups of those of the cases that are in one."""
    return dict(session.execute(_groups_of(), {"cases": list(case_ids)}).all())


@cache
def _groups_of() -> Select[int, int]:
    return select(Join.case_id, Join.group_id).where(Join.case_id.in_(bindparam("cases", expanding=True)))


def joined_with(session: Session, case_id: int) -> Sequence[Case]:
    """The other cases of its group, in the order of their numbers."""
    return session.scalars(_joined_with(), {"case": case_id}).all()


@cache
def _joined_with() -> Select[Case]:
    own = aliased(Join)
    found = select(Case).join(Join, Join.case_id == Case.id).join(own, own.group_id == Join.group_id)
    return found.where(own.case_id == bindparam("case"), Case.id != bindparam("case")).order_by(Case.id)


def put(session: Session, cases: Sequence[Case], group_id: int, *, by: str, now: datetime) -> None:
    """These cases are in this group from now on; who was in it, or in another, stays as who joined them."""
    for case in cases:
        row = session.get(Join, case.id, populate_existing=True)
        if row is None:
            session.add(Join(case_id=case.id, group_id=group_id, joined_by=by, joined_at=now))
        else:
            row.group_id = group_id
    session.flush()


def leave(session: Session, case_id: int) -> None:
    session.execute(delete(Join).where(Join.case_id == case_id))


def alike(
    session: Session, case: Case, *, landmarks: Sequence[str], answered_since: datetime, limit: int
) -> Sequence[Case]:
    """Cases of other messages about the same service in the same street or at one of these landmarks, newest first:
    unfinished, or answered since. Neither those at risk nor those that were paired with this one before."""
    places = [Case.street == case.street] if case.street else []
    if landmarks:
        places.append(Case.landmark.in_(landmarks))
    if case.service is None or not places:
        return ()
    pair = or_(
        and_(Duplicate.case_id == case.id, Duplicate.of_id == Case.id),
        and_(Duplicate.case_id == Case.id, Duplicate.of_id == case.id),
    )
    found = (
        select(Case)
        .where(Case.service == case.service, or_(*places), Case.enquiry_id != case.enquiry_id)
        .where(
            or_(Case.state.in_(UNFINISHED), and_(Case.state == "closed", Case.answered_at >= answered_since))
        )
        .where(Case.restricted.is_(False), Case.merged_into_id.is_(None), ~exists().where(pair))
    )
    return session.scalars(found.order_by(Case.id.desc()).limit(limit)).all()


def suspect(session: Session, case_id: int, of_id: int, *, why: str, now: datetime) -> Duplicate:
    row = Duplicate(case_id=case_id, of_id=of_id, why=why, suspected_at=now)
    session.add(row)
    session.flush()
    return row


def suspected_of(session: Session, case_id: int) -> Sequence[Duplicate]:
    """What a case's card still suggests."""
    return session.scalars(_suspected_of(), {"case": case_id}).all()


@cache
def _suspected_of() -> Select[Duplicate]:
    found = select(Duplicate).where(Duplicate.case_id == bindparam("case"), Duplicate.state == "suspected")
    return found.order_by(Duplicate.id)


def suggested_on(session: Session, case_id: int) -> Sequence[int]:
    """The cases on whose card this one is suggested, so that they show it as it stands."""
    return session.scalars(_suggested_on(), {"case": case_id}).all()


@cache
def _suggested_on() -> Select[int]:
    found = select(Duplicate.case_id).where(
        Duplicate.of_id == bindparam("case"), Duplicate.state == "suspected"
    )
    return found.order_by(Duplicate.case_id)


def decide(session: Session, duplicate_id: int, state: str, *, by: str, now: datetime) -> bool:
    """Whether nobody had said anything about the two, and so this is said now."""
    statement = (
        update(Duplicate)
        .where(Duplicate.id == duplicate_id, Duplicate.state == "suspected")
        .values(state=state, decided_by=by, decided_at=now)
        .returning(Duplicate.id)
    )
    return session.scalar(statement) is not None


def settle(session: Session, case_ids: Sequence[int], *, by: str, now: datetime) -> None:
    """Whatever was suggested between these cases is answered: they are joined."""
    statement = (
        update(Duplicate)
        .where(Duplicate.case_id.in_(case_ids), Duplicate.of_id.in_(case_ids), Duplicate.state == "suspected")
        .values(state="joined", decided_by=by, decided_at=now)
    )
    session.execute(statement)


def count_joined(session: Session, case_ids: Iterable[int]) -> dict[int, int]:
    """How many cases are in the group of each, itself among them; only of those that are in a group."""
    own, others = aliased(Join), aliased(Join)
    found = select(own.case_id, func.count()).join(others, others.group_id == own.group_id)
    return dict(session.execute(found.where(own.case_id.in_(case_ids)).group_by(own.case_id)).all())
