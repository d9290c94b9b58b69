"""What its people do to a case, and how it closes: each act changes the row once, and records what happened."""

from datetime import datetime

from casework import clocks, contributors, stand_ins
from casework.errors import NoSuchCase
from casework.gate import begin, check_standing
from casework.history import record
from casework.rules import rules, rules_to_decide_by
from casework.undoable import look, offer
from directory.council import Person
from storage import Session, leavers
from storage.cases import Case
from storage.history import of_case


def acknowledge(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    before = look(session, case_id)
    case = begin(session, case_id, "acknowledge", by=by, now=now)
    take_up(session, case, now=now)
    entry = record(session, "acknowledged", case=case, actor=by.key, now=now)
    offer(session, case, entry, before)
    return case


def take_up(session: Session, case: Case, *, now: datetime) -> None:
    """A person has acted on the case: that is an acknowledgement too."""
    case.acknowledged_at = case.acknowledged_at or now
    _stop_calling(session, case, now=now)


def _stop_calling(session: Session, case: Case, *, now: datetime) -> None:
    """A person has it: nobody else needs to be called to it."""
    clocks.stop(session, case, "acknowledge", now=now)
    clocks.stop(session, case, "emergency", now=now)


def read_by(session: Session, case: Case) -> dict[str, datetime]:
    """Who has said that they read of an emergency, and when: people.key -> moment."""
    return {
        entry.actor: entry.at
        for entry in of_case(session, case.id)
        if entry.event == "emergency_read" and entry.actor
    }


def show_details(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """Somebody entitled opens the member's own words in full; that they did is recorded."""
    case = session.get(Case, case_id)
    if case is None:
        raise NoSuchCase("I can't find that case.")
    check_standing(session, case, "show_details", by, now)
    record(session, "details_shown", case=case, actor=by.key, now=now)
    return case


def settle(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """The member says it is sorted: closed at once."""
    case = begin(session, case_id, "settle", by=by, now=now)
    _close(session, case, now=now)
    record(session, "settled", case=case, actor=by.key, now=now)
    contributors.end_all(session, case, why="closed", now=now)
    return case


def lapse(session: Session, case: Case, *, now: datetime) -> None:
    """The right of reply passed in silence: closed. Not where its member left and nobody has chosen what becomes of it:
    silence says nothing then (leavers.py)."""
    left = leavers.of_case(session, case.id)
    if case.state != "answered" or (left is not None and left.state == "waiting"):
        return
    begin(session, case.id, "settle", by=None, now=now)
    _close(session, case, now=now)
    record(session, "lapsed", case=case, now=now)
    contributors.end_all(session, case, why="closed", now=now)


def withdraw(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    case = begin(session, case_id, "withdraw", by=by, now=now)
    _close(session, case, now=now)
    record(session, "withdrawn", case=case, actor=by.key, now=now)
    contributors.end_all(session, case, why="withdrawn", now=now)
    return case


def withdraw_for_leaver(session: Session, case: Case, *, words_id: int, by: Person, now: datetime) -> None:
    """Its member left, and whoever may choose for them closes it. The caller has seen to it that they may."""
    begin(session, case.id, "withdraw", by=None, now=now)
    _close(session, case, now=now)
    record(session, "withdrawn", case=case, actor=by.key, words_id=words_id, now=now)


def reopen(
    session: Session, case: Case, *, by: Person | None, why: str, now: datetime, words_id: int | None = None
) -> Case:
    """An objection, or a date that passed: a person takes it up again, with the re-opening standard."""
    begin(session, case.id, "reopen", by=by, now=now)
    case.reopened += 1
    case.closed_at = None
    people = rules_to_decide_by(session).responsible(case.service, case.wards, now)
    case.area = people.area
    if not case.emergency:
        case.contact = people.contact.key
        case.owner = case.owner if rules(session).is_present(case.owner, now) else people.owner.key
        stand_ins.note(session, case, people, now=now)
    clocks.restart(session, case, now=now)
    facts = {"why": why, "flag_days": clocks.flag_days(session, case, now=now)}
    record(
        session, "reopened", case=case, actor=by.key if by else None, facts=facts, words_id=words_id, now=now
    )
    contributors.follow(session, case, by=by, again=True, now=now)
    return case


def _close(session: Session, case: Case, *, now: datetime) -> None:
    case.closed_at = now
    case.waiting_for = case.waiting_why = case.waiting_until = None
    clocks.stop_all(session, case, now=now)
