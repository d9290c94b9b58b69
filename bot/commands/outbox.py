"""`wardline outbox`: what could not be posted, and sending it after all. No words of anybody's: kinds, readers, reasons."""

from collections.abc import Callable

from bot.commands import opening
from bot.commands.screen import say, table, warn
from casework.rules import Rules, rules
from casework.working_time import LONDON
from storage import Session, outbox
from storage.cases import Case
from storage.database import Database
from storage.outbox import OutboxRow

COLUMNS = ("id", "state", "kind", "to", "case", "since", "tries", "Slack says")


@opening.says()
def listed() -> int:
    """0 where nothing was given up, 1 where something was."""
    database = opening.database(opening.settings(needs_slack=False).database_url)
    with database.read() as session:
        rows = outbox.troubled(session)
        found = rules(session)
        lines = [_line(session, found, row) for row in rows]
    database.dispose()
    if not rows:
        say("Every post has gone out, or waits for its turn.")
        return 0
    table(COLUMNS, lines)
    return 1 if any(row.state == "given_up" for row in rows) else 0


@opening.says()
def retry(row_id: int | None) -> int:
    """One post, or every one that was given up. A running bot sends them within a second."""
    database = opening.database(opening.settings(needs_slack=False).database_url)
    try:
        return _retry_one(database, row_id) if row_id is not None else _retry_all(database)
    finally:
        database.dispose()


def _retry_one(database: Database, row_id: int) -> int:
    if not database.transact(_putting_back(row_id)):
        warn(f"No post with the id {row_id} was given up. See: wardline outbox list")
        return 1
    say(f"Post {row_id} will be sent again.")
    return 0


def _retry_all(database: Database) -> int:
    """Each in a transaction of its own, so that a running bot waits for none of them."""
    with database.read() as session:
        given_up = outbox.given_up_ids(session)
    put_back = sum(database.transact(_putting_back(each)) for each in given_up)
    say(f"{put_back:,} will be sent again." if put_back else "Nothing was given up.")
    return 0


def _putting_back(row_id: int) -> Callable[[Session], bool]:
    return lambda session: outbox.put_back(session, row_id)


def _line(session: Session, found: Rules, row: OutboxRow) -> tuple[str, ...]:
    case = session.get(Case, row.case_id) if row.case_id else None
    since = row.created_at.astimezone(LONDON)
    return (
        str(row.id),
        "given up" if row.state == "given_up" else "tried again",
        row.kind.replace("_", " "),
        _reader(found, row.recipient),
        case.reference if case else "",
        f"{since:%d %b %Y %H:%M}",
        str(row.attempts),
        row.error or "",
    )


def _reader(found: Rules, recipient: str) -> str:
    """Whom it is for, by name where the council knows it, and by Slack's id."""
    kind, _, slack_id = recipient.partition(":")
    if kind == "user":
        person = found.by_slack_id(slack_id)
        return f"{person.name} ({slack_id})" if person else slack_id
    channel = next((each for each in found.roster.channels if each.slack_id == slack_id), None)
    return f"{channel.name} ({slack_id})" if channel else slack_id
