"""corrections.csv of a council's folder: what people put right and an administrator approved, kept so that it can be
replayed on the folder's words. The database's own corrections are casework's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar, cast

from directory.council import Council, Row
from directory.faults import Fault
from directory.files import read_file
from directory.matching.matcher import Matcher
from directory.spreadsheets import SafeWriter

FILE = "corrections.csv"
_FORMULA = "=+-@\t\r "
COLUMNS = ("service", "text", "approved_by", "approved_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow(Row):
    """These words mean this service. `approved_by` is a key of people.csv, also of somebody who has left."""

    KEY: ClassVar[tuple[str, ...]] = ("service", "text")

    service: str
    text: str
    approved_by: str = ""
    approved_on: date | None = None


def read_corrections(folder: Path, council: Council, faults: list[Fault]) -> list[CorrectionRow]:
    """The file's good rows; none where there is no file. What is wrong goes to `faults`."""
    path = folder / FILE
    if not path.exists():
        return []
    rows = cast(Sequence[CorrectionRow], read_file(path, CorrectionRow, faults) or ())
    known = {service.key for service in council.services}
    for row in rows:
        if row.service not in known:
            mend = "Name a key of services.csv, or take the line out"
            faults.append(Fault(FILE, row.line, f"there is no service “{row.service}”", mend, stops=False))
    return [row for row in rows if row.service in known]


def write_corrections(folder: Path, rows: Iterable[CorrectionRow]) -> None:
    """Replaces the folder's file: what was approved and is erased since must not stay in it."""
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = SafeWriter(file)
        writer.writerow(COLUMNS)
        for row in rows:
            text = " ".join(row.text.split()).lstrip(_FORMULA)  # it is read again, and a formula is refused
            writer.writerow([row.service, text, row.approved_by, row.approved_on or ""])


def replayed(rows: Iterable[CorrectionRow], matcher: Matcher) -> list[Fault]:
    """A note for each correction that the words now answer otherwise."""
    notes = []
    for row in rows:
        reading = matcher.read(row.text)
        found = [issue.services[0].key for issue in reading.issues if issue.services]
        if row.service not in found:
            said = (
                f"is answered as {' and '.join(found)}"
                if found
                else f"is read as {reading.kind}, of no service"
            )
            mend = f"Add phrases like it to {row.service}, or take the line out if it was a slip"
            notes.append(Fault(FILE, row.line, f"“{row.text}” {said}, not {row.service}", mend, stops=False))
    return notes
