"""A child process whose only work is to read a list of streets, and say how long it took and what it held.

python _importing.py {reader|import|survey} FOLDER LIST     prints seconds, megabytes at its peak beyond the start, and
the first line of what was wrong
"""

import csv
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from _memory import resident


def measured(what: str, folder: Path, lists: Path) -> tuple[float, float, str]:
    command = [sys.executable, __file__, what, str(folder), str(lists)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, megabytes, fault = said.split(" ", 2)
    return float(seconds), float(megabytes), fault.strip()


def _peak() -> float:
    most = getrusage(RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _work(what: str, folder: Path, lists: Path) -> str:
    from directory.faults import DirectoryFaults  # noqa: PLC0415 (only in the child, before it is measured)
    from directory.files import read_council  # noqa: PLC0415
    from directory.streets import import_streets  # noqa: PLC0415

    try:
        if what == "reader":
            with lists.open(encoding="utf-8", newline="") as file:
                for _ in csv.reader(file):
                    pass
        elif what == "import":
            import_streets(folder, [lists])
        else:
            read_council(folder)
    except DirectoryFaults as wrong:
        return str(wrong.faults[0])
    return ""


def _main(what: str, folder: Path, lists: Path) -> None:
    import _house  # noqa: F401, PLC0415

    import directory.streets  # noqa: F401, PLC0415

    before = resident()
    began = perf_counter()
    fault = _work(what, folder, lists)
    seconds = perf_counter() - began
    print(f"{seconds:.3f} {max(_peak() - before, 0):.1f} {fault}")


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
