"""`wardline directory cut-over` and `roll-back`: the map changes on a day, and back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.clock import OffsetClock
from bot.commands import opening
from bot.commands.screen import say, warn
from bot.commands.what_if import listed, ward_line
from casework import cut_overs
from casework.cut_overs import Done
from casework.errors import CaseworkError
from directory.faults import DirectoryFaults
from directory.map_changes import read_map_changes
from storage import Session


@opening.says(DirectoryFaults)
def cut_over(changes: Path, *, on: date, by: str, why: str, name: str) -> int:
    lines = read_map_changes(changes)
    settings = opening.settings(needs_slack=False)
    now = OffsetClock(settings.clock_file).now()
    return _do(
        lambda session: cut_overs.plan(
            session, name, lines, on=on, by=by, why=why, now=now, file=changes.name
        ),
        name,
        settings.database_url,
    )


@opening.says()
def roll_back(name: str, *, by: str, why: str) -> int:
    settings = opening.settings(needs_slack=False)
    now = OffsetClock(settings.clock_file).now()
    return _do(
        lambda session: cut_overs.roll_back(session, name, by=by, why=why, now=now),
        name,
        settings.database_url,
    )


def _do(work: Callable[[Session], Done], name: str, url: str) -> int:
    try:
        done = opening.database(url).transact(work)
    except CaseworkError as refused:
        warn(refused.says)
        return 1
    say(_headline(done, name))
    for effect in done.wards:
        say(f"  {ward_line(effect)}")
    if done.state != "withdrawn":
        verb = "would move" if done.state == "planned" else "moved"
        say(f"Open cases that {verb}: {listed(done.moved)}.")
    if done.untold:
        say(f"Not in Slack, so please tell them yourself: {', '.join(done.untold)}.")
    for hole in done.holes:
        warn(f"note: {hole}")
    return 0


def _headline(done: Done, name: str) -> str:
    when = f"{done.on:%-d %B %Y}"
    return {
        "planned": f"“{name}” is planned for {when}, and those concerned are told. A running bot does it on the day.",
        "done": f"“{name}” is done, and those concerned are told. The map holds from {when}.",
        "rolled_back": f"“{name}” is rolled back, and those concerned are told. The map is as it was.",
        "withdrawn": f"“{name}” is withdrawn, and those who had been told of it are told. Nothing changes on {when}.",
    }[done.state]
