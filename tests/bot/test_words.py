"""Words compiled and read on the command line, while a bot on the same machine may forget them."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.commands import words
from directory.matching.compiled import Ready
from directory.matching.matcher import Matcher
from tests.directory.matching.test_corrections import COUNCIL


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
