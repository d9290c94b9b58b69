"""A row of the outbox becomes a post: casework says what the facts are, views what people read. No Slack here."""

from collections.abc import Callable
from pathlib import PurePath

from bot.clock import Clock
from bot.posts import Attachment, Post, Result
from casework import notifications, undelivered, ward_notices
from casework.facts import Pack
from casework.masking import mask
from casework.told import told
from storage import Session, certificates
from storage.cards import Card
from storage.cases import Case
from storage.outbox import OutboxRow
from storage.words import File
from views import packs
from views.notifications import render
from views.words import Words

Compose = Callable[[Session, OutboxRow], Post | None]
Settled = Callable[[Session, OutboxRow, Result], None]


def composer(words: Words, clock: Clock) -> Compose:
    """`compose(session, row)`: the post as things stand now, or None where nothing is left to say."""

    def compose(session: Session, row: OutboxRow) -> Post | None:
        if not notifications.may_be_told(session, row, now=clock.now()):
            return None
        facts = row.facts
        if row.method == "react":
            return Post(text=facts["name"], ts=facts["ts"], channel=facts.get("channel"))
        if row.method == "delete" and "card" in facts:
            return _gone(session.get(Card, facts["card"]))
        names_row = row.method in ("amend", "unshare", "delete")
        told_before = session.get(OutboxRow, facts["row"]) if names_row else None
        if row.method == "unshare":
            return _unshared(told_before)
        if names_row and not _stands(told_before):
            return None
        if row.method == "delete" and told_before:
            return Post(text="", ts=told_before.slack_ts, channel=told_before.channel)
        found = told(session, row, now=clock.now())
        if found is None:
            return None
        message = render(found, words)
        return Post(
            text=message.text,
            blocks=message.blocks,
            thread_ts=facts.get("thread_ts"),
            user=facts.get("user"),
            file=_pack(found.facts["pack"]) if row.kind == "pack" else _attachment(session, row),
            channel=told_before.channel if told_before else None,
            ts=told_before.slack_ts if told_before else None,
        )

    return compose


def _stands(row: OutboxRow | None) -> bool:
    """Whether it was posted, and where is known."""
    return row is not None and row.channel is not None and row.slack_ts is not None


def _gone(card: Card | None) -> Post | None:
    """A card, to be taken away where it stands."""
    if card is None or card.channel is None or card.ts is None:
        return None
    return Post(text="", ts=card.ts, channel=card.channel)


def _unshared(row: OutboxRow | None) -> Post | None:
    """A file of ours, to be taken away."""
    if row is None or row.slack_file is None:
        return None
    return Post(text="", channel=row.channel, file=Attachment(name="", slack_file=row.slack_file))


def settler(clock: Clock) -> Settled:
    """What casework does when a post has ended: a post that nobody got reaches a person."""

    def settled(session: Session, row: OutboxRow, result: Result) -> None:
        if result.state == "given_up":
            undelivered.report(session, row, result.error or "no reason given", now=clock.now())
        if row.kind in ("erased", "card"):
            certificates.settle(session, row.id, result.state, result.error)
        if row.kind == "ward_notice":
            ward_notices.note_delivery(session, row, reached=result.state == "sent", now=clock.now())

    return settled


def _pack(pack: Pack) -> Attachment:
    return Attachment(name=packs.name_of(pack), content=packs.text_of(pack).encode())


def _attachment(session: Session, row: OutboxRow) -> Attachment | None:
    """A file of somebody's, under its own name; in a channel without what that says of a resident."""
    file_id = row.facts.get("file")
    file = session.get(File, file_id) if isinstance(file_id, int) else None
    if file is None:
        return None
    case = session.get(Case, row.case_id) if row.case_id else None
    is_open = row.recipient.startswith("channel:") and not (case and case.restricted)
    return Attachment(name=_masked(file.name) if is_open else file.name, slack_file=file.slack_file)


def _masked(name: str) -> str:
    """What it ends with stays: by that it is shown as a picture, and opened."""
    masked, ending = mask(name), PurePath(name).suffix
    is_cut = not masked.endswith(ending) and masked.endswith(ending[1:])
    return masked.removesuffix(ending[1:]) + ending if is_cut else masked
