"""The text of a file that ought to be UTF-8, with every line that is not named. What the text says is not read here."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from directory.faults import Fault

LONGEST_LINE = 65_536  # bytes; a longer one is no row of a table

_SAVE_AS = "Open it in the spreadsheet or editor and save it as “CSV UTF-8” or “UTF-8”"


def decode(path: Path, name: str, faults: list[Fault]) -> str | None:
    """The text of the file, which faults call `name`; None when it is no text. Each line that is not UTF-8 is a fault; it is then read as Windows-1252, the usual
    culprit, so that the faults behind it are found too."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        faults.append(Fault(name, 0, "the file is UTF-16 or not text at all, not UTF-8", _SAVE_AS))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    lines = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            lines.append(line.decode("windows-1252", errors="replace"))
            faults.append(Fault(name, number, _bad_bytes(line, error.start), _SAVE_AS))
    return "\n".join(lines)


def decoded_lines(
    path: Path, name: str, faults: list[Fault], read: Callable[[int], None] = lambda _: None
) -> Iterator[str]:
    """The lines of a file that may be larger than memory, with their ends; faults as in `decode`.

    `read` is told of every line's bytes. A line that is too long, or no text, ends the reading with a fault.
    """
    with path.open("rb") as file:
        for number in count(1):
            line = file.readline(LONGEST_LINE)
            read(len(line))
            if not line:
                return
            if b"\0" in line or (number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff"))):
                faults.append(
                    Fault(name, number, "the line is UTF-16 or not text at all, not UTF-8", _SAVE_AS)
                )
                return
            if len(line) == LONGEST_LINE:
                problem = f"the line is longer than {LONGEST_LINE:,} bytes"
                faults.append(Fault(name, number, problem, "Give each row a line of its own"))
                return
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                faults.append(Fault(name, number, _bad_bytes(line, error.start), _SAVE_AS))
                yield line.decode("windows-1252", errors="replace")


def _bad_bytes(line: bytes, at: int) -> str:
    before = line[max(0, at - 15) : at].decode("windows-1252", errors="replace")
    likely = line[at : at + 1].decode("windows-1252", errors="replace")
    problem = f"byte {at + 1} of the line (0x{line[at]:02X}, after “{before}”) is not UTF-8"
    return problem + (f"; in Windows-1252 it is “{likely}”" if likely != "\N{REPLACEMENT CHARACTER}" else "")
