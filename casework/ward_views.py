"""What members think of what is to be done in their ward, and what came of it: a named person says so, with the reason, and
the member hears it. How that is chased is here too; which views changed what, over many notices, is in influence.py."""

from datetime import datetime
from typing import Literal, get_args

from casework.chasing import chase_next
from casework.clocks import MOST_REMINDERS
from casework.contributors import next_look
from casework.errors import NotAllowed, NotUnderstood, Refused, TooLate
from casework.history import record
from casework.replies import check_length
from casework.rules import Rules, local_day, rules, rules_to_decide_by
from casework.ward_actions import word_problem
from casework.words import keep_words
from directory.council import Person
from storage import Session, ticks
from storage import ward_notices as notices
from storage import ward_views as rows
from storage.council import token
from storage.ward_notices import WardNotice, WardNoticeReader
from storage.ward_views import WardView

Effect = Literal["changed", "partly", "not_changed"]


def give(session: Session, notice_id: int, text: str, *, by: Person, now: datetime) -> None:
    """What a councillor thinks of it goes to its author, privately, who says by a date what came of it."""
    notices.hold(session, notice_id)
    notice = check(session, notice_id, by=by)
    found = rules_to_decide_by(session)
    words = keep_words(session, check_length(text), by.key, at=now)
    session.get_one(WardNoticeReader, (notice.id, by.key)).words_id = words.id
    calendar = found.calendar(now)
    due = calendar.end_of_working_day(now, found.days("view_answer", now))
    view = WardView(
        notice_id=notice.id, person=by.key, words_id=words.id, given_at=now, keeper=keeper_of(found, notice, now).key,
        due_at=due, next_at=next_look(calendar, due, now=now),
    )  # fmt: skip
    session.add(view)
    session.flush()
    facts = {**_named(view), "told": [view.keeper], "due": due.isoformat()}
    record(session, "ward_view_given", actor=by.key, words_id=words.id, facts=facts, now=now)


def check(session: Session, notice_id: int, *, by: Person) -> WardNotice:
    """The notice, if this councillor was asked for their view of it."""
    notice = session.get(WardNotice, notice_id)
    if notice is None or session.get(WardNoticeReader, (notice_id, by.key)) is None:
        raise NotAllowed("Only the ward's councillors were asked about that.")
    if notice.involvement == "inform":
        raise NotUnderstood("That was for your information. Write to whoever it names.")
    if notice.state == "withdrawn":
        raise TooLate("That was withdrawn: it is not going to be done. Nothing was sent.")
    return notice


def answer(session: Session, view_id: int, effect: str, why: str, *, by: Person, now: datetime) -> None:
    """Say what came of a view, before or after the announcement. Raises Refused with what is wrong, by field."""
    view = check_answer(session, view_id, by=by, now=now)
    wrong = {"effect": "Choose what came of it."} if effect not in get_args(Effect) else {}
    problem = word_problem(rules(session), why)
    if problem:
        wrong["why"] = problem
    if wrong:
        raise Refused(wrong)
    words = keep_words(session, check_length(why), by.key, at=now)
    if not rows.answer(session, view, effect, words.id, by=by.key, now=now):
        raise TooLate(_said_before(session, view))
    facts = {**_named(view), "effect": effect, "told": [view.person]}
    record(session, "ward_view_answered", actor=by.key, words_id=words.id, facts=facts, now=now)


def check_answer(session: Session, view_id: int, *, by: Person, now: datetime) -> WardView:
    """The view, for whoever may say what came of it. Raises NotAllowed or TooLate."""
    view = session.get(WardView, view_id)
    if view is None or not may_answer(session, view, by, now=now):
        raise NotAllowed("Only who announced it, or stands in for them, says what came of a view.")
    if view.effect is not None:
        raise TooLate(_said_before(session, view))
    return view


def may_answer(session: Session, view: WardView, person: Person, *, now: datetime) -> bool:
    notice = session.get_one(WardNotice, view.notice_id)
    return speaks_for(rules(session), notice, person, now) or person.key == view.keeper


def speaks_for(found: Rules, notice: WardNotice, person: Person, now: datetime) -> bool:
    """Whoever announced it; while they are not in, whoever stands in for them."""
    if person.key == notice.author:
        return True
    return not found.is_present(notice.author, now) and person == keeper_of(found, notice, now)


def keeper_of(found: Rules, notice: WardNotice, now: datetime) -> Person:
    """Who sees to it today: its author; else who stands in for them, or the contact of its ward."""
    author = found.person(notice.author)
    if author is not None and found.is_present(author.key, now):
        return author
    there = (person for person in found.stand_ins(notice.author, now) if person.slack_id)
    return next(there, None) or found.responsible(None, notice.wards, now).contact


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether nobody has looked yet, on this day and at this directory, whose hands views are in."""
    return not ticks.is_taken(session, "views", f"{local_day(now)}:{token(session)}")


def keep_with_somebody(session: Session, *, now: datetime) -> bool:
    """A view whose keeper is away or has left passes to who stands in, and comes back. False: nobody has to look again."""
    if not is_due(session, now=now):
        return False
    found = rules_to_decide_by(session)
    for view, notice in rows.all_open(session):
        before, after = view.keeper, keeper_of(found, notice, now).key
        if before != after and rows.give(session, view, after):
            facts = {**_named(view), "from": before, "to": after, "told": [after]}
            record(session, "ward_view_passed", facts=facts, now=now)
    ticks.take(session, "views", f"{local_day(now)}:{token(session)}", now=now)
    return False


def chase(session: Session, *, now: datetime) -> bool:
    """The view that is longest due, in office hours. False: none is."""
    return chase_next(session, rows, _chase, now=now)


def _chase(session: Session, view: WardView, step: int, *, now: datetime) -> None:
    """Before its day the keeper is reminded. After it they and the member are told, then one rung a working day; the top
    rung again, at most five times in all."""
    found, named = rules(session), {**_named(view), "told": [view.keeper]}
    if now < view.due_at:
        record(session, "ward_view_reminded", facts=named, now=now)
        view.next_at = next_look(found.calendar(now), view.due_at, now=now)
    elif view.missed_at is None:
        view.missed_at, view.step = now, 0
        record(session, "ward_view_overdue", facts={**named, "to": view.person}, now=now)
    elif step < MOST_REMINDERS and (ladder := found.ladder(now)):
        to = ladder[min(step, len(ladder) - 1)].key
        record(session, "ward_view_escalated", facts={**named, "to": to}, now=now)


def _named(view: WardView) -> dict[str, int]:
    return {"ward_notice": view.notice_id, "view": view.id}


def _said_before(session: Session, view: WardView) -> str:
    if view.effect == "withdrawn":
        return "The notice was withdrawn, and the councillor was told. Nothing was changed."
    by = rules(session).person(view.effect_by or "")
    return f"{by.name if by else 'Somebody'} has said already what came of it. Nothing was changed."
