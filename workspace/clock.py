"""Casework's day: an offset from real time, written to a file that the bot reads. Slack's own times stay real."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workspace.space import Json


class Clock:
    """The offset in seconds. Without a file it is kept here only, and moves nothing of the bot's."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.offset = self._read()

    def forward(self, seconds: float) -> None:
        self._write(self.offset + seconds)

    def to(self, when: datetime) -> None:
        """Moves to a moment, forward or back. `when` must be aware."""
        self._write((when - datetime.now(UTC)).total_seconds())

    def reset(self) -> None:
        self._write(0.0)

    def as_json(self) -> Json:
        real = datetime.now(UTC)
        return {
            "offset_seconds": self.offset,
            "now": (real + timedelta(seconds=self.offset)).isoformat(),
            "real": real.isoformat(),
            "moves_the_bot": self.path is not None,
        }

    def _read(self) -> float:
        if self.path is None or not self.path.exists():
            return 0.0
        try:
            return float(self.path.read_text(encoding="ascii").strip() or 0)
        except ValueError:
            return 0.0

    def _write(self, offset: float) -> None:
        datetime.now(UTC) + timedelta(seconds=offset)  # OverflowError before anything is written
        self.offset = offset
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".clock-")
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(f"{offset:.6f}\n")
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(self.path)
