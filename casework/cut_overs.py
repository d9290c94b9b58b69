"""The map changes on a day, all at once: planned and told before, done on the day with the open cases, and put back.
What would come of it is in what_if.py; who is told what, in map_notices.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework import routing
from casework.errors import CaseworkError, NotUnderstood
from casework.map_notices import Change, tell_failed, tell_of, tell_withdrawn
from casework.moves import TwoMaps, moves
from casework.rules import forget_rules, local_day
from casework.what_if import lost
from directory import changes, loading, proposals
from directory.council import Council
from directory.coverage import Hole
from directory.effects import WardEffect, new_holes, ward_effects
from directory.faults import DirectoryFaults
from directory.map_changes import MapChange, as_kept, from_kept
from directory.proposals import UNREAD, ChangedSince, Proposal, Redrawn, Replaced, propose, put_back
from storage import Session, ticks
from storage import council as stored
from storage import directory_changes as rows
from storage.cases import open_in_wards
from storage.directory_changes import CutOver

NOUN = "cut_overs"  # what the directory's history calls them


class WouldLeaveHoles(CaseworkError):
    """With the change some work would be nobody's, or more than one person's. `named`: each, in words."""

    def __init__(self, named: Sequence[str]) -> None:
        super().__init__(
            "With that map some work would be nobody's, or several people's:\n"
            + "\n".join(f"- {each}" for each in named)
            + "\nNothing was changed. Add what is missing to the changes, or to the council's files first."
        )
        self.named = tuple(named)


@dataclass(frozen=True)
class Done:
    """What came of it. `state`: planned, done, withdrawn or rolled_back. `untold` are names of those who are concerned
    and are not in Slack; `holes` what a roll-back left."""

    state: str
    on: date
    wards: tuple[WardEffect, ...] = ()
    moved: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    holes: tuple[str, ...] = ()


def plan(
    session: Session,
    name: str,
    lines: Sequence[MapChange],
    *,
    on: date,
    by: str,
    why: str,
    now: datetime,
    file: str = "",
) -> Done:
    """Enter a change for a day to come and tell everybody concerned; where the day is today, do it at once.

    Raises NotUnderstood, DirectoryFaults or WouldLeaveHoles; then nothing is entered.
    """
    stored.hold(session)
    council = loading.read(session, without=UNREAD)
    _check(session, council, name, lines, on=on, by=by, why=why, now=now)
    change, _ = _foreseen(session, council, lines, on=on, day=on, file=file)
    row = CutOver(
        name=name, effective_on=on, changes={"file": file, "lines": as_kept(lines)}, undo={}, state="planned",
        by=by, why=why, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _write_down(session, row, None, by=by, why=why, now=now)
    if on == local_day(now):
        return _carry_out(session, row, now=now)
    told = tell_of(session, change, "planned", row=row, by=by, why=why, now=now)
    row.undo = {"told": list(told.keys)}
    return Done("planned", on, change.wards, tuple(move.reference for move in change.moves), told.untold)


def carry_out_due(session: Session, *, now: datetime) -> bool:
    """Do the first cut-over whose day has come. False: there is none, or it was tried and the directory is the same.

    One that has become impossible changes nothing; the administrators are told once a day, and it is tried again as
    soon as the directory is another one.
    """
    day = local_day(now)
    for row in rows.planned(session, until=day):
        mark = f"{row.id}:{day}:{stored.token(session)}"
        if not ticks.take(session, "cut-over", mark, now=now):
            continue
        stored.hold(session)
        session.refresh(row)
        if row.state != "planned":
            continue
        try:
            _carry_out(session, row, now=now)
        except (DirectoryFaults, WouldLeaveHoles) as refused:
            problems = (
                refused.named
                if isinstance(refused, WouldLeaveHoles)
                else [f"{fault.problem}. {fault.mend}" for fault in refused.faults]
            )
            tell_failed(session, row, problems, now=now)
        return True
    return False


def roll_back(session: Session, name: str, *, by: str, why: str, now: datetime) -> Done:
    """The former map, row by row, with the cases that are still unfinished; or a planned change is withdrawn.

    Rows that the change did not touch stay as they are now. Raises NotUnderstood, also where a row that it did touch
    is another one since: then nothing is changed.
    """
    stored.hold(session)
    council = loading.read(session, without=UNREAD)
    row = rows.cut_over(session, name)
    if row is None or row.state == "rolled_back":
        said = "is rolled back already" if row else "is not there"
        raise NotUnderstood(
            f"A cut-over “{name}” {said}. “wardline directory history {NOUN}” names them all."
        )
    _check_person(council, by, why)
    if row.state == "planned":
        return _withdraw(session, row, by=by, why=why, now=now)
    return _put_back(session, council, row, by=by, why=why, now=now)


def _check(
    session: Session,
    council: Council,
    name: str,
    lines: Sequence[MapChange],
    *,
    on: date,
    by: str,
    why: str,
    now: datetime,
) -> None:
    _check_person(council, by, why)
    if not name.strip():
        raise NotUnderstood("Give the cut-over a name with --name: it is rolled back by it.")
    if not lines:
        raise NotUnderstood("The file has no changes. Add a line for each.")
    known = rows.cut_over(session, name)
    if known is not None and known.state != "rolled_back":
        raise NotUnderstood(
            f"There is a cut-over “{known.name}” already ({known.state}, {known.effective_on}). Choose another name."
        )
    if on < local_day(now):
        raise NotUnderstood(f"{on} is over. Give today, or a day to come, so that people can be told before.")


def _check_person(council: Council, by: str, why: str) -> None:
    if by not in {person.key for person in council.people}:
        raise NotUnderstood(f"There is nobody with the key “{by}” in people.csv. Give --by a key from there.")
    if not why.strip():
        raise NotUnderstood("Say why with --why: people read it, and it stands in the history.")


# The change itself


def _foreseen(
    session: Session, council: Council, lines: Iterable[MapChange], *, on: date, day: date, file: str
) -> tuple[Change, Proposal]:
    """What the lines make of the council, and which cases go where. Raises DirectoryFaults or WouldLeaveHoles."""
    proposal = propose(council, lines, on, file)
    holes = [*map(str, new_holes(council, proposal.council, day)), *lost(council, proposal.council, day)]
    if holes:
        raise WouldLeaveHoles(holes)
    return _change(session, council, proposal.council, proposal.redrawn, day), proposal


def _change(
    session: Session,
    old: Council,
    new: Council,
    redrawn: Redrawn,
    day: date,
    came_from: dict[int, list[str]] | None = None,
) -> Change:
    wards = ward_effects(old, new, redrawn, day)
    touched = sorted({name for effect in wards for name in (effect.ward, effect.called)})
    unfinished = sorted(open_in_wards(session, touched, limit=None), key=lambda case: case.id)
    maps = TwoMaps.of(old, new, redrawn, day, came_from)
    return Change(old, new, day, tuple(wards), tuple(moves(session, unfinished, maps)))


def _carry_out(session: Session, row: CutOver, *, now: datetime) -> Done:
    council, day = loading.read(session, without=UNREAD), local_day(now)
    lines = from_kept(row.changes["lines"])
    change, proposal = _foreseen(
        session, council, lines, on=row.effective_on, day=day, file=row.changes["file"]
    )
    _amend(session, change, proposal.replaced, by=row.by, why=row.why, now=now)
    _move_cases(session, change, row, now=now)
    came_from = {
        str(move.case_id): [list(move.wards_before), list(move.wards_after)]
        for move in change.moves
        if move.wards_before != move.wards_after
    }
    row.undo = {**proposals.kept(proposal), "cases": came_from}
    _become(session, row, "done", by=row.by, why=row.why, now=now)
    told = tell_of(session, change, "done", row=row, by=row.by, why=row.why, now=now)
    return Done(
        "done", row.effective_on, change.wards, tuple(move.reference for move in change.moves), told.untold
    )


def _put_back(session: Session, council: Council, row: CutOver, *, by: str, why: str, now: datetime) -> Done:
    replaced, redrawn = proposals.from_kept(row.undo)
    try:
        former = put_back(council, replaced)
    except ChangedSince as changed:
        named = "\n".join(f"- {each}" for each in changed.rows)
        raise NotUnderstood(
            f"These rows have been changed since “{row.name}” was done, so that they cannot be put back:\n{named}\n"
            "Nothing was changed. Enter the map as it should be now as a new cut-over, or load it from the files."
        ) from None
    day = local_day(now)
    came_from = {int(id_): before for id_, (before, _) in row.undo["cases"].items()}
    change = _change(session, council, former, redrawn.back(), day, came_from)
    backwards = [Replaced(each.noun, each.after, each.before, each.place) for each in reversed(replaced)]
    _amend(session, change, backwards, by=by, why=why, now=now)
    _move_cases(session, change, row, now=now)
    _become(session, row, "rolled_back", by=by, why=why, now=now)
    told = tell_of(session, change, "rolled_back", row=row, by=by, why=why, now=now)
    holes: list[Hole] = new_holes(council, former, day)
    moved = tuple(move.reference for move in change.moves)
    return Done("rolled_back", row.effective_on, change.wards, moved, told.untold, tuple(map(str, holes)))


def _withdraw(session: Session, row: CutOver, *, by: str, why: str, now: datetime) -> Done:
    _become(session, row, "rolled_back", by=by, why=why, now=now)
    told = tell_withdrawn(session, row, by=by, why=why, now=now)
    return Done("withdrawn", row.effective_on, untold=told.untold)


def _amend(
    session: Session, change: Change, replaced: Iterable[Replaced], *, by: str, why: str, now: datetime
) -> None:
    changed = [each for row in replaced for each in row.changes()]
    changes.amend(session, change.new, changed, why=why, by=by, now=now)
    forget_rules(session)


def _move_cases(session: Session, change: Change, row: CutOver, *, now: datetime) -> None:
    for move in change.moves:
        routing.move(
            session,
            move.case_id,
            wards=list(move.wards_after),
            area=move.area_after,
            contact=move.contact_after,
            owner=move.owner_after,
            cut_over=row.name,
            now=now,
        )


# What is written down


def _become(session: Session, row: CutOver, state: str, *, by: str, why: str, now: datetime) -> None:
    before = _said(row)
    row.state = state
    _write_down(session, row, before, by=by, why=why, now=now)


def _write_down(
    session: Session, row: CutOver, before: dict[str, Any] | None, *, by: str, why: str, now: datetime
) -> None:
    entry = {"noun": NOUN, "entry": row.name, "before": before, "after": _said(row)}
    rows.write(session, [{**entry, "by": by, "why": why, "at": now}])


def _said(row: CutOver) -> dict[str, Any]:
    return {"state": row.state, "on": row.effective_on.isoformat(), "lines": len(row.changes["lines"])}
