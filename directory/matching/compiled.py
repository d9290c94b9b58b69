"""Compiled folders read back into what the matcher uses. Writing them is in compile.py and training.py."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from directory.council import Street
from directory.matching.emergencies import Emergencies, emergencies_from
from directory.matching.gazetteer import Mention
from directory.matching.kinds import Kinds
from directory.matching.ordinary import ordinary_words
from directory.matching.phrasebook import Phrasebook
from directory.matching.placenames import places_from
from directory.matching.places import Places
from directory.matching.regression import Regression
from directory.matching.saying import Lexicon
from directory.matching.services import Services, calibration_from
from directory.matching.spelling import Speller

SOURCE = "source.json"


@dataclass(frozen=True, slots=True)
class Ready:
    """The folders of a council's words and of its places. Neither changes any more; other rows are in other folders."""

    words: Path
    places: Path

    @property
    def version(self) -> str:
        return f"{self.words.name} {self.places.name}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything that reading a message needs; `ready` is what it was read from."""

    ready: Ready
    lexicon: Lexicon
    services: Services
    kinds: Kinds
    places: Places
    emergencies: Emergencies


def hidden(mentions: Sequence[Mention]) -> frozenset[int]:
    """The positions of the words that name places and nothing else."""
    return frozenset(
        at for each in mentions if each.name.kind != "landmark" for at in range(each.start, each.end)
    )


def load_compiled(ready: Ready, streets: Iterable[Street] | None = None) -> Compiled:
    """Raises OSError when a file is missing, ValueError when one is damaged."""
    folder = ready.words
    source, words, named = _json(folder / SOURCE), _json(folder / "words.json"), _json(ready.places / SOURCE)
    counts: dict[str, int] = words["counts"]
    speller = Speller(counts, ordinary_words().union(words["english"]))
    book = Phrasebook(
        stems={stem: at for at, stem in enumerate(words["stems"])},
        common=frozenset(words["common"]),
        unknown=float(words["unknown"]),
        **_arrays(folder / "phrasebook.npz"),
    )
    services = Services(
        keys=tuple(source["keys"]),
        names=tuple(source["names"]),
        phrasebook=book,
        regression=_regression(folder / "services.npz"),
        calibration=calibration_from(words["calibration"]),
    )
    return Compiled(
        ready=ready,
        lexicon=Lexicon(counts, frozenset(words["joined"]), speller),
        services=services,
        kinds=Kinds(
            _regression(folder / "kinds.npz"), float(words["dropped_at"]), float(words["doubted_at"])
        ),
        places=places_from(named["places"], ordinary_words() | counts.keys(), streets),
        emergencies=emergencies_from(named["dangers"], speller),
    )


def _regression(path: Path) -> Regression:
    with np.load(path) as arrays:
        names = arrays["names"].tobytes().decode()
        vocabulary = {name: at for at, name in enumerate(names.split("\n"))} if names else {}
        return Regression(vocabulary, arrays["weights"], arrays["bias"])


def _arrays(path: Path) -> dict[str, Any]:
    with np.load(path) as arrays:
        return dict(arrays)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
