"""A council compiled into folders of data files, named by their content: its words, which are trained, and its places.
Each is made only when its own rows change. Training is left to a child process; reading back is in compiled.py."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from directory.council import NEAR_MISSES, SPOKEN_KINDS, Council
from directory.matching.compiled import SOURCE, Ready
from directory.matching.corrections import Correction, numbered
from directory.matching.emergencies import danger_data
from directory.matching.format import FORMAT
from directory.matching.placenames import place_data

_TRAINING = "training"
_IMPORTED = re.compile(r"^from directory\.matching\.(\w+) import", re.MULTILINE)


class CompileFailed(Exception):
    """The words could not be compiled; the message holds what the child process said last."""


class Sources(NamedTuple):
    """Everything that compiling looks at, as JSON can hold it. A function of the rows and the corrections alone."""

    words: dict[str, Any]
    places: dict[str, Any]


def compile_council(council: Council, target: Path, corrections: Iterable[Correction] = ()) -> Ready:
    """The folders below `target` with this council's words and places; made when they are not there yet.

    `corrections` teach besides the phrases. Each is written elsewhere and moved into place whole, so a reader finds all
    of it or nothing. Processes that want it at the same time wait for the one that makes it. Raises CompileFailed.
    """
    sources = sources_of(council, corrections)
    ready = folders_of(sources, target)
    if ready.words.is_dir() and ready.places.is_dir():
        return ready
    target.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(target):
        _make(sources.places, ready.places)
        _make(sources.words, ready.words, _train)
    return ready


def forget_others(ready: Ready) -> None:
    """Of the compiled folders beside these, remove those that hold people's corrections: what is erased since must not
    stay in them. Whoever reads words has read all of a folder; one that another process is making is waited for."""
    target = ready.words.parent
    with _one_at_a_time(target):
        for folder in target.iterdir():
            if folder != ready.words and _holds_corrections(folder):
                shutil.rmtree(folder, ignore_errors=True)


def sources_of(council: Council, corrections: Iterable[Correction] = ()) -> Sources:
    keys = sorted({service.key for service in council.services})
    number = {key: at for at, key in enumerate(keys)}
    said = [(number[key], text) for key, text in _phrases(council) if key in number]
    special = [(row.service, row.phrase) for row in council.phrases if row.service in SPOKEN_KINDS]
    harmless = sorted({row.phrase for row in council.phrases if row.service == NEAR_MISSES})
    return Sources(
        words={
            "format": FORMAT,
            "keys": keys,
            "names": [service.name for service in sorted(council.services, key=lambda each: each.key)],
            "phrases": sorted(set(said)),
            "special": sorted(set(special)),
            "corrections": numbered(corrections, keys),
        },
        places={"places": place_data(council), "dangers": danger_data(council, harmless)},
    )


def folders_of(sources: Sources, target: Path) -> Ready:
    """Where they are kept: the names are made of the content, and of the code that makes them."""
    return Ready(
        words=target / f"words-{_version(sources.words, _TRAINING)}",
        places=target / f"places-{_version(sources.places, 'placenames', 'emergencies')}",
    )


def _version(source: dict[str, Any], *modules: str) -> str:
    content = json.dumps(source, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_code(*modules)}{content}".encode()).hexdigest()[:16]


def _phrases(council: Council) -> Iterable[tuple[str, str]]:
    """The services' phrases; a service's names are ways of saying it as well."""
    for row in council.phrases:
        yield row.service, row.phrase
    for service in council.services:
        for name in (service.name, *service.other_names):
            yield service.key, name


@cache
def _code(*modules: str) -> str:
    """A digest of modules of this package and of what they import from it: other code compiles otherwise."""
    here = Path(__file__).parent
    texts: dict[str, str] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in texts:
            texts[name] = (here / f"{name}.py").read_text(encoding="utf-8")
            waiting += _IMPORTED.findall(texts[name])
    lists = [path.read_text(encoding="utf-8") for path in sorted(here.glob("*.txt"))]
    return hashlib.sha256("".join([*(texts[name] for name in sorted(texts)), *lists]).encode()).hexdigest()


def _holds_corrections(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / SOURCE).read_text(encoding="utf-8")).get("corrections"))
    except (OSError, ValueError):
        return False


@contextmanager
def _one_at_a_time(target: Path) -> Iterator[None]:
    """The lock is the process's: it is free again however the process ends."""
    with (target / ".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(source: dict[str, Any], ready: Path, finish: Callable[[Path], None] = lambda _: None) -> None:
    if ready.is_dir():
        return
    making = Path(mkdtemp(prefix=".making-", dir=ready.parent))
    try:
        (making / SOURCE).write_text(json.dumps(source, ensure_ascii=False), encoding="utf-8")
        finish(making)
        _move(making, ready)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _train(folder: Path) -> None:
    root = Path(__file__).parents[2]
    paths = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    # One thread, and sets in one order: sums come out the same each time, to the last bit.
    alike = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    environment = {**os.environ, "PYTHONPATH": paths, **alike}
    child = subprocess.run(  # noqa: S603 (our own module, by its name)
        [sys.executable, "-m", f"directory.matching.{_TRAINING}", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode != 0:
        raise CompileFailed(f"training ended with {child.returncode}: {child.stderr.strip()[-2000:]}")


def _move(making: Path, ready: Path) -> None:
    """Into place; another process may have been quicker, and its files say the same."""
    try:
        making.replace(ready)
    except OSError:
        if not ready.is_dir():
            raise
