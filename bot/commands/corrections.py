"""`wardline directory corrections`, and the replay of a folder's corrections in `directory check`."""

from pathlib import Path

from bot.commands import opening, words
from bot.commands.directory import say_faults
from bot.commands.screen import say, says, table, warn, writing
from casework import corrections
from casework.rules import local_day
from directory.corrections import COLUMNS, FILE, CorrectionRow, read_corrections, replayed, write_corrections
from directory.faults import DirectoryFaults, Fault
from directory.files import read_council
from directory.matching.compile import CompileFailed


@opening.says()
def approved(export: Path | None) -> int:
    """Show what was approved; or write it into a folder, in place of the corrections that are there."""
    rows = _in_database()
    if export is None:
        cells = [[row.service, row.text, row.approved_by, str(row.approved_on or "")] for row in rows]
        table(COLUMNS, cells)
        return 0
    with writing(export):
        write_corrections(export, rows)
    say(f"Wrote {_count(len(rows))} to {export / FILE}.")
    return 0


@says(DirectoryFaults, CompileFailed)
def replay(folder: Path, kept: Path) -> int:
    """Read the folder's corrections by the folder's own words; 1 where their file cannot be read.

    `kept` is where compiled words stay from one start to the next.
    """
    if not (folder / FILE).exists():
        return 0
    council = read_council(folder)
    faults: list[Fault] = []
    rows = read_corrections(folder, council, faults)
    say_faults(faults)
    if any(fault.stops for fault in faults):
        warn(f"{FILE} cannot be replayed.")
        return 1
    matcher = words.matcher(council, kept, corrections=[(row.service, row.text) for row in rows])
    notes = replayed(rows, matcher)
    say_faults(notes)
    as_corrected = len(rows) - len(notes)
    say(f"Replayed {_count(len(rows))}: {as_corrected:,} answered as corrected, {len(notes):,} otherwise.")
    return 0


def _in_database() -> list[CorrectionRow]:
    with opening.at_hand() as (database, _), database.read() as session:
        return [
            CorrectionRow(
                service=row.service,
                text=text,
                approved_by=row.decided_by or "",
                approved_on=local_day(row.decided_at) if row.decided_at else None,
            )
            for row, text in corrections.approved(session)
        ]


def _count(number: int) -> str:
    return f"{number:,} correction{'' if number == 1 else 's'}"
