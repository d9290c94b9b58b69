"""How much memory a process holds, and a child process whose only work is to load the matcher and say how much it took.

python _memory.py WORDS PLACES [STREETS.csv]      prints megabytes of bare imports, and of those with the matcher
"""

import gc
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def resident(pid: int | str = "self") -> float:
    """Megabytes of a process that are in memory."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def of_matcher(folders: Sequence[Path], streets: Path | None = None) -> tuple[float, float]:
    """Megabytes of a fresh process with the matcher's imports alone, and after it has loaded and read a message."""
    command = [sys.executable, __file__, *map(str, (*folders, *([streets] if streets else [])))]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    bare, loaded = said.split()
    return float(bare), float(loaded)


def _load(words: Path, places: Path, streets: Path | None) -> None:
    import _house  # noqa: F401, PLC0415 (only in the child, which measures what importing costs)

    from directory.matching.compiled import Ready  # noqa: PLC0415
    from directory.matching.matcher import Matcher  # noqa: PLC0415
    from directory.matching.placenames import read_streets  # noqa: PLC0415

    gc.collect()
    bare = resident()
    matcher = Matcher.load(Ready(words, places), streets=read_streets(streets) if streets else None)
    matcher.read("Bins overflowing on Stanley Road in Bootle")
    gc.collect()
    print(f"{bare:.1f} {resident():.1f}")


if __name__ == "__main__":
    _load(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
