"""The text of a file that ought to be UTF-8, with every line that is not named. What the text says is not read here."""

from pathlib import Path

from directory.faults import Fault

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


def _bad_bytes(line: bytes, at: int) -> str:
    before = line[max(0, at - 15) : at].decode("windows-1252", errors="replace")
    likely = line[at : at + 1].decode("windows-1252", errors="replace")
    problem = f"byte {at + 1} of the line (0x{line[at]:02X}, after “{before}”) is not UTF-8"
    return problem + (f"; in Windows-1252 it is “{likely}”" if likely != "\N{REPLACEMENT CHARACTER}" else "")
