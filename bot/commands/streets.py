"""`wardline directory import-streets`: the lists that others publish, into a council's folder."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bot.commands.directory import say_faults
from bot.commands.screen import progress, say, says, warn, writing
from directory.faults import DirectoryFaults
from directory.street_lists import MOST_FAULTS, is_open_names
from directory.streets import FILE, Imported, WhichBorough, import_streets, write_unplaced

MOST = 20  # streets without a ward, or boroughs, that a person is shown
_REPORT = 1 << 20  # bytes read between two steps of the bar


@says()
def import_lists(
    folder: Path, lists: Sequence[Path], *, borough: str, anew: bool, unplaced: Path | None
) -> int:
    """Everything or nothing: where a line is wrong, streets.csv stays as it was."""
    try:
        found = _import(folder, lists, borough, anew)
    except DirectoryFaults as wrong:
        say_faults(wrong.faults)
        if len(wrong.faults) >= MOST_FAULTS:
            warn(f"Only the first {MOST_FAULTS} faults are named.")
        warn(f"Nothing was imported: {folder / FILE} is as it was.")
        return 1
    except WhichBorough as which:
        _ask_borough(which.streets)
        return 2
    except OSError as fault:
        warn(f"Nothing was imported: {fault.filename or folder} cannot be used ({fault.strerror}).")
        return 1
    _tell(folder, found)
    _tell_unplaced(found, unplaced)
    say(f"Next: wardline directory check {folder}, then wardline directory load {folder}.")
    return 0


def _import(folder: Path, lists: Sequence[Path], borough: str, anew: bool) -> Imported:
    with progress(f"Reading {len(lists)} {'list' if len(lists) == 1 else 'lists'} of streets") as report:
        here = folder / FILE
        # Lists of OS Open Names are read twice: for their postcodes, and for their streets.
        total = sum(path.stat().st_size * (2 if is_open_names(path) else 1) for path in lists)
        total += here.stat().st_size if here.exists() and not anew else 0
        done = reported = 0

        def read(size: int) -> None:
            nonlocal done, reported
            done += size
            if done - reported > _REPORT:
                reported = done
                report(done, total)

        return import_streets(folder, lists, borough=borough, anew=anew, read=read)


def _ask_borough(streets: dict[str, int]) -> None:
    most = sorted(streets.items(), key=lambda each: -each[1])
    named = ", ".join(f"{name} (roads: {number:,})" for name, number in most[:MOST])
    more = f", and {len(most) - MOST:,} more" if len(most) > MOST else ""
    warn(f"Say which borough is the council's: --borough NAME. The files have {named}{more}.")


def _tell(folder: Path, found: Imported) -> None:
    said = f"Wrote {found.before + found.added:,} rows to {folder / FILE}: {found.before:,} were there, {found.added:,} are new"
    if found.known:
        said += f"; known already: {found.known:,}"
    if found.elsewhere:
        said += f"; of other boroughs and left out: {found.elsewhere:,}"
    say(f"{said}.")
    if found.several:
        say(f"Streets that may lie in more than one ward, and stand in each: {found.several:,}.")
    if found.unknown_sectors:
        named = ", ".join(found.unknown_sectors[:MOST])
        more = f" and {len(found.unknown_sectors) - MOST:,} more" if len(found.unknown_sectors) > MOST else ""
        warn(f"note: postcode sectors that are not in postcodes.csv: {named}{more}. Add them there.")


def _tell_unplaced(found: Imported, unplaced: Path | None) -> None:
    number = len(found.unplaced) + found.unplaced_more
    if unplaced is not None:
        with writing(unplaced):
            write_unplaced(unplaced, found.unplaced)
    if not number:
        return
    if unplaced is None:
        for street in islice(found.unplaced, MOST):
            where = f" ({street.locality})" if street.locality else ""
            warn(
                f"note: {street.file}, line {street.line}: {street.street}{where} has no ward: {street.why}."
            )
        mend = (
            "Name them in a list of your own with --unplaced FILE, fill in the wards, and import that list."
        )
    else:
        mend = f"They are in {unplaced}: fill in the wards you know, take the other lines out, and import it."
    one = number == 1
    warn(f"{number:,} {'street was' if one else 'streets were'} left out for want of a ward. {mend}")
