"""Who is told that the map changes, and with which facts: the members and co-ordinators of its wards, and whoever has
a case that moves. One message each. Members read of people and dates, never of how the council is divided inside."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from casework.moves import Move
from casework.notifications import person_recipient, tell
from casework.rules import rules
from directory.council import Council, Person
from directory.effects import WardEffect, coordinators_of, members_of
from directory.responsibility import Roster
from storage import Session
from storage.directory_changes import CutOver


@dataclass(frozen=True)
class Change:
    """One map after another, on a day: what becomes of wards and of unfinished cases."""

    old: Council
    new: Council
    day: date
    wards: tuple[WardEffect, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class ToldOf:
    """`keys` are all who are concerned; `untold` the names of those who are not in Slack."""

    keys: tuple[str, ...]
    untold: tuple[str, ...]


def tell_of(
    session: Session, change: Change, stage: str, *, row: CutOver, by: str, why: str, now: datetime
) -> ToldOf:
    """`stage`: planned, done or rolled_back."""
    common = {
        "stage": stage,
        "on": row.effective_on.isoformat(),
        "name": row.name,
        "why": why,
        "entered_by": _name(session, by),
    }
    letters = {
        key: ("map_changed_member", {**common, **facts}) for key, facts in _to_members(session, change)
    }
    letters |= {key: ("map_changed_staff", {**common, **facts}) for key, facts in _to_staff(change, by)}
    untold = [
        _name(session, key)
        for key, (notice, facts) in letters.items()
        if not _send(session, notice, key, facts, row=row, stage=stage, now=now)
    ]
    return ToldOf(tuple(letters), tuple(untold))


def tell_withdrawn(session: Session, row: CutOver, *, by: str, why: str, now: datetime) -> ToldOf:
    """Everybody who was told of the plan."""
    keys = row.undo.get("told", [])
    wards = list(dict.fromkeys(line["ward"] for line in row.changes["lines"]))
    facts = {"on": row.effective_on.isoformat(), "wards": wards, "why": why, "entered_by": _name(session, by)}
    untold = [
        _name(session, key)
        for key in keys
        if not _send(session, "map_unchanged", key, facts, row=row, stage="withdrawn", now=now)
    ]
    return ToldOf(tuple(keys), tuple(untold))


def tell_failed(session: Session, row: CutOver, problems: Sequence[str], *, now: datetime) -> None:
    """The administrators, whoever entered it and the duty channel: the day has come and the map cannot change."""
    found = rules(session)
    keys = dict.fromkeys([row.by, *(person.key for person in found.with_role("administrator", now))])
    facts = {"name": row.name, "on": row.effective_on.isoformat(), "problems": list(problems)}
    recipients = [person_recipient(session, key) for key in keys]
    for recipient in [*recipients, f"channel:{found.duty_channel()}"]:
        if recipient:
            tell(session, "map_change_failed", recipient, facts=facts, now=now)


# Members


def _to_members(session: Session, change: Change) -> Iterable[tuple[str, dict[str, Any]]]:
    told = [effect for effect in change.wards if _concerns_members(effect)]
    wards = [name for effect in told for name in (effect.ward, effect.called)]
    moved = [move for move in change.moves if move.contact_before != move.contact_after]
    keys = [
        *members_of(change.old, wards, change.day),
        *members_of(change.new, wards, change.day),
        *(move.member for move in moved),
    ]
    for key in dict.fromkeys(keys):
        own = [
            effect
            for effect in told
            if key in members_of(change.old, [effect.ward], change.day)
            or key in members_of(change.new, [effect.called], change.day)
        ]
        cases: dict[str, list[str]] = {}
        for move in moved:
            if move.member == key:
                cases.setdefault(_name(session, move.contact_after), []).append(move.reference)
        yield (
            key,
            {
                "wards": [_for_member(effect) for effect in own],
                "moved": [{"contact": name, "references": found} for name, found in cases.items()],
            },
        )


def _concerns_members(effect: WardEffect) -> bool:
    is_other_ward = effect.called != effect.ward or effect.begins or effect.ends or effect.came or effect.went
    return bool(effect.is_handed_over or effect.area("committee") or is_other_ward)


def _for_member(effect: WardEffect) -> dict[str, Any]:
    committee = effect.area("committee")
    return {
        **_of_ward(effect),
        "handed_over": effect.is_handed_over,
        "committee": committee.after if committee else "",
    }


def _of_ward(effect: WardEffect) -> dict[str, Any]:
    return {
        "ward": effect.ward,
        "called": effect.called,
        "begins": effect.begins,
        "ends": effect.ends,
        "came": list(effect.came),
        "went": list(effect.went),
        "contact": _named(effect.contact_after),
        "was": _named(effect.contact_before),
    }


# Staff


def _to_staff(change: Change, by: str) -> Iterable[tuple[str, dict[str, Any]]]:
    wards = [{**_of_ward(e), "areas": [asdict(area) for area in e.areas]} for e in change.wards]
    keys = [
        *coordinators_of(change.old, _areas(change.old, change), change.day),
        *coordinators_of(change.new, _areas(change.new, change), change.day),
        *(p.key for e in change.wards for p in (e.contact_before, e.contact_after) if p),
        *(key for move in change.moves for key in _people(move, before=True) | _people(move, before=False)),
        by,
    ]
    for key in dict.fromkeys(keys):
        here = [move for move in change.moves if key in _people(move, before=True)]
        there = [move for move in change.moves if key in _people(move, before=False)]
        yield (
            key,
            {
                "wards": wards,
                "leaving": [move.reference for move in here if move not in there],
                "coming": [move.reference for move in there if move not in here],
                "staying": [move.reference for move in here if move in there and move.is_handed_over],
            },
        )


def _areas(council: Council, change: Change) -> list[str]:
    roster = Roster.of(council)
    names = [name for effect in change.wards for name in dict.fromkeys((effect.ward, effect.called))]
    return [area for name in names for area in roster.partnerships_on(name, change.day)]


def _people(move: Move, *, before: bool) -> set[str]:
    return {move.contact_before, move.owner_before} if before else {move.contact_after, move.owner_after}


def _send(
    session: Session, notice: str, key: str, facts: dict[str, Any], *, row: CutOver, stage: str, now: datetime
) -> bool:
    recipient = person_recipient(session, key)
    if recipient is None:
        return False
    tell(session, notice, recipient, facts=facts, now=now, dedup=f"cut-over:{row.id}:{stage}:{key}")
    return True


def _name(session: Session, key: str) -> str:
    person = rules(session).person(key)
    return person.name if person else key


def _named(person: Person | None) -> str | None:
    return person.name if person else None
