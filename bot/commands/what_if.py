"""`wardline directory what-if`: another map, and what it would do to recorded cases, load and coverage."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.clock import OffsetClock
from bot.commands import opening
from bot.commands.screen import is_watched, say, table
from casework.moves import Move
from casework.replay import Otherwise, Replay
from casework.rules import local_day, rules
from casework.what_if import Forecast
from casework.what_if import what_if as foresee
from directory.columns import COLUMN_NAMES
from directory.council import Person
from directory.differences import written
from directory.effects import WardEffect
from directory.faults import DirectoryFaults
from directory.map_changes import read_map_changes

MOST = 50  # lines that a person is shown of each kind
_SIGNS = {"added": "+", "changed": "~", "gone": "−"}

T = TypeVar("T")


@opening.says(DirectoryFaults)
def what_if(changes: Path | None, on: date | None) -> int:
    """Everything that would follow; nothing is changed."""
    lines = read_map_changes(changes) if changes else []
    settings = opening.settings(needs_slack=False)
    now = OffsetClock(settings.clock_file).now()
    day = on or local_day(now)
    with opening.database(settings.database_url).read() as session:
        found = foresee(session, lines, on=day, now=now, file=changes.name if changes else "")
        people, services = rules(session).roster.person, rules(session).roster.service
    if lines:
        say(f"The map from {day:%-d %B %Y}, with {_count(len(lines), 'change')}:")
        for effect in found.wards:
            say(f"  {ward_line(effect)}")
        _say_rows(found)
        _say_moves(found, people, {key: service.name for key, service in services.items()})
        _say_list("Streets and places that would be in no area", found.nowhere)
        _say_list("Gaps and overlaps that it would make", [str(hole) for hole in found.holes])
        if found.holes or found.nowhere:
            say("A cut-over with these changes would be refused.")
    _say_replay(found.replay)
    say("Nothing was changed.")
    return 0


def listed(references: Sequence[str]) -> str:
    """Cases by their references, as many as a person can read; a program is given all."""
    shown = list(_some(references))
    more = f" and {len(references) - len(shown):,} more" if len(shown) < len(references) else ""
    return ", ".join(shown) + more or "none"


def ward_line(effect: WardEffect) -> str:
    """What becomes of one ward, in one line."""
    parts = []
    if effect.begins or effect.ends:
        parts.append("is new" if effect.begins else "ends")
    elif effect.called != effect.ward:
        parts.append(f"is called {effect.called}")
    parts += [f"{area.kind} {area.before or 'none'} → {area.after or 'none'}" for area in effect.areas]
    if effect.is_handed_over:
        before, after = effect.contact_before, effect.contact_after
        parts.append(f"contact {before.name if before else 'nobody'} → {after.name if after else 'nobody'}")
    for verb, streets in (("gains", effect.came), ("loses", effect.went)):
        if streets:
            more = f" and {len(streets) - 5} more streets" if len(streets) > 5 else ""
            parts.append(f"{verb} {', '.join(streets[:5])}{more}")
    return f"{effect.ward} ward: {'; '.join(parts)}"


def _say_rows(found: Forecast) -> None:
    """The directory's rows that would be others: what the council's files must say once it is done."""
    changes = [change for row in found.proposal.replaced for change in row.changes()]
    say(f"Rows of the directory that change: {len(changes):,}")
    for change in _some(changes):
        say(f"  {_SIGNS[change.what]} {change.noun} {change.entry}")
        for name, before, after in change.changed_fields():
            say(
                f"      {COLUMN_NAMES.get(name, name)}: {written(before) or 'nothing'} → {written(after) or 'nothing'}"
            )
    _say_more(len(changes))


def _say_moves(found: Forecast, people: dict[str, Person], services: dict[str, str]) -> None:
    handed = [move for move in found.moves if move.is_handed_over]
    say(f"Recorded cases that would be with somebody else: {len(handed):,} of {found.replay.cases:,}")
    if handed:
        table(
            ["case", "state", "service", "ward", "contact", "owner"],
            [_move_cells(move, people, services) for move in _some(handed)],
        )
        _say_more(len(handed))
    unfinished = [move.reference for move in found.moves if move.is_unfinished]
    say(f"Open cases that would move: {listed(unfinished)}")
    say("Load of each co-ordinator, as contact of open cases and of all cases of the last 12 months:")
    table(
        ["co-ordinator", "open now", "open then", "year now", "year then"],
        [
            [
                _name(people, load.person),
                *map(str, (load.open_before, load.open_after, load.year_before, load.year_after)),
            ]
            for load in found.loads
        ],
    )


def _move_cells(move: Move, people: dict[str, Person], services: dict[str, str]) -> list[str]:
    contact, owner = (
        _name(people, before) if before == after else f"{_name(people, before)} → {_name(people, after)}"
        for before, after in (
            (move.contact_before, move.contact_after),
            (move.owner_before, move.owner_after),
        )
    )
    if move.by_hand:
        owner += " (chosen by hand)"
    before, after = ", ".join(move.wards_before), ", ".join(move.wards_after)
    ward = before if before == after else f"{before} → {after}"
    state = move.state.replace("_", " ")
    return [
        move.reference,
        state,
        services.get(move.service or "", move.service or "to be confirmed"),
        ward,
        contact,
        owner,
    ]


def _say_replay(replay: Replay) -> None:
    count = f"{_count(replay.decisions, 'decision')} on {_count(replay.cases, 'recorded case')}"
    if replay.is_exact:
        say(f"History played again, each day under its own map: {count}, exactly as it was.")
    else:
        say(
            f"History played again, each day under its own map: {count}, {len(replay.otherwise):,} otherwise:"
        )
        _say_each(replay.otherwise)
    if replay.later:
        say("Since then with somebody else:")
        _say_each(replay.later)


def _say_each(found: Sequence[Otherwise]) -> None:
    for each in _some(found):
        say(f"  {each.reference}: {each.why}")
    _say_more(len(found))


def _say_list(title: str, lines: Sequence[str]) -> None:
    say(f"{title}: {len(lines):,}" if lines else f"{title}: none")
    for line in _some(lines):
        say(f"  {line}")
    _say_more(len(lines))


def _some(found: Sequence[T]) -> Iterable[T]:
    """As many as a person can read; a program is given all."""
    return found[:MOST] if is_watched() else found


def _say_more(number: int) -> None:
    if is_watched() and number > MOST:
        say(f"  and {number - MOST:,} more")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _name(people: dict[str, Person], key: str) -> str:
    return people[key].name if key in people else key
