"""Everyday phrases as plain text: a folder with one file for each service, named by its key, one phrase a line.

A line that begins with # is a note to whoever writes the next phrase. The same may stand in phrases.csv instead."""

import unicodedata
from collections.abc import Collection
from pathlib import Path

from directory.council import Phrase
from directory.decoding import decode
from directory.faults import Fault


def read_phrases(folder: Path, services: Collection[str] | None, faults: list[Fault]) -> list[Phrase]:
    """Every phrase of the folder's .txt files. `services` are the keys there are; None when they are not known."""
    phrases: list[Phrase] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.txt")):
        name = f"{folder.name}/{path.name}"
        text = decode(path, name, faults)
        if services is not None and path.stem not in services:
            mend = "Name the file by a key of services.csv, or add the service there"
            faults.append(Fault(name, 0, f"there is no service “{path.stem}”", mend))
        elif text is not None:
            phrases += _phrases(name, path.stem, text, seen, faults)
    return phrases


def _phrases(name: str, service: str, text: str, seen: dict[str, str], faults: list[Fault]) -> list[Phrase]:
    phrases = []
    for line, words in enumerate(text.splitlines(), start=1):
        words = unicodedata.normalize("NFC", words.strip())
        if not words or words.startswith("#"):
            continue
        where = f"{name}, line {line}"
        first = seen.setdefault(words.casefold(), where)
        if first != where:
            mend = "It teaches nothing: keep one"
            faults.append(Fault(name, line, f"“{words}” is already in {first}", mend, stops=False))
            continue
        phrases.append(Phrase(service=service, phrase=words, line=line))
    return phrases
