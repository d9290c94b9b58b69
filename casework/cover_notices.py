"""Who is told that work has passed to somebody else, and with which facts: each member once about all of their cases, the
one who has it now, and the one it came back to. Told in office hours, and read when it is sent: what is no longer so by
then is not said."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from casework.case_lines import line_of
from casework.facts import CaseLine
from casework.heirs import Passing
from casework.notifications import person_recipient, tell
from casework.rules import Rules, local_day, rules
from casework.stand_ins import CASE
from directory.council import Person
from storage import Session
from storage import cases as rows
from storage.cases import UNFINISHED, Case
from storage.council import token
from storage.stand_ins import StandIn, for_person

KINDS = ("covering", "came_back", "cover_over", "inherited")
TOGETHER = timedelta(minutes=1)  # what passes in one go is told in one message


class News:
    """What one member is to be told, gathered while their cases pass on."""

    def __init__(self, session: Session, found: Rules, now: datetime) -> None:
        self._session, self._found, self._now = session, found, now
        self._contacts: dict[tuple[str, str, str, str], list[int]] = {}

    def add(self, case: Case, parts: Sequence[Passing]) -> None:
        first = parts[0]
        tell_staff(self._session, self._found, first, now=self._now)
        if any(each.part == "contact" for each in parts):
            about = (case.member, first.to.key, first.event, first.rightful)
            self._contacts.setdefault(about, []).append(case.id)

    def tell(self) -> None:
        for (member, contact, why, absent), ids in self._contacts.items():
            until = self._found.away_until(absent, self._now) if why == "covered" else None
            tell_contact(
                self._session, member, contact, ids, why=why, absent=absent,
                until=until.isoformat() if until else "", now=self._now,
            )  # fmt: skip


def tell_contact(
    session: Session,
    member: str,
    contact: str,
    cases: Sequence[int],
    *,
    why: str,
    absent: str,
    until: str = "",
    now: datetime,
) -> None:
    """A change of contact is a new message to the member: one for all the cases it is about. `why`: covered, returned,
    succeeded or handed_over."""
    recipient = person_recipient(session, member)
    if recipient is None:
        return
    facts = {
        "about": list(cases), "contact": contact, "why": why, "absent": absent, "until": until,
        "gone": rules(session).is_gone(absent, now),
    }  # fmt: skip
    due = rules(session).calendar(now).next_office_moment(now)
    tell(session, "contacts_changed", recipient, facts=facts, now=now, due=due if due > now else None)


def tell_staff(session: Session, found: Rules, passing: Passing, *, now: datetime) -> None:
    """Whoever has it now, and whoever had it meanwhile: once for each directory, when everything has passed."""
    soon = found.calendar(now).next_office_moment(now + TOGETHER)
    person, change = passing.rightful, token(session)
    for kind, key, stand_in in _readers(passing):
        recipient = person_recipient(session, key)
        since = _away_since(session, person, now) if kind == "came_back" else now - TOGETHER
        facts = {"person": person, "stand_in": stand_in, "since": since.isoformat()}
        if recipient:
            dedup = f"{kind}:{person}:{stand_in}:{local_day(now)}:{change}"
            tell(session, kind, recipient, facts=facts, now=now, dedup=dedup, due=soon)


def contacts_changed(session: Session, facts: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """What a member reads, of the cases of which it is still so. None: of none of them."""
    found = [
        case
        for case in rows.with_ids(session, facts["about"])
        if case.contact == facts["contact"] and case.state in UNFINISHED
    ]
    if not found:
        return None
    member = rules(session).person(found[0].member)
    return {
        **facts,
        "cases": [line_of(session, case, member, now=now) for case in found],
        "contact": _name(session, facts["contact"]),
        "absent": _name(session, facts["absent"]),
    }


def work_passed(kind: str, session: Session, facts: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """What staff read: the work that came to them, or went back. None: nothing of it is so any more."""
    person, stand_in = facts["person"], facts["stand_in"]
    if kind == "covering":
        noted = [row for row in for_person(session, person) if row.stand_in == stand_in]
    else:
        noted = list(for_person(session, person, since=datetime.fromisoformat(facts["since"])))
    reader = rules(session).person(person if kind == "came_back" else stand_in)
    groups = _grouped(session, noted, kind, stand_in, reader, now=now)
    if not any(groups.values()):
        return None
    until = rules(session).away_until(person, now)
    return {
        **facts,
        **groups,
        "name": _name(session, person),
        "other": _name(session, stand_in),
        "until": until.isoformat() if until else "",
        "gone": rules(session).is_gone(person, now),
    }


def _readers(passing: Passing) -> list[tuple[str, str, str]]:
    """(notice, reader, who stands in)."""
    match passing.event:
        case "covered":
            return [("covering", passing.to.key, passing.to.key)]
        case "returned":
            back = ("came_back", passing.rightful, "")
            return [back, ("cover_over", passing.holder, passing.holder)]
    return [("inherited", passing.to.key, passing.to.key)]


def _away_since(session: Session, person: str, now: datetime) -> datetime:
    """Since when others have had what comes back now."""
    noted = [*for_person(session, person), *for_person(session, person, since=now - TOGETHER)]
    return min((row.since for row in noted), default=now)


def _grouped(
    session: Session,
    noted: Sequence[StandIn],
    kind: str,
    stand_in: str,
    reader: Person | None,
    *,
    now: datetime,
) -> dict[str, list[CaseLine]]:
    """The cases of those notes, by what became of them. What is not a case is told by its own noun."""
    ids: dict[str, set[int]] = {"has": set(), "decided": set(), "finished": set()}
    for row in noted:
        group = _group_of(row, kind, stand_in)
        if row.noun == CASE and group:
            ids[group].add(row.row_id)
    found = {case.id: case for case in rows.with_ids(session, set().union(*ids.values()))}
    ids["finished"] |= {id_ for id_ in ids["decided"] if found[id_].state not in UNFINISHED}
    ids["decided"] -= ids["finished"] | ids["has"]
    return {
        group: [line_of(session, found[id_], reader, now=now) for id_ in sorted(wanted)]
        for group, wanted in ids.items()
    }


def _group_of(row: StandIn, kind: str, stand_in: str) -> str | None:
    if kind == "covering":
        return "has"
    if kind == "inherited":
        return "has" if row.how == "succeeded" and row.stand_in == stand_in else None
    if kind == "cover_over":
        return "has" if row.how == "returned" and row.stand_in == stand_in else None
    return {"returned": "has", "decided": "decided", "finished": "finished"}.get(row.how or "")


def _name(session: Session, key: str) -> str:
    person = rules(session).person(key)
    return person.name if person else key
