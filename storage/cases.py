"""Cases: what is tracked, one row an issue, and how each was answered."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    text,
    union_all,
    update,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from storage.base import Base
from storage.clocks import Clock
from storage.enquiries import Enquiry
from storage.words import Words

OPEN = ("new", "acknowledged", "in_progress", "waiting")
UNFINISHED = (*OPEN, "answered")
# As text, so that PostgreSQL sees that the index is meant.
_IS_SHARED = text("sharing <> 'not_shared' AND state <> 'closed'")


class Case(Base):
    """One issue. `version` rises with each change, so that an update can name the state it saw."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("enquiry_id", "issue_number"),
        Index("ix_cases_member_state", "member", "state"),
        Index("ix_cases_area_state", "area", "state"),
        Index("ix_cases_owner_state", "owner", "state"),
        Index("ix_cases_service_street", "service", "street"),
        Index("ix_cases_service_landmark", "service", "landmark"),
        Index("ix_cases_contact_state", "contact", "state"),
        Index("ix_cases_shared", "id", sqlite_where=_IS_SHARED, postgresql_where=_IS_SHARED),
        Index("ix_cases_service_place", "service", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiries.id"))
    issue_number: Mapped[int]
    member: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    words_id: Mapped[int | None] = mapped_column(
        ForeignKey("words.id")
    )  # empty: the enquiry's, as they were sent
    span_start: Mapped[int]  # which of those words this issue is
    span_end: Mapped[int]
    more_spans: Mapped[
        list[list[int]] | None
    ]  # further parts of the words: another issue was merged into this one
    service: Mapped[str | None]  # services.key
    place: Mapped[str]  # as people read it: "Stanley Road, Bootle"
    street: Mapped[str | None]
    landmark: Mapped[str | None]  # landmarks.landmark, where the place names one
    wards: Mapped[list[str]]
    area: Mapped[str | None]  # the partnership
    assumed_ward: Mapped[bool] = mapped_column(default=False)  # no place was named: the member's own ward
    confirmed: Mapped[bool] = mapped_column(default=True)  # False: service or place "to be confirmed"
    why: Mapped[str]
    contact: Mapped[str]  # people.key, always a person
    owner: Mapped[str]  # people.key, always a person
    emergency: Mapped[str | None]  # the kind of danger
    restricted: Mapped[bool] = mapped_column(default=False)  # words only in the duty officer's channel
    sharing: Mapped[str] = mapped_column(default="not_shared")  # not_shared | ward_members | everyone
    flags: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # those that stand, by kind
    cross_ward: Mapped[str | None]  # in a ward that is not the member's: asked | told | not_told
    waiting_for: Mapped[str | None]  # who, as people read it
    waiting_why: Mapped[str | None]
    waiting_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id", use_alter=True))


class CaseWard(Base):
    """A case in one of its wards, so that "what is open in my ward" is an indexed question."""

    __tablename__ = "case_wards"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    ward: Mapped[str] = mapped_column(primary_key=True, index=True)


class Outcome(Base):
    """How a case was answered: done, scheduled, not_ours, no, withdrawn; with the facts that kind needs."""

    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    facts: Mapped[dict[str, Any]]
    given_by: Mapped[str]
    given_at: Mapped[datetime]


class Reference(Base):
    """The last number given out; one row, so that references have no gaps and no doubles on either database."""

    __tablename__ = "references"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(session: Session, *, first: int) -> int:
    """The next case number, in this transaction. `first` is the number that the first case ever gets."""
    raised: int | None = session.scalar(_counting())
    if raised is None:
        session.add(Reference(id=1, last=first))
        session.flush()
        return first
    return raised


def place_in_wards(session: Session, case: Case) -> None:
    """`case_wards` says again what `case.wards` says."""
    for row in session.query(CaseWard).filter_by(case_id=case.id):
        session.delete(row)
    session.flush()
    put_in_wards(session, case)


def put_in_wards(session: Session, case: Case) -> None:
    """For a case that is in none yet."""
    session.add_all(CaseWard(case_id=case.id, ward=ward) for ward in sorted(set(case.wards)))


@cache
def _counting() -> ReturningUpdate[int]:
    return (
        update(Reference)
        .where(Reference.id == 1)
        .values(last=Reference.last + 1)
        .returning(Reference.last)
        .execution_options(synchronize_session=False)
    )


def by_reference(session: Session, reference: str) -> Case | None:
    return session.scalar(select(Case).where(Case.reference == reference.upper()))


def by_ids(session: Session, ids: Sequence[int]) -> Sequence[Case]:
    """Newest first."""
    return session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id.desc())).all()


def of_enquiry(session: Session, enquiry_id: int) -> Sequence[Case]:
    """The cases of one message; not those that are part of another one now."""
    return session.scalars(_of_enquiry(), {"enquiry": enquiry_id}).all()


@cache
def _of_enquiry() -> Select[Case]:
    found = select(Case).where(Case.enquiry_id == bindparam("enquiry"), Case.merged_into_id.is_(None))
    return found.order_by(Case.issue_number)


def at_risk_among(session: Session, enquiries: Collection[int]) -> set[int]:
    """Those of these enquiries that have a case about somebody at risk."""
    found = select(Case.enquiry_id).where(Case.enquiry_id.in_(enquiries), Case.restricted)
    return set(session.scalars(found))


def merged_of_enquiry(session: Session, enquiry_id: int) -> Sequence[Case]:
    """The cases of one message that are part of another one now."""
    return session.scalars(_merged_of_enquiry(), {"enquiry": enquiry_id}).all()


@cache
def _merged_of_enquiry() -> Select[Case]:
    found = select(Case).where(Case.enquiry_id == bindparam("enquiry"), Case.merged_into_id.is_not(None))
    return found.order_by(Case.issue_number)


def next_issue_number(session: Session, enquiry_id: int) -> int:
    return (session.scalar(select(func.max(Case.issue_number)).where(Case.enquiry_id == enquiry_id)) or 0) + 1


def going_on(session: Session, case: Case) -> Case:
    """The case itself, or the one that it is part of now."""
    while case.merged_into_id is not None:
        case = session.get_one(Case, case.merged_into_id)
    return case


def outcomes(session: Session, ids: Iterable[int]) -> dict[int, tuple[Outcome, str]]:
    """How cases were answered, by the outcome's id, each with its words."""
    found = session.execute(
        select(Outcome, Words.text).outerjoin(Words, Words.id == Outcome.words_id).where(Outcome.id.in_(ids))
    )
    return {outcome.id: (outcome, text or "") for outcome, text in found}


def unfinished_of_members(session: Session, members: Collection[str]) -> Sequence[Case]:
    return session.scalars(
        select(Case).where(Case.member.in_(members), Case.state.in_(UNFINISHED)).order_by(Case.id)
    ).all()


def recent_of_member(session: Session, member: str, limit: int = 20) -> Sequence[Case]:
    found = select(Case).where(Case.member == member, Case.merged_into_id.is_(None))
    return session.scalars(found.order_by(Case.id.desc()).limit(limit)).all()


def latest_enquiry_of(session: Session, member: str, *, since: datetime) -> Enquiry | None:
    """The newest enquiry of a member that was sent after `since` and has a case."""
    return session.scalar(_latest_enquiry(), {"member": member, "since": since})


@cache
def _latest_enquiry() -> Select[Enquiry]:
    return (
        select(Enquiry)
        .where(Enquiry.member == bindparam("member"), Enquiry.sent_at >= bindparam("since"))
        .where(select(Case.id).where(Case.enquiry_id == Enquiry.id).exists())
        .order_by(Enquiry.id.desc())
        .limit(1)
    )


def open_in_wards(
    session: Session, wards: Sequence[str], limit: int | None = 50, *, reader: str | None = None
) -> Sequence[Case]:
    """The newest first. With `reader`, only what is theirs or shared with others, so that what they may not see takes
    no place from what they may."""
    found = select(Case).where(Case.state.in_(UNFINISHED))
    found = found.where(
        select(CaseWard.case_id).where(CaseWard.case_id == Case.id, CaseWard.ward.in_(wards)).exists()
    )
    if reader is not None:
        own = (
            select(Case.id).where(who == reader, Case.state.in_(UNFINISHED))
            for who in (Case.member, Case.owner)
        )
        found = found.where(Case.id.in_(union_all(*own, select(Case.id).where(_IS_SHARED))))
    return session.scalars(found.order_by(Case.id.desc()).limit(limit)).all()


def unfinished_in_area(session: Session, area: str) -> Sequence[Case]:
    found = select(Case).where(Case.area == area, Case.state.in_(UNFINISHED))
    return session.scalars(found.order_by(Case.id)).all()


def recorded(session: Session, *, since: datetime) -> Sequence[Case]:
    """Those opened since a moment, and all that are unfinished, in the order of their numbers. What was merged into
    another is not counted twice."""
    found = select(Case).where(
        or_(Case.opened_at >= since, Case.state.in_(UNFINISHED)), Case.merged_into_id.is_(None)
    )
    return session.scalars(found.order_by(Case.id)).all()


def unfinished_with_clocks(session: Session, *, piece: int = 500) -> Iterator[tuple[Case, dict[str, Clock]]]:
    """Every case that is not closed, with its clocks by kind, in the order of their numbers; read in pieces."""
    after = 0
    while True:
        found = session.scalars(
            select(Case).where(Case.state.in_(UNFINISHED), Case.id > after).order_by(Case.id).limit(piece)
        ).all()
        if not found:
            return
        clocks: dict[int, dict[str, Clock]] = {case.id: {} for case in found}
        for clock in session.scalars(select(Clock).where(Clock.case_id.in_(clocks))):
            clocks[clock.case_id][clock.kind] = clock
        yield from ((case, clocks[case.id]) for case in found)
        after = found[-1].id


def page(session: Session, *, after: int = 0, limit: int = 500) -> Sequence[Case]:
    """The next cases after one, in the order of their ids."""
    return session.scalars(select(Case).where(Case.id > after).order_by(Case.id).limit(limit)).all()


def queue(session: Session, area: str, limit: int = 50) -> Sequence[Case]:
    """An area's unfinished cases, oldest first."""
    return session.scalars(
        select(Case).where(Case.area == area, Case.state.in_(OPEN)).order_by(Case.id).limit(limit)
    ).all()


def owned_by(session: Session, person: str, limit: int = 50) -> Sequence[Case]:
    return session.scalars(
        select(Case)
        .where((Case.owner == person) | (Case.contact == person), Case.state.in_(OPEN))
        .order_by(Case.id)
        .limit(limit)
    ).all()


def open_by_owner(session: Session) -> dict[str, int]:
    """How many unfinished cases each person owns: people.key -> how many."""
    counted = select(Case.owner, func.count()).where(Case.state.in_(OPEN)).group_by(Case.owner)
    return {row[0]: row[1] for row in session.execute(counted)}


def held_by(session: Session, people: Collection[str]) -> Sequence[Case]:
    """Every unfinished case that one of these people owns or is the contact of."""
    return session.scalars(
        select(Case)
        .where(or_(Case.owner.in_(people), Case.contact.in_(people)), Case.state.in_(UNFINISHED))
        .order_by(Case.id)
    ).all()


def count_held(session: Session, person: str) -> int:
    """How many unfinished cases somebody owns or is the contact of."""
    held = (Case.owner == person) | (Case.contact == person)
    return session.scalar(select(func.count()).where(held, Case.state.in_(UNFINISHED))) or 0


def with_ids(session: Session, ids: Collection[int]) -> Sequence[Case]:
    return session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id)).all()


def hold(session: Session, ids: Collection[int]) -> None:
    """Nobody else changes these cases until this transaction ends; where somebody just does, wait for them. (SQLite lets one
    write at a time anyhow.)"""
    session.execute(select(Case.id).where(Case.id.in_(ids)).order_by(Case.id).with_for_update())


def of_service_at(
    session: Session, service: str, *, street: str | None, place: str, limit: int = 100
) -> Sequence[Case]:
    """What was raised of one service in one street, the newest first; by the place's words where there is no street."""
    here = (Case.street.is_(None), Case.place == place) if street is None else (Case.street == street,)
    found = select(Case).where(Case.service == service, *here)
    return session.scalars(found.order_by(Case.id.desc()).limit(limit)).all()


def claim_version(session: Session, case: Case) -> bool:
    """Raise the version if nobody else has since `case` was read. False: somebody was quicker."""
    raised = session.scalar(_claiming(), {"case": case.id, "seen": case.version})
    if raised is None:
        return False
    set_committed_value(case, "version", raised)
    return True


@cache
def _claiming() -> ReturningUpdate[int]:
    return (
        update(Case)
        .where(Case.id == bindparam("case"), Case.version == bindparam("seen"))
        .values(version=Case.version + 1)
        .returning(Case.version)
        .execution_options(synchronize_session=False)
    )


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Case)) or 0


def count_open(session: Session, *, service: str | None = None, area: str | None = None) -> int:
    """The unfinished cases; those of one service, or in one area, where it is named."""
    query = select(func.count()).select_from(Case).where(Case.state.in_(UNFINISHED))
    if service is not None:
        query = query.where(Case.service == service)
    if area is not None:
        query = query.where(Case.area == area)
    return session.scalar(query) or 0
