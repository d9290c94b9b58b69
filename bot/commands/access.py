"""`wardline access`: what is held about a person, as files that they can read: a summary, their words as a table, and
every record, one JSON line each."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.commands import opening
from bot.commands.erase import read_text
from bot.commands.screen import say, warn, writing
from casework import data_protection, subject_access
from casework.errors import CaseworkError
from casework.subject_access import Held
from casework.working_time import LONDON
from directory.spreadsheets import SafeWriter
from storage import Session
from views.access import summary_of


@opening.says()
def access(out: Path, *, person: str, text: str, by: str, loose: bool = False) -> int:
    if bool(person) == bool(text):
        warn("Give one of --person and --text.")
        return 2
    if out.exists() and any(out.iterdir()):
        warn(f"{out} is not empty. Give a new folder: what is held about two people is not to be mixed up.")
        return 2
    said = read_text(text)
    with opening.at_hand() as (database, now):
        day = f"{now.astimezone(LONDON):%-d %B %Y}"

        def work(session: Session) -> Held:
            asker = data_protection.insist(session, by, now=now)
            held = (
                subject_access.about_person(session, person, with_loose=loose)
                if person
                else subject_access.about_text(session, said, with_loose=loose)
            )
            subject_access.note(session, held, person=person, by=asker, now=now)
            _write(out, held, day)  # before the record is committed, which says that it was given
            return held

        try:
            with _new_folder(out):
                held = database.transact(work)
        except CaseworkError as refused:
            warn(refused.says)
            return 1
    say(
        f"Wrote {len(held.words):,} pieces of writing and {len(held.rows):,} other records to {out}. Read them before they are given away."
    )
    if held.withheld:
        say(
            f"Left out, because somebody is at risk there, for a person to decide: {', '.join(held.withheld)}."
        )
    if held.loose:
        say(
            f"Left out as well: what belongs to no case ({held.loose:,}), because nobody has said whether somebody is at risk "
            "there. To read it and decide, run this again with --loose into another folder."
        )
    return 0


@contextmanager
def _new_folder(out: Path) -> Iterator[None]:
    """For the eyes of whoever made it only. Where anything goes wrong nothing is left there: what no record tells of is not
    given."""
    was_there = out.exists()
    with writing(out):
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            yield
        except BaseException:
            for each in out.iterdir():
                each.unlink()
            if not was_there:
                out.rmdir()
            raise


def _write(out: Path, held: Held, day: str) -> None:
    kinds = Counter(str(each["table"]) for each in held.rows)
    _file(out / "summary.md").write_text(summary_of(held, kinds, day), encoding="utf-8")
    with _file(out / "records.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(
            json.dumps(each, ensure_ascii=False) + "\n" for each in subject_access.each_record(held)
        )
    with _file(out / "words.csv").open("w", encoding="utf-8", newline="") as file:
        writer = SafeWriter(file)
        writer.writerow(("when", "who wrote it", "cases", "words"))
        for words in held.words:
            when = f"{words.at.astimezone(LONDON):%Y-%m-%d %H:%M}"
            writer.writerow((when, words.by, " ".join(words.cases), words.words))


def _file(path: Path) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    return path
