"""What is measured of each case, in one query a piece: its clocks, how it ended, what was thought of it. No table here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, select
from sqlalchemy.orm import Session, aliased

from storage.cases import Case, Outcome
from storage.clocks import Clock
from storage.ratings import of_cases

PIECE = 1_000


@dataclass
class Measured:
    case_id: int
    service: str | None
    area: str | None
    state: str
    reopened: int
    acknowledged_at: datetime | None
    answered_at: datetime | None
    outcome: str | None
    acknowledge_due: datetime | None
    acknowledge_missed: datetime | None
    answer_due: datetime | None
    answer_missed: datetime | None
    member_scores: dict[str, int] = field(default_factory=dict)  # question -> score
    staff_scores: dict[str, int] = field(default_factory=dict)


def measured(session: Session, *, since: datetime, until: datetime) -> Iterator[Measured]:
    """Every case opened in that time, oldest first, read in pieces. Withdrawn ones never came to an answer, and what
    was merged is counted with the case that it is part of: not among them."""
    first, second = aliased(Clock), aliased(Clock)
    query = (
        select(
            Case.id, Case.service, Case.area, Case.state, Case.reopened, Case.acknowledged_at, Case.answered_at,
            Outcome.kind, first.due_at, first.missed_at, second.due_at, second.missed_at,
        )
        .outerjoin(Outcome, Outcome.id == Case.outcome_id)
        .outerjoin(first, (first.case_id == Case.id) & (first.kind == "acknowledge"))
        .outerjoin(second, (second.case_id == Case.id) & (second.kind == "answer"))
        .where(*_counted(since, until))
        .order_by(Case.id)
    )  # fmt: skip
    for piece in session.execute(query.execution_options(yield_per=PIECE)).partitions():
        found: list[tuple[Any, ...]] = [tuple(row) for row in piece]
        rows = {values[0]: Measured(*values) for values in found}
        for rating in of_cases(session, list(rows)):
            scores = (
                rows[rating.case_id].member_scores
                if rating.side == "member"
                else rows[rating.case_id].staff_scores
            )
            scores[rating.question] = rating.score
        yield from rows.values()


def opened_by_wards(session: Session, *, since: datetime, until: datetime) -> Sequence[tuple[str, int]]:
    """How many of the same cases lie in which wards (as JSON), without those that are about somebody at risk."""
    wards = cast(Case.wards, Text)
    found = select(wards, func.count()).where(*_counted(since, until), Case.restricted.is_(False))
    return [(row[0], row[1]) for row in session.execute(found.group_by(wards))]


def first_of_areas(session: Session) -> dict[str, datetime]:
    """When the first case of each area was opened."""
    first = select(func.min(Case.id)).where(Case.area.is_not(None)).group_by(Case.area)
    found = session.execute(select(Case.area, Case.opened_at).where(Case.id.in_(first)))
    return {area: at for area, at in found if area is not None}


def _counted(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Case.opened_at >= since,
        Case.opened_at < until,
        (Case.state != "closed") | Case.outcome_id.is_not(None),
        Case.merged_into_id.is_(None),
    )
