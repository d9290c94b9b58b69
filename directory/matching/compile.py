"""A council's words compiled into a folder of data files, named by their content. Training is left to a child
process; reading the files back is in matcher.py."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from directory.council import NEAR_MISSES, NO_SERVICE, Council
from directory.matching.corrections import Correction, numbered
from directory.matching.emergencies import danger_data
from directory.matching.placenames import place_data

_TRAINING = "directory.matching.training"


class CompileFailed(Exception):
    """The words could not be compiled; the message holds what the child process said last."""


def compile_council(council: Council, target: Path, corrections: Iterable[Correction] = ()) -> Path:
    """The folder below `target` with this council's compiled words; made when it is not there yet.

    `corrections` teach besides the phrases. It is written elsewhere and moved into place whole, so a reader finds all
    of it or nothing. Processes that want it at the same time wait for the one that makes it. Raises CompileFailed.
    """
    source = source_of(council, corrections)
    ready = target / version_of(source)
    if ready.is_dir():
        return ready
    target.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(target):
        if not ready.is_dir():
            _make(source, ready)
    return ready


def forget_others(ready: Path) -> None:
    """Of the compiled folders beside this one, remove those that hold people's corrections: what is erased since must
    not stay in them. Whoever reads words has read all of a folder; one that another process is making is waited for."""
    with _one_at_a_time(ready.parent):
        for folder in ready.parent.iterdir():
            if folder != ready and _holds_corrections(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _holds_corrections(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "source.json").read_text(encoding="utf-8")).get("corrections"))
    except (OSError, ValueError):
        return False


@contextmanager
def _one_at_a_time(target: Path) -> Iterator[None]:
    """The lock is the process's: it is free again however the process ends."""
    with (target / ".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(source: dict[str, Any], ready: Path) -> None:
    making = Path(mkdtemp(prefix=".making-", dir=ready.parent))
    try:
        _write(making / "source.json", source)
        _train(making)
        _move(making, ready)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def source_of(council: Council, corrections: Iterable[Correction] = ()) -> dict[str, Any]:
    """Everything that compiling looks at, as JSON can hold it. A function of the rows and the corrections alone."""
    keys = sorted({service.key for service in council.services})
    number = {key: at for at, key in enumerate(keys)}
    said = [(number[key], text) for key, text in _phrases(council) if key in number]
    special = [(row.service, row.phrase) for row in council.phrases if row.service in NO_SERVICE]
    return {
        "keys": keys,
        "names": [service.name for service in sorted(council.services, key=lambda each: each.key)],
        "phrases": sorted(set(said)),
        "special": sorted(set(special)),
        "corrections": numbered(corrections, keys),
        "places": place_data(council),
        "dangers": danger_data(council, (text for kind, text in special if kind == NEAR_MISSES)),
    }


def version_of(source: dict[str, Any]) -> str:
    """The name of the compiled folder: the content, and the code that reads it."""
    content = json.dumps(source, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_code()}{content}".encode()).hexdigest()[:16]


def _phrases(council: Council) -> Iterable[tuple[str, str]]:
    """The services' phrases; a service's names are ways of saying it as well."""
    for row in council.phrases:
        yield row.service, row.phrase
    for service in council.services:
        for name in (service.name, *service.other_names):
            yield service.key, name


@cache
def _code() -> str:
    """A digest of this package: other code compiles otherwise."""
    here = Path(__file__).parent
    files = sorted((*here.glob("*.py"), *here.glob("*.txt")))
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()


def _train(folder: Path) -> None:
    root = Path(__file__).parents[2]
    paths = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    child = subprocess.run(  # noqa: S603 (our own module, by its name)
        [sys.executable, "-m", _TRAINING, str(folder)],
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


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
