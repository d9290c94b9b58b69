"""Files with what people write: which are passed on, and what becomes of one that its author deletes in Slack."""

from collections.abc import Collection
from datetime import datetime

from casework.history import record
from casework.notifications import tell
from casework.rules import rules
from storage import Session
from storage.cases import Case
from storage.words import File, Message, files_of_message


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
    """The author is told which files go no further, and why. `author` is a Slack id."""
    facts = {
        "files": [{"name": file.name, "why": file.refused, "megabytes": file.size / 1e6} for file in refused],
        "most": rules(session).largest_file(message.said_at) // 1_000_000,
        "thread_ts": message.thread_ts or message.ts,
    }
    if message.channel.startswith("D"):
        tell(session, "file_refused", f"user:{author}", facts=facts, now=now)
    else:
        facts["user"] = author
        where = f"channel:{message.channel}"
        tell(session, "file_refused", where, facts=facts, method="ephemeral", now=now)


def note_removed(
    session: Session,
    message: Message,
    kept: Collection[str],
    cases: list[Case],
    *,
    now: datetime,
) -> None:
    """The author deleted files of a message; `kept` are those that are still there. It is noted, and whoever works on
    the case is told; the case stays as it is, and so does what was passed on."""
    gone = [file for file in files_of_message(session, message.id) if file.slack_file not in kept]
    for file in gone:
        file.deleted_at = now
    session.flush()
    for file in gone:
        for case in cases:
            facts = {"file": file.id, "message": message.id}
            record(session, "file_removed", case=case, actor=message.person, facts=facts, now=now)
