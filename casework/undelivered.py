"""A post that nobody got reaches a person: whoever sent the file, and the duty officer, never a log alone."""

from datetime import datetime

from casework.notifications import person_recipient, tell
from casework.rules import local_day, rules
from storage import Session, outbox
from storage.outbox import OutboxRow
from storage.words import File, Message

# Slack's words for a channel or a person that no post reaches, whatever it says: not this post's fault, but the place's.
OUT_OF_REACH = {
    "is_archived": "archived",
    "channel_not_found": "missing",
    "not_in_channel": "outside",
    "restricted_action": "read_only",
    "restricted_action_read_only_channel": "read_only",
    "restricted_action_thread_only_channel": "read_only",
    "user_not_found": "gone",
    "users_not_found": "gone",
    "user_disabled": "gone",
    "user_not_visible": "gone",
    "is_inactive": "gone",
    "cannot_dm_bot": "gone",
    "messages_tab_disabled": "closed",
}
_NOTICES = frozenset({"undelivered", "out_of_reach"})


def report(session: Session, row: OutboxRow, error: str, *, now: datetime) -> None:
    """A post was given up. Where its reader cannot be reached at all, the duty officer hears so once a day, with what to
    do; else, of each post, which case and whom it was for."""
    if row.kind in _NOTICES:
        return
    if row.kind == "files":
        _say_file_lost(session, row, error, now=now)
    if row.method != "card" and row.card_id is not None and outbox.is_card_given_up(session, row.card_id):
        return  # it waits for its card, of which somebody has been told
    why = OUT_OF_REACH.get(error)
    if why is None:
        facts = {"kind": row.kind, "recipient": row.recipient, "error": error, "case": row.case_id}
        tell(
            session,
            "undelivered",
            _duty(session, row, now),
            facts=facts,
            now=now,
            dedup=f"undelivered:{row.id}",
        )
        return
    kind, _, slack_id = row.recipient.partition(":")
    if kind == "user" and why == "missing":
        why = "gone"  # Slack finds no conversation with them any more
    told = f"out_of_reach:{row.recipient}:{local_day(now).isoformat()}"
    facts = {"to": kind, "slack_id": slack_id, "why": why, "error": error}
    tell(session, "out_of_reach", _duty(session, row, now), facts=facts, now=now, dedup=told)


def _duty(session: Session, row: OutboxRow, now: datetime) -> str:
    """The duty channel; where that is what cannot be reached, the duty officer in person."""
    found = rules(session)
    channel = f"channel:{found.duty_channel()}"
    if row.recipient != channel:
        return channel
    contact = found.responsible(None, [], now).contact
    return person_recipient(session, contact.key) or channel


def _say_file_lost(session: Session, row: OutboxRow, error: str, *, now: datetime) -> None:
    """Whoever sent the file hears that it has not arrived."""
    file = session.get_one(File, row.facts["file"])
    sender = person_recipient(session, session.get_one(Message, file.message_id).person)
    if sender is not None:
        facts = {"file": file.id, "error": error, "case": row.case_id}
        tell(session, "file_lost", sender, facts=facts, now=now, dedup=f"lost:{row.id}")
