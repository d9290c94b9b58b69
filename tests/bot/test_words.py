"""Words compiled and read on the command line, while a bot on the same machine may forget them."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import learning
from bot.commands import words
from bot.transactions import Transactions
from directory import loading
from directory.matching.compile import compile_council
from directory.matching.compiled import Ready
from directory.matching.matcher import Matcher
from storage.database import Database
from tests.bot.conftest import MORNING, HandClock
from tests.directory.matching.test_corrections import COUNCIL
from tests.links import linked


def test_words_that_another_process_forgot_before_they_were_read_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, tries = Matcher.load, []

    def forgotten_at_first(ready: Ready, **more: Any) -> Matcher:
        tries.append(ready)
        if len(tries) == 1:
            shutil.rmtree(ready.words)
        return load(ready, **more)

    monkeypatch.setattr(Matcher, "load", forgotten_at_first)

    matcher = words.matcher(COUNCIL, tmp_path, corrections=[("litter", "the snickleway is clarted")])

    assert len(tries) == 2
    assert matcher.read("street light out").issues[0].services[0].key == "lights"


def test_words_that_are_damaged_are_said_to_be(tmp_path: Path) -> None:
    words.matcher(COUNCIL, tmp_path)
    (folder,) = tmp_path.glob("words-*")
    (folder / "kinds.npz").unlink()

    with pytest.raises(FileNotFoundError):
        words.matcher(COUNCIL, tmp_path)


def test_a_bot_that_starts_reads_its_words_once_and_anew_when_the_directory_changed(
    sqlite_database: Database, words_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = linked(compile_council(COUNCIL, words_folder / "small"), tmp_path / "words")
    loaded: list[Ready] = []
    load = Matcher.load
    monkeypatch.setattr(Matcher, "load", lambda ready, **more: (loaded.append(ready), load(ready, **more))[1])
    with sqlite_database.write() as session:
        loading.load(session, COUNCIL)
        taught = learning.lesson(session)
    matcher = words.matcher(taught.council, target)
    transactions = Transactions(sqlite_database, HandClock())
    in_force = learning.WordsInForce(matcher, transactions, target, taught.mark)

    assert asyncio.run(in_force.run_once(MORNING)) == 0
    assert len(loaded) == 1

    with sqlite_database.write() as session:
        loading.load(session, replace(COUNCIL, streets=COUNCIL.streets[1:]))
    assert [asyncio.run(in_force.run_once(MORNING)) for _ in range(2)] == [1, 0]
    assert len(loaded) == 2
    transactions.close()
