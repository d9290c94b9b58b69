"""`wardline backup` and `wardline restore`: one file with everything, made beside a running bot, checked by restoring it.

The file holds personal data: nobody but its owner may read it, and it is to age out. Slack keeps what people attached, and
compiled words are made again, so that nothing else on the disk belongs in it."""

import hashlib
import importlib.metadata
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import real_time
from bot.commands import opening
from bot.commands.screen import progress, say, warn, writing
from bot.lock import AlreadyRunning
from casework.verification import verify
from storage import backups, checkpoints, migrate
from storage.backups import CannotCopy, Counts, Url
from storage.database import Database

MANIFEST, COPY = "manifest.json", "database"
CHUNK = 1 << 20


class BadBackup(Exception):
    """The file cannot be restored, or not here; the text says why, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `sha256` is of the copy; `checkpoint` the digest of the history's newest one."""

    wardline: str
    made_at: str
    kind: str  # sqlite | postgresql
    migration: str
    counts: Counts
    checkpoint: str | None
    sha256: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


@opening.says(CannotCopy, BadBackup)
def backup(to: Path | None, *, check: bool, prune: Path | None, older_than: int | None) -> int:
    """Make one (or, to check, take the one that is there); then let those go that are old enough."""
    settings = opening.settings(needs_slack=False)
    if to is not None:
        file = to / f"wardline-{real_time():%Y%m%d-%H%M%S}.backup" if to.is_dir() else to
        if not (check and file.exists()):
            _make(opening.database(settings.database_url), file)
        if check:
            with progress("Restoring it to check it"):
                manifest, entries = _check(file, opening.opened(settings.database_url).url)
            say(
                f"Checked by restoring: {_contents(manifest)}, and a history that is whole ({entries:,} entries)."
            )
    return _prune(prune, older_than, real_time()) if prune is not None and older_than is not None else 0


@opening.says(CannotCopy, BadBackup, AlreadyRunning)
def restore(file: Path) -> int:
    """0 once everything is back and its history is whole. Nothing is changed where the file, or the place, is not right."""
    database = opening.opened(opening.settings(needs_slack=False).database_url)
    path = opening.file_of(database)
    with ExitStack() as stack:
        stack.enter_context(opening.alone(database))
        if not backups.is_empty(database.url):
            raise BadBackup(
                "The database that WARDLINE_DATABASE_URL names is not empty, and a backup is never written over one. Move it "
                "away, or name another one."
            )
        with writing(path.parent if path else Path(tempfile.gettempdir())):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=path.parent if path else None)))
        with progress("Restoring"):
            manifest, copied = _take_out(file, folder, database.url)
            if path is None:
                entries = _put_back(copied, database.url, manifest)
            else:  # whole and verified before it stands where a bot would look for it
                first = folder / "restored.db"
                entries = _put_back(copied, database.url.set(database=str(first)), manifest)
                with writing(path.parent):
                    backups.put_back(first, database.url)
    say(f"Restored the backup of {manifest.at:%d %B %Y, %H:%M} UTC: {_contents(manifest)}.")
    say(f"Its history is whole ({entries:,} entries). What was erased since then is to be erased again.")
    return 0


def _make(database: Database, file: Path) -> None:
    if file.exists():
        raise BadBackup(f"{file} is there already, and is not written over.")
    if not file.parent.is_dir():
        raise BadBackup(f"There is no folder {file.parent}.")
    with (
        writing(file.parent),
        tempfile.TemporaryDirectory(dir=file.parent, prefix=".wardline-") as folder,
        progress("Copying"),
    ):
        copied = Path(folder) / COPY
        counts, checkpoint = backups.copy(database, copied)
        manifest = Manifest(
            wardline=importlib.metadata.version("wardline"),
            made_at=real_time().isoformat(timespec="seconds"),
            kind=database.url.get_backend_name(),
            migration=migrate.latest() or "",
            counts=counts,
            checkpoint=checkpoint,
            sha256=_digest(copied),
        )
        packed = Path(folder) / "packed"
        _pack(packed, manifest, copied)
        os.link(packed, file)  # whole or not at all, and never over another
    database.dispose()
    say(f"{file}: {_contents(manifest)}. It holds personal data: only you may read it.")


def _pack(packed: Path, manifest: Manifest, copied: Path) -> None:
    told = json.dumps(asdict(manifest), indent=2).encode()
    handle = os.open(packed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=5) as bundle:
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(told), 0o600
            bundle.addfile(entry, io.BytesIO(told))
            bundle.add(copied, COPY)
        stream.flush()
        os.fsync(stream.fileno())


def _check(file: Path, like: Url) -> tuple[Manifest, int]:
    with (
        writing(file.parent),
        tempfile.TemporaryDirectory(dir=file.parent, prefix=".wardline-") as folder,
    ):
        manifest, copied = _take_out(file, Path(folder), like)
        with backups.temporary(like, Path(folder)) as url:
            return manifest, _put_back(copied, url, manifest)


def _take_out(file: Path, folder: Path, url: Url) -> tuple[Manifest, Path]:
    """The copy in a backup, once it is sure to be what was written and to fit here."""
    copied = folder / COPY
    with _opened(file) as bundle:
        with _reading(file):
            manifest = _manifest(bundle, file)
        if manifest.kind != url.get_backend_name():
            raise BadBackup(
                f"{file} is of a database on {_NAMES[manifest.kind]}, and WARDLINE_DATABASE_URL names one on "
                f"{_NAMES[url.get_backend_name()]}. Restore it on {_NAMES[manifest.kind]}."
            )
        if not backups.knows(manifest.migration):
            raise BadBackup(
                f"{file} was made by Wardline {manifest.wardline}, whose tables (version {manifest.migration}) this "
                f"one, with version {migrate.latest()}, does not know. Restore it with that Wardline or a newer one."
            )
        with writing(folder.parent), copied.open("xb") as target:
            copied.chmod(0o600)
            for piece in _pieces(bundle, file):
                target.write(piece)
    if _digest(copied) != manifest.sha256:
        raise BadBackup(_DAMAGED.format(file))
    return manifest, copied


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_DAMAGED = (
    "{} is damaged, or no backup of Wardline's: its checksum is not that of what is in it. Take another one."
)


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Whatever is wrong with a file that should be a backup is said in one way. Only what reads it belongs inside: what this
    machine cannot write is no fault of the backup's."""
    try:
        yield
    except FileNotFoundError:
        raise BadBackup(f"There is no file {file}.") from None
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError, zlib.error):
        raise BadBackup(_DAMAGED.format(file)) from None
    except OSError as fault:
        if fault.errno is None:  # of the archive's own kind, such as a checksum that does not fit
            raise BadBackup(_DAMAGED.format(file)) from None
        raise BadBackup(f"{file} cannot be read ({fault.strerror}).") from None


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    with _reading(file):
        bundle = tarfile.open(file, "r:gz")  # noqa: SIM115 (closed below)
    with bundle:
        yield bundle


def _pieces(bundle: tarfile.TarFile, file: Path) -> Iterator[bytes]:
    """What of the database's copy is read, a piece at a time."""
    with _reading(file):
        held = bundle.extractfile(COPY)
    if held is None:
        raise BadBackup(_DAMAGED.format(file))
    while True:
        with _reading(file):
            piece = held.read(CHUNK)
        if not piece:
            return
        yield piece


def _manifest(bundle: tarfile.TarFile, file: Path) -> Manifest:
    held = bundle.extractfile(MANIFEST)
    if held is None:
        raise BadBackup(_DAMAGED.format(file))
    found = Manifest(**json.load(held))
    if found.kind not in _NAMES or not isinstance(found.migration, str):
        raise BadBackup(_DAMAGED.format(file))
    return found


def _put_back(copied: Path, url: Url, manifest: Manifest) -> int:
    """Into an empty database, brought to this version, and verified: as many rows as were counted, the history whole, its
    checkpoint there. Returns how many entries the history has."""
    address = url.render_as_string(hide_password=False)
    with opening.plainly(address):
        return _verified(copied, url, Database(address), manifest)


def _verified(copied: Path, url: Url, restored: Database, manifest: Manifest) -> int:
    try:
        with writing(copied.parent.parent):
            backups.put_back(copied, url)
        with restored.read() as session:
            found = backups.counts(session.connection())
        differing = [name for name, number in manifest.counts.items() if found.get(name) != number]
        if differing:
            raise BadBackup(
                f"What was restored is not what was copied: the rows of {', '.join(differing)} differ."
            )
        migrate.migrate(restored.url)
        with restored.read() as session:
            verdict = verify(session)
            if verdict.broken:
                raise BadBackup(f"The history in it is not whole. {verdict.broken}")
            if manifest.checkpoint and not checkpoints.is_known(session, manifest.checkpoint):
                raise BadBackup(
                    "The newest checkpoint of its history is not the one that was there when it was made."
                )
        return verdict.entries
    finally:
        restored.dispose()


def _prune(folder: Path, older_than: int, now: datetime) -> int:
    """Only what is a backup of Wardline's by what is in it; the newest stays, whatever its age, and that is said."""
    found = sorted((made, file) for file in folder.iterdir() if (made := _made_at(file)) is not None)
    old = [file for made, file in found if made < now - timedelta(days=older_than)]
    newest = found[-1][1] if found else None
    gone = [file for file in old if file != newest]
    for file in gone:
        file.unlink()
    say(f"{len(gone):,} backups older than {older_than} days are gone; {len(found) - len(gone):,} stay.")
    if newest in old:
        warn(f"The newest one, {newest}, is older than that too: is nothing backed up any more? It stays.")
        return 1
    return 0


def _made_at(file: Path) -> datetime | None:
    if not file.is_file() or file.is_symlink():
        return None
    try:
        with _opened(file) as bundle, _reading(file):
            return _manifest(bundle, file).at.astimezone(UTC)
    except BadBackup:
        return None


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _contents(manifest: Manifest) -> str:
    cases, people = manifest.counts.get("cases", 0), manifest.counts.get("people", 0)
    return f"{cases:,} cases, {people:,} people, {sum(manifest.counts.values()):,} rows in all"
