"""Leave moves the work and brings it back; a post that ended leaves none behind. Who should have what is in heirs.py,
what people read of it in cover_notices.py.

The directory says who is in, so it is looked at once for each day and each directory: at the first moment of a day, and
right after leave was entered. One member's cases are one transaction and one message to that member."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from casework import cover_notices, gate, routing, tasks
from casework.cover_notices import News
from casework.errors import TooLate
from casework.flags import pass_on_lead
from casework.heirs import Passing, absent_holders, is_back, left_behind, passing_of, passings
from casework.passing import NOUN as TASK
from casework.rules import Rules, local_day, rules_to_decide_by
from casework.stand_ins import CASE
from storage import Session, stand_ins, ticks
from storage import cases as rows
from storage.cases import Case
from storage.council import token
from storage.flags import led_by


class Held(Protocol):
    """A row that somebody has on a case."""

    id: int
    case_id: int


@dataclass(frozen=True)
class Noun:
    """One kind of work besides cases. `held_by(session, person)`: what is unfinished and theirs;
    `pass_on(session, row, to, why=, now=)` gives it to somebody, by key; `why` is covered, returned or succeeded."""

    name: str
    held_by: Callable[[Session, str], Sequence[Any]]
    pass_on: Callable[..., None]


# An offer to a partner is kept after by the owner of its case, and goes with it.
NOUNS: tuple[Noun, ...] = (
    Noun(TASK, tasks.held_by, tasks.pass_on),
    Noun("lead", led_by, pass_on_lead),
)


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether nobody has looked yet, on this day and at this directory, and found nothing."""
    return not ticks.is_taken(session, "cover", f"{local_day(now)}:{token(session)}")


def keep_work_moving(session: Session, *, now: datetime) -> bool:
    """Pass on what one member, or one person, waits for. False: everything is with somebody who is in."""
    if not is_due(session, now=now):
        return False
    found = rules_to_decide_by(session)
    looked_at = _cases_to_look_at(session, found, now)
    first = next((case for case in looked_at if passings(session, found, case, now=now)), None)
    if first is not None:
        _pass_on(session, found, [case for case in looked_at if case.member == first.member], now=now)
        return True
    if any(_pass_on_others(session, found, noun, now=now) for noun in NOUNS):
        return True
    _end_what_is_over(session, found, now=now)
    ticks.take(session, "cover", f"{local_day(now)}:{token(session)}", now=now)
    return False


def work_of(session: Session, person: str) -> tuple[Sequence[Case], int]:
    """The unfinished cases that somebody owns or is the contact of, and how much else is theirs to do."""
    return rows.held_by(session, [person]), sum(len(noun.held_by(session, person)) for noun in NOUNS)


def _cases_to_look_at(session: Session, found: Rules, now: datetime) -> list[Case]:
    """Those whose people are not in, or were in another post; and those that somebody has for another."""
    people = {*absent_holders(found, now), *(person for person, _ in left_behind(found, now))}
    noted = stand_ins.active(session, CASE)
    with_others = rows.with_ids(session, {row.row_id for row in noted}) if noted else ()
    all_of_them = {case.id: case for case in (*rows.held_by(session, people), *with_others)}
    return [case for _, case in sorted(all_of_them.items()) if case.state in rows.UNFINISHED]


def _pass_on(session: Session, found: Rules, of_member: Iterable[Case], *, now: datetime) -> None:
    """One member's cases. Another worker may be at it: each case is claimed, and looked at again once it is ours."""
    news = News(session, found, now)
    for case in of_member:
        try:
            claimed = gate.begin(session, case.id, "pass_on", by=None, now=now)
        except TooLate:
            continue  # it was closed in the meantime
        wanted = passings(session, found, claimed, now=now)
        for passing in dict.fromkeys((each.event, each.rightful, each.to.key) for each in wanted):
            together = [each for each in wanted if (each.event, each.rightful, each.to.key) == passing]
            _pass_case(session, found, claimed, together, now=now)
            news.add(claimed, together)
    news.tell()


def _pass_case(
    session: Session, found: Rules, case: Case, parts: Sequence[Passing], *, now: datetime
) -> None:
    """The parts of one case that go from one person to another for one reason."""
    first = parts[0]
    until = found.away_until(first.rightful, now)
    facts = {
        "from": first.holder,
        "to": first.to.key,
        "absent": first.rightful,
        "until": until.isoformat() if until else "",
        "gone": found.is_gone(first.rightful, now),
    }
    to: dict[str, str] = {each.part: each.to.key for each in parts}
    routing.pass_on(session, case, first.event, to, facts=facts, now=now)
    for each in parts:
        _note(session, CASE, case.id, each, now=now)


def _note(session: Session, noun: str, row_id: int, passing: Passing, *, now: datetime) -> None:
    """So that it can go back, and so that those concerned can be told what went where."""
    if passing.event != "returned":
        person = passing.instead_of.key if passing.instead_of else passing.rightful
        stand_ins.put(session, noun, row_id, passing.part, person=person, stand_in=passing.to.key, now=now)
    if passing.event != "covered":
        stand_ins.end(session, noun, row_id, (passing.part,), how=passing.event, now=now)


def _end_what_is_over(session: Session, found: Rules, *, now: datetime) -> None:
    """Whoever is in again has what went back; the rest was finished or given to somebody else meanwhile."""
    for row in stand_ins.active(session, CASE):
        if is_back(found, row.person, now):
            case = session.get_one(Case, row.row_id)
            is_over = case.state not in rows.UNFINISHED
            row.ended_at, row.how = now, "finished" if is_over else "decided"
    session.flush()


def _pass_on_others(session: Session, found: Rules, noun: Noun, *, now: datetime) -> bool:
    """What one person has of another kind of work. False: nothing of it is to go anywhere."""
    noted = {(row.row_id, row.stand_in): row.person for row in stand_ins.active(session, noun.name)}
    for holder in dict.fromkeys((*absent_holders(found, now), *(stand_in for _, stand_in in noted))):
        moved = [
            row
            for row in noun.held_by(session, holder)
            if _pass_other(session, found, noun, row, holder, noted.get((row.id, holder), holder), now=now)
        ]
        if moved:
            return True
    return False


def _pass_other(
    session: Session, found: Rules, noun: Noun, row: Held, holder: str, rightful: str, *, now: datetime
) -> bool:
    case = session.get_one(Case, row.case_id)
    service = getattr(row, "service", case.service)
    passing = passing_of(session, found, case, "owner", holder, rightful, service=service, now=now)
    if passing is None or passing.to.key == holder:
        return False
    noun.pass_on(session, row, passing.to.key, why=passing.event, now=now)
    _note(session, noun.name, row.id, passing, now=now)
    cover_notices.tell_staff(session, found, passing, now=now)
    return True
