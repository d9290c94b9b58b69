"""Files with what people write: which are passed on, and why others are not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.notifications import tell
from casework.rules import rules
from storage import Session
from storage.words import File, Message


def why_refused(session: Session, name: str, size: int, *, is_elsewhere: bool, at: datetime) -> str | None:
    """Why a file is not passed on; None where it is. The limits are the council's standards."""
    found = rules(session)
    if is_elsewhere:
        return "elsewhere"
    if size > found.largest_file(at):
        return "too_large"
    return "type" if name.rpartition(".")[2].casefold() in found.refused_files(at) else None


def say_refused(
    session: Session, message: Message, refused: list[File], author: str, *, now: datetime
) -> None:
    """The author is told which files go no further, and why. `author` is a Slack id. The names are read when it is sent:
    a name may be a resident's, and erasing finds the post by the files."""
    facts = {
        "files": [file.id for file in refused],
        "most": rules(session).largest_file(message.said_at) // 1_000_000,
        "thread_ts": message.thread_ts or message.ts,
    }
    if message.channel.startswith("D"):
        tell(session, "file_refused", f"user:{author}", facts=facts, now=now)
    else:
        facts["user"] = author
        where = f"channel:{message.channel}"
        tell(session, "file_refused", where, facts=facts, method="ephemeral", now=now)


def refused_facts(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What is said of these files; not of those whose names are erased."""
    files = [session.get_one(File, each) for each in ids]
    return [
        {"name": file.name, "why": file.refused, "megabytes": file.size / 1e6} for file in files if file.name
    ]
