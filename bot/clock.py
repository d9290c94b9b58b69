"""The one clock that casework's `now` comes from, and real time for leases, pacing and sockets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


def real_time() -> datetime:
    return datetime.now(UTC)


class Clock(Protocol):
    def now(self) -> datetime:
        """Casework's time, aware, in UTC. A local workspace may move it."""

    def real(self) -> datetime:
        """Real time, aware, in UTC."""


class OffsetClock:
    """Real time and an offset in seconds, read from a file that the local workspace writes."""

    def __init__(self, offset_file: Path | None = None, real: Callable[[], datetime] = real_time) -> None:
        self._file = offset_file
        self._real = real
        self._offset = timedelta()
        self._seen: tuple[int, int] | None = None

    def real(self) -> datetime:
        return self._real()

    def now(self) -> datetime:
        return self._real() + self._read()

    def _read(self) -> timedelta:
        """The offset, read again only when the file is another one. An unreadable file changes nothing."""
        if self._file is None:
            return self._offset
        try:
            found = self._file.stat()
            if (found.st_mtime_ns, found.st_ino) != self._seen:
                self._offset = timedelta(seconds=float(self._file.read_text().strip() or "0"))
                self._seen = (found.st_mtime_ns, found.st_ino)
        except FileNotFoundError:
            self._offset, self._seen = timedelta(), None
        except (ValueError, OverflowError):
            pass
        return self._offset


class DatabaseTime:
    """Real time as the database has it, so that processes on several machines agree on leases. `ask` is the database's
    time; `measure` asks it, and is to be called now and then."""

    def __init__(self, ask: Callable[[], datetime], own: Callable[[], datetime] = real_time) -> None:
        self._ask = ask
        self._own = own
        self._ahead = timedelta()
        self.measure()

    def __call__(self) -> datetime:
        return self._own() + self._ahead

    def measure(self) -> timedelta:
        """How far the database's clock is ahead of this machine's. What may be the question's own time changes nothing."""
        before = self._own()
        said = self._ask()
        doubt = (self._own() - before) / 2
        ahead = said - (before + doubt)
        if abs(ahead - self._ahead) > doubt:
            self._ahead = ahead
        return self._ahead
