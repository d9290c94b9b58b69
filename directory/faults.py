"""What can be wrong with a council's files, said so that the person who keeps them can mend it. No checking here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `line` counts from 1 with the header; 0 means the file as a whole.

    `stops` is False for what is worth saying but does no harm when the files are loaded.
    """

    file: str
    line: int
    problem: str
    mend: str
    stops: bool = True

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.problem}. {self.mend}"


class DirectoryFaults(Exception):
    """The files cannot be used. `faults` holds every fault that was found, in order of file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
