"""Compiled words in a folder of their own, without making them once more."""

from pathlib import Path

from directory.matching.compiled import Ready


def linked(ready: Ready, folder: Path) -> Path:
    """`folder` with links to what was compiled, and nothing else: a bot that starts there looks at no other words."""
    folder.mkdir()
    for compiled in (ready.words, ready.places):
        (folder / compiled.name).symlink_to(compiled)
    return folder
