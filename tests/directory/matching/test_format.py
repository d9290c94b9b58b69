"""The form of the compiled words has a number: a program reads no folder of another form, and trains none."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from directory.matching import compile as compiling
from directory.matching.compile import CompileFailed, compile_council, folders_of, sources_of
from directory.matching.format import FORMAT
from tests.directory.matching.test_corrections import COUNCIL

# Where one of these fails, what is written is not what it was: FORMAT becomes one more, and the new form stands here.
FORM = 2
FILES = {
    "kinds.npz": {"weights": ("float16", 2), "bias": ("float32", 1), "names": ("uint8", 1)},
    "services.npz": {"weights": ("float16", 2), "bias": ("float32", 1), "names": ("uint8", 1)},
    "phrasebook.npz": {
        "starts": ("int32", 1),
        "rarity": ("float32", 1),
        "first": ("int32", 1),
        "phrases": ("int32", 1),
        "rare": ("float32", 1),
        "scale": ("float32", 1),
    },
}
WORDS = ["calibration", "common", "counts", "doubted_at", "dropped_at", "english", "held_out", "joined", "stems", "unknown"]  # fmt: skip
CALIBRATION = ["bias", "ceiling", "threshold", "weights"]
SIGNS = 6


def arrays(path: Path) -> dict[str, tuple[str, int]]:
    with np.load(path) as found:
        return {name: (str(found[name].dtype), found[name].ndim) for name in found}


def test_what_is_written_has_the_form_of_its_number(words_folder: Path) -> None:
    folder = compile_council(COUNCIL, words_folder / "small").words
    words: dict[str, Any] = json.loads((folder / "words.json").read_text(encoding="utf-8"))

    assert FORMAT == FORM
    assert {path.name: arrays(path) for path in folder.glob("*.npz")} == FILES
    assert sorted(words) == WORDS
    assert sorted(words["calibration"]) == CALIBRATION
    assert len(words["calibration"]["weights"]) == SIGNS


def test_words_of_another_form_are_in_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    now = folders_of(sources_of(COUNCIL), Path())
    monkeypatch.setattr(compiling, "FORMAT", FORMAT - 1)
    before = folders_of(sources_of(COUNCIL), Path())

    assert before.words != now.words
    assert before.places == now.places


def test_a_bot_whose_files_were_replaced_is_told_to_start_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would find words there that it cannot read."""
    monkeypatch.setattr(compiling, "FORMAT", FORMAT - 1)

    with pytest.raises(CompileFailed, match="start it again"):
        compile_council(COUNCIL, tmp_path)

    assert not list(tmp_path.glob("words-*"))
