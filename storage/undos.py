"""The last act on a case that may still be taken back, with how the case stood before it and after it: one row a case,
for a minute."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import cases, clocks, joins, offers, tasks
from storage.base import Base, Moment
from storage.cases import Case
from storage.clocks import Clock
from storage.corrections import Correction
from storage.enquiries import Question
from storage.stand_ins import StandIn

Look = dict[str, Any]


class Undo(Base):
    __tablename__ = "undos"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    history_id: Mapped[int] = mapped_column(ForeignKey("history.id"))
    until: Mapped[datetime] = mapped_column(index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


def look(session: Session, case: Case) -> Look:
    """All that an act may change of a case, as plain values that can be kept and put back."""
    session.flush()
    questions = session.scalars(select(Question).where(Question.case_id == case.id)).all()
    taught = session.scalars(select(Correction.id).where(Correction.case_id == case.id)).all()
    return {
        "version": case.version,
        "case": _kept(case, _OF_CASE),
        "clocks": {kind: _kept(clock, _OF_CLOCK) for kind, clock in clocks.of_case(session, case.id).items()},
        "questions": {str(question.id): _kept(question, _OF_QUESTION) for question in questions},
        "corrections": sorted(taught),
        "stand_ins": {row.part: _kept(row, _OF_STAND_IN) for row in _stand_ins(session, case)},
        "suspected": [row.id for row in joins.suspected_of(session, case.id)],
        "contributors": {
            **{f"task:{row.id}": [row.state, row.officer] for row in tasks.of_case(session, case.id)},
            **{f"offer:{row.id}": [row.state, row.partner] for row in offers.of_case(session, case.id)},
        },
    }


def put_back(session: Session, case: Case, before: Look) -> None:
    """The case, its clocks, its questions and who has it for whom, as they were. What the act had noted for learning, or
    suspected to be the same, is forgotten, unless somebody has decided on it."""
    _fill(case, before["case"])
    cases.place_in_wards(session, case)
    running = clocks.of_case(session, case.id)
    for kind, clock in running.items():
        if kind in before["clocks"]:
            _fill(clock, before["clocks"][kind])
        else:
            session.delete(clock)
    for number, kept in before["questions"].items():
        _fill(session.get_one(Question, int(number)), kept)
    for row in _stand_ins(session, case):
        if row.part in before["stand_ins"]:
            _fill(row, before["stand_ins"][row.part])
        else:
            session.delete(row)
    for pair in joins.suspected_of(session, case.id):
        if pair.id not in before["suspected"]:
            session.delete(pair)
    session.execute(
        delete(Correction).where(
            Correction.case_id == case.id,
            Correction.state == "waiting",
            Correction.id.not_in(before["corrections"]),
        )
    )
    session.flush()


def keep(session: Session, case_id: int, history_id: int, until: datetime, before: Look, after: Look) -> None:
    """The newest act takes the place of any before it."""
    row = session.get(Undo, case_id)
    if row is None:
        row = Undo(case_id=case_id)
        session.add(row)
    row.history_id, row.until, row.before, row.after = history_id, until, before, after
    session.flush()


def is_as_after(session: Session, case: Case, row: Undo) -> bool:
    """Whether nothing has changed since the act. Wardline's own questions are not counted: the act closes them after it."""
    now = look(session, case)
    return all(now[part] == row.after[part] for part in ("version", "case", "clocks", "contributors"))


def take(session: Session, row: Undo) -> bool:
    """Whether it was still there for us to use, or to let go: it is gone now."""
    taken = delete(Undo).where(Undo.case_id == row.case_id, Undo.history_id == row.history_id)
    return session.scalar(taken.returning(Undo.case_id)) is not None


def expired(session: Session, now: datetime, limit: int = 50) -> Sequence[Undo]:
    return session.scalars(select(Undo).where(Undo.until <= now).order_by(Undo.until).limit(limit)).all()


def _stand_ins(session: Session, case: Case) -> Sequence[StandIn]:
    of_case = select(StandIn).where(StandIn.noun == "case", StandIn.row_id == case.id)
    return session.scalars(of_case).all()


def _kept(row: Case | Clock | Question | StandIn, names: Collection[str]) -> Look:
    values = {name: getattr(row, name) for name in names}
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values.items()}


def _fill(row: Case | Clock | Question | StandIn, kept: Look) -> None:
    moments = {column.key for column in row.__table__.columns if isinstance(column.type, Moment)}
    for name, value in kept.items():
        setattr(row, name, datetime.fromisoformat(value) if value and name in moments else value)


def _columns(kind: type[Base], stays: Collection[str]) -> list[str]:
    return [column.key for column in kind.__table__.columns if column.key not in stays]


_OF_CASE = _columns(Case, ("id", "reference", "enquiry_id", "issue_number", "member", "version"))
_OF_CLOCK = _columns(Clock, ("id", "case_id", "kind"))
_OF_QUESTION = ("answered_at", "answer")
_OF_STAND_IN = _columns(StandIn, ("id", "noun", "row_id", "part"))
