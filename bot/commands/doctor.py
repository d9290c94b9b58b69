"""`wardline doctor`: look at everything a running Wardline needs, and say in plain words what wants a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.commands.screen import say
from storage import Session, inbox, outbox


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Where it is not well, the words say what to do."""

    subject: str
    is_well: bool
    words: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.is_well else 'LOOK'}  {self.subject}: {self.words}"


def well(subject: str, words: str) -> Finding:
    return Finding(subject, True, words)


def wrong(subject: str, words: str) -> Finding:
    return Finding(subject, False, words)


def look_at_posts(session: Session) -> Iterator[Finding]:
    """What waits to be posted and what was given up, with the last few named."""
    counts = outbox.counts(session)
    pending = counts.get("waiting", 0) + counts.get("sending", 0)
    yield well("posts", f"{pending:,} waiting, {counts.get('sent', 0):,} sent")
    if counts.get("given_up"):
        rows = outbox.given_up(session, limit=3)
        named = "; ".join(f"{row.kind} to {row.recipient}: {row.error}" for row in rows)
        yield wrong("posts", f"{counts['given_up']:,} given up, and nobody was told. The last: {named}")


def look_at_events(session: Session) -> Iterator[Finding]:
    """What Slack sent that is still to be handled, and what could not be."""
    counts = inbox.counts(session)
    if counts.get("given_up"):
        rows = inbox.given_up(session, limit=3)
        named = "; ".join(str(row.error) for row in rows)
        yield wrong("events", f"{counts['given_up']:,} could not be handled. The last: {named}")
    else:
        yield well("events", f"{counts.get('waiting', 0):,} waiting to be handled")
