"""What would be with another map: the recorded cases under the map as it is and as it is proposed. Reads; changes
nothing. Making it so is in cut_overs.py."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.moves import Move, TwoMaps, chosen_by_hand, histories, move_of
from casework.replay import Replay, replay
from directory import loading
from directory.council import Council
from directory.coverage import Hole
from directory.effects import WardEffect, new_holes, nowhere, ward_effects
from directory.map_changes import MapChange
from directory.proposals import UNREAD, Proposal, propose
from storage import Session
from storage.cases import Case, recorded

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Load:
    """One co-ordinator's cases as contact: unfinished ones, and all that were opened in a year."""

    person: str
    open_before: int
    open_after: int
    year_before: int
    year_after: int


@dataclass(frozen=True)
class Forecast:
    """What a change of the map would do on a day. `moves` are of all recorded cases; people are keys."""

    on: date
    council: Council
    proposal: Proposal
    wards: tuple[WardEffect, ...]
    moves: tuple[Move, ...]
    loads: tuple[Load, ...]
    holes: tuple[Hole, ...]
    nowhere: tuple[str, ...]
    replay: Replay


def what_if(
    session: Session, lines: Iterable[MapChange], *, on: date, now: datetime, file: str = ""
) -> Forecast:
    """Raises DirectoryFaults where the lines cannot be."""
    council = loading.read(session, without=UNREAD)
    proposal = propose(council, lines, on, file)
    cases = recorded(session, since=now - A_YEAR)
    known = histories(session)
    maps = TwoMaps.of(council, proposal.council, proposal.redrawn, on)
    moves = [
        move
        for case in cases
        if (move := move_of(case, maps, by_hand=chosen_by_hand(known.get(case.id, ())))) is not None
    ]
    return Forecast(
        on=on,
        council=council,
        proposal=proposal,
        wards=tuple(ward_effects(council, proposal.council, proposal.redrawn, on)),
        moves=tuple(moves),
        loads=tuple(_loads(council, cases, moves, on, since=now - A_YEAR)),
        holes=tuple(new_holes(council, proposal.council, on)),
        nowhere=tuple(lost(council, proposal.council, on)),
        replay=replay(session, cases, known),
    )


def lost(old: Council, new: Council, on: date) -> list[str]:
    """Streets and places that would be in no area, and are in one without the change."""
    there = set(nowhere(old, on))
    return [each for each in nowhere(new, on) if each not in there]


def _loads(
    council: Council, cases: Sequence[Case], moves: Sequence[Move], on: date, *, since: datetime
) -> Iterable[Load]:
    """Whoever is a co-ordinator that day or the contact of a case, in the council's order."""
    moved = {move.case_id: move.contact_after for move in moves}
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("open", "open'", "year", "year'")}
    for case in cases:
        after = moved.get(case.id, case.contact)
        if case.closed_at is None:
            counts["open"][case.contact] += 1
            counts["open'"][after] += 1
        if case.opened_at >= since:
            counts["year"][case.contact] += 1
            counts["year'"][after] += 1
    posts = [post for post in council.posts if post.role == "coordinator" and post.holds_on(on)]
    named = {key for each in counts.values() for key in each}
    for key in dict.fromkeys([*(post.person for post in posts), *sorted(named)]):
        yield Load(key, *(counts[name][key] for name in ("open", "open'", "year", "year'")))
