"""`wardline directory check`, `show` and `resources`: what is wrong with a council's folder, and what is there."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from bot.commands import opening
from bot.commands.screen import say, table, warn
from directory import loading
from directory.columns import row_class_of
from directory.council import Council, Dated
from directory.coverage import AHEAD, coverage
from directory.differences import NOUNS, written
from directory.faults import DirectoryFaults, Fault
from directory.files import read_council, survey
from directory.funding import ended_on
from directory.funding import table as funded
from directory.register import Register
from directory.responsibility import Roster


def check(folder: Path) -> int:
    """Say everything that is wrong with the folder, and where nobody has the work; 0 when it can be loaded.

    A gap does not stop a load: who is missing today may be there tomorrow, and the duty officer has the work meanwhile.
    """
    council, faults = survey(folder)
    say_faults(faults)
    stops = sum(fault.stops for fault in faults)
    if stops:
        warn(f"{folder} cannot be loaded: {stops:,} {'fault' if stops == 1 else 'faults'}.")
        return 1
    say(f"{folder} can be loaded: {summary(council)}.")
    today = date.today()  # noqa: DTZ011 (posts are of the council's own day)
    say_coverage(council, today)
    say_funding(council, today)
    return 0


def say_coverage(council: Council, today: date) -> None:
    """The proof that somebody has every service in every ward on every day ahead, or where it fails."""
    holes = coverage(Roster.of(council), today, today + AHEAD)
    for hole in holes:
        warn(f"note: {hole}")
    wards = {ward.name for ward in council.wards if ward.holds_on(today)}
    what = f"{len(council.services):,} services in {len(wards):,} wards on the next {AHEAD.days} days"
    if holes:
        count = f"{len(holes):,} {'gap or overlap' if len(holes) == 1 else 'gaps and overlaps'}"
        warn(f"{what}: {count}, named above. A gap's work falls to the duty officer.")
    else:
        say(f"{what}: each has exactly one accountable owner.")


def say_funding(council: Council, today: date) -> None:
    """The services that were paid for and are no longer, as far as the folder says."""
    register = Register.of(council)
    for service in council.services:
        ended = ended_on(register, service.key, on=today)
        if ended:
            warn(
                f"note: {service.name}: its funding ended on {ended}, and resources.csv names nothing since."
            )


@opening.says(DirectoryFaults)
def resources(folder: Path | None, on: date) -> int:
    """What pays for what on a day: a row for each service, a column for each area, and the same sum both ways."""
    council = read_council(folder) if folder else _in_database()
    found = funded(council.resources, on)
    names = {service.key: service.name for service in council.services}
    rows = [
        [names.get(key, key), *_sums(found.pounds.get((key, area)) for area in found.areas), *_sums([found.of_service(key)])]
        for key in found.services
    ]  # fmt: skip
    rows.append(["all", *_sums(found.in_area(area) for area in found.areas), *_sums([found.total])])
    table([f"pounds on {on}", *(area or "whole borough" for area in found.areas), "all"], rows)
    return 0


def _sums(pounds: Iterable[int | None]) -> list[str]:
    return ["" if sum_ is None else f"{sum_:,}" for sum_ in pounds]


@opening.says(DirectoryFaults)
def show(noun: str | None, folder: Path | None, on: date | None = None) -> int:
    """Every file with its number of rows, or every row of one of them; `on`: only what holds on that day."""
    if noun is not None and noun not in NOUNS:
        warn(f"There is no “{noun}”. There are: {', '.join(NOUNS)}.")
        return 2
    council = read_council(folder) if folder else _in_database()
    if on is not None:
        council = as_at(council, on)
        if noun is None or not issubclass(row_class_of(noun), Dated):
            warn("note: rows without dates of their own are shown as they are now.")
    if noun is None:
        table(["file", "rows"], [[each, f"{len(getattr(council, each)):,}"] for each in NOUNS])
        return 0
    columns = [column.name for column in fields(row_class_of(noun)) if column.name != "line"]
    table(columns, [[written(getattr(row, column)) for column in columns] for row in getattr(council, noun)])
    return 0


def as_at(council: Council, day: date) -> Council:
    """What holds on a day, by the rows' own dates."""
    dated = [noun for noun in NOUNS if issubclass(row_class_of(noun), Dated)]
    return replace(
        council, **{noun: tuple(row for row in getattr(council, noun) if row.holds_on(day)) for noun in dated}
    )


def _in_database() -> Council:
    with opening.database(opening.settings(needs_slack=False).database_url).read() as session:
        return loading.read(session)


def say_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        warn(str(fault) if fault.stops else f"note: {fault}")


def summary(council: Council) -> str:
    counts = ("services", "phrases", "wards", "streets", "people")
    return ", ".join(f"{len(getattr(council, noun)):,} {noun}" for noun in counts)
