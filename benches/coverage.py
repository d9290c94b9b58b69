"""Proving that everything has its owner: 100 services in 100 wards on 400 days, with 300 people's leave, beside asking
for each service, ward and day."""

from collections.abc import Sequence
from datetime import date, timedelta
from time import perf_counter

from _house import ROUNDS
from _table import Board, working

from directory.coverage import Hole, coverage
from directory.responsibility import Roster, responsible
from tests.directory.councils import a_large_council

TODAY, DAYS = date(2026, 11, 23), 400
SAMPLED = range(0, DAYS + 1, 50)  # the days that the plain way is asked for; all would take minutes
LIMIT = 5.0  # seconds that people wait for `directory check`
PLAIN, OURS = "asking day by day", "coverage"


def main() -> None:
    roster, end = a_large_council(TODAY), TODAY + timedelta(days=DAYS)
    plain: list[float] = []
    ours: list[float] = []
    with working("Coverage", 2 * ROUNDS) as step:
        for _ in range(ROUNDS):
            step(PLAIN)
            began = perf_counter()
            gaps = _asked(roster)
            plain.append((perf_counter() - began) / len(SAMPLED) * (DAYS + 1))
            step(OURS)
            began = perf_counter()
            holes = coverage(roster, TODAY, end)
            ours.append(perf_counter() - began)
            assert gaps == _named(roster, holes), "the proof and the plain way differ"
    board = Board(f"Coverage of 100 services in 100 wards on {DAYS} days", (PLAIN, OURS))
    board.row("the whole proof", "seconds", {PLAIN: plain, OURS: ours})
    board.note(
        f"Day by day was asked on {len(SAMPLED)} of the days and taken for all of them; both found the same "
        f"{len(gaps):,} gaps on those days."
    )
    board.note(
        f"Wanted: `directory check` under {LIMIT:.0f} s. {'Held' if max(ours) < LIMIT else 'NOT HELD'}."
    )
    board.show()


def _days() -> Sequence[date]:
    return [TODAY + timedelta(days=number) for number in SAMPLED]


def _asked(roster: Roster) -> set[tuple[date, str, str]]:
    return {
        (day, service.key, ward.name)
        for day in _days()
        for service in roster.services
        for ward in roster.wards
        if responsible(roster, service.key, [ward.name], day).is_gap
    }


def _named(roster: Roster, holes: Sequence[Hole]) -> set[tuple[date, str, str]]:
    return {
        (day, service.key, ward)
        for day in _days()
        for hole in holes
        if hole.starts_on <= day <= hole.ends_on and hole.kind == "gap" and hole.rule != "no duty officer"
        for service in roster.services
        if hole.service in (None, service.key)
        for ward in hole.wards
    }


if __name__ == "__main__":
    main()
