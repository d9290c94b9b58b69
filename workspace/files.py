"""Keeping files: made by a person's upload, or by the app's getUploadURLExternal and completeUploadExternal."""

from __future__ import annotations

import mimetypes
import time

from workspace.core import Core
from workspace.space import StoredFile, new_id

LARGEST = 50_000_000  # bytes; Slack allows 1 GB, which a process in memory should not


def make(core: Core, user: str, name: str, content: bytes, *, complete: bool = True) -> StoredFile:
    """Stores a file that belongs to somebody and is shared nowhere yet."""
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    suffix = name.rpartition(".")[2].lower() if "." in name else "binary"
    stored = StoredFile(
        id=new_id("F"),
        name=name,
        title=name,
        mimetype=mimetype,
        filetype=suffix,
        size=len(content),
        user=user,
        created=int(time.time()),
        content=content,
        complete=complete,
    )
    core.space.files[stored.id] = stored
    core.touched += 1
    return stored
