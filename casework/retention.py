"""How long words are kept after a case has closed, by service, and what is over that. A message is kept or goes as a
whole: when the last of its cases is over its time. Where somebody was at risk, only a person decides."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework import erasing
from casework.erasing import Target
from casework.rules import local_day, rules
from directory.council import Person
from storage import Session, tasks, ticks
from storage import erasing as rows
from storage import retention as closed
from storage.cases import Case
from storage.certificates import Certificate

A_DAY = 500  # messages at most, by the clock: Slack takes about one post a second
DRAFTS = timedelta(days=2)  # a form that has stood open for longer is sent by nobody
WHY = "The council's standard for how long words are kept."


@dataclass(frozen=True)
class Over:
    """One message whose time is over. `closed` is when its last case closed, `since` from when its words may go."""

    enquiry: int
    cases: tuple[Case, ...]
    closed: date
    since: date


@dataclass(frozen=True)
class Due:
    """`held`: over their time too, and a person decides. `loose`: words in messages that are with no case."""

    over: tuple[Over, ...]
    held: tuple[Over, ...]
    loose: frozenset[int]


def due(session: Session, *, now: datetime, limit: int | None = None) -> Due:
    """What is over its time. Changes nothing."""
    over: list[Over] = []
    held: list[Over] = []
    earliest = now - timedelta(days=28 * rules(session).shortest_keep_months(now))
    for enquiry, cases in closed.finished(session, before=earliest):
        found = _over(session, enquiry, cases, now)
        if found is None:
            continue
        (held if _is_for_a_person(session, cases) else over).append(found)
        if limit and len(over) == limit:
            break
    months = rules(session).keep_months(None, now)
    before = now - timedelta(days=31 * months) if months else None
    loose = rows.loose_words(session, before=before, limit=limit or 100_000) if before else set()
    return Due(tuple(over), tuple(held), frozenset(loose))


def carry_out(
    session: Session, found: Due, *, by: Person | None, why: str, now: datetime
) -> Certificate | None:
    """Erase what is over its time. None: nothing is."""
    if not (found.over or found.loose):
        return None
    whole = erasing.whole_enquiries(session, [each.enquiry for each in found.over], "retention")
    target = Target("retention", whole.whole, whole.words | found.loose)
    return erasing.carry_out(session, target, by=by, why=why, now=now, with_cards=True)


def keep_to_it(session: Session, *, now: datetime) -> bool:
    """Once a day, where the council has set the standard `retention`: what is lost by a default nobody gets back."""
    if not rules(session).keeps_to_retention(now):
        return False
    if not ticks.take(session, "retention", f"{local_day(now)}", now=now):
        return False
    carry_out(session, due(session, now=now, limit=A_DAY), by=None, why=WHY, now=now)
    return False  # the rest goes tomorrow


def forget_drafts(session: Session, *, now: datetime) -> bool:
    """Once a day: what somebody wrote in a form and never sent. It was told to nobody, and no history has it."""
    if not ticks.take(session, "drafts", f"{local_day(now)}", now=now):
        return False
    left = rows.unnamed(session, since=now - timedelta(days=60), before=now - DRAFTS)
    rows.empty_words(session, left)
    return False


def _over(session: Session, enquiry: int, cases: Sequence[Case], now: datetime) -> Over | None:
    """None while one of its cases is kept, or is to be kept until a person decides."""
    found = rules(session)
    ends = []
    for case in cases:
        if case.closed_at is None:
            continue  # part of another case of the message, and as long kept as that
        months = found.keep_months(case.service, now)
        if months is None:
            return None
        ends.append((_after(local_day(case.closed_at), months), local_day(case.closed_at)))
    since = max(end for end, _ in ends)
    if since > local_day(now):
        return None
    return Over(enquiry, tuple(cases), max(day for _, day in ends), since)


def _is_for_a_person(session: Session, cases: Sequence[Case]) -> bool:
    """At risk, or something is still to be done that outlives the case."""
    return any(case.restricted or tasks.open_of_case(session, case.id) for case in cases)


def _after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
