"""`wardline directory ask`: a question answered as the bot would answer it, without Slack and without a database."""

from datetime import date
from pathlib import Path

from bot.commands import words
from bot.commands.screen import say, says, warn
from directory.answers import answer
from directory.asking import question_of
from directory.faults import DirectoryFaults
from directory.files import read_council
from directory.matching.compile import CompileFailed
from directory.register import Register
from directory.responsibility import Roster
from views.directory import in_words
from views.words import Words


@says(DirectoryFaults, CompileFailed)
def ask(text: str, folder: Path, kept: Path, on: date | None, *, for_staff: bool) -> int:
    """Say the answer; 1 where the words are no question to the directory."""
    council = read_council(folder)
    reading = words.matcher(council, kept).read(text)
    if reading.kind != "query" or reading.question in ("open", "case", "mine"):
        warn(f"This is no question to the directory: it was read as {reading.question or reading.kind}.")
        return 1
    today = on or date.today()  # noqa: DTZ011 (posts and bodies are of the council's own day)
    roster, register = Roster.of(council), Register.of(council)
    question = question_of(text, reading, roster, register, today=today)
    found = answer(question, roster, council.standards, register=register, on=today, for_staff=for_staff)
    say(in_words(found, Words()))
    return 0
