"""Raising an enquiry by other doors than a plain message: a form, a shortcut on a message, for somebody else."""

from datetime import datetime
from typing import Any

from casework.enquiries import open_enquiry
from casework.errors import NotAllowed, NotUnderstood
from casework.rules import rules
from casework.words import Said, text_of
from directory.council import Person
from directory.matching.matcher import Matcher
from storage import Session
from storage.words import Message


def members_for(
    session: Session, by: Person, *, now: datetime, anyone: bool = False
) -> list[tuple[str, str]]:
    """The members somebody may raise for: none to choose from where they are a member themselves."""
    found = rules(session)
    if found.member_wards(by.key, now) and not anyone:
        return []
    return [
        (p.key, f"{p.name} ({', '.join(found.member_wards(p.key, now))})")
        for p in found.with_role("member", now)
    ]


def from_form(
    session: Session,
    text: str,
    *,
    member: str | None,
    by: Person,
    team: str,
    form: str,
    remembered: dict[str, Any],
    matcher: Matcher,
    now: datetime,
) -> None:
    """The words of the form. `remembered` may name the message they were taken from, and when it was written."""
    if not text.strip():
        raise NotUnderstood("There are no words yet. Write what is wrong, and where.")
    said = Said(
        team=team, channel="form", ts=form, thread_ts=None, author=by.slack_id, text=text, at=now, door="form"
    )
    if "ts" in remembered:
        at = min(datetime.fromisoformat(remembered["at"]), now)
        said = _moved(said, channel=remembered["channel"], ts=remembered["ts"], at=at, door="shortcut")
    elif "message" in remembered:
        message = _own_message(session, remembered["message"], by=by)
        said = _moved(said, channel=message.channel, ts=message.ts, at=message.said_at, door="shortcut")
    open_enquiry(session, said, matcher.read(text), member=_member(session, member, by, now), by=by, now=now)


def from_message(session: Session, said: Said, *, by: Person, matcher: Matcher, now: datetime) -> bool:
    """The shortcut on a message. False: its author is no member, so that somebody must be chosen first."""
    if not said.text.strip():
        raise NotUnderstood("That message has no words to raise. Write what is wrong, and where.")
    author = rules(session).by_slack_id(said.author)
    if author is None or not rules(session).member_wards(author.key, now):
        return False
    open_enquiry(session, said, matcher.read(said.text), member=author, by=by, now=now)
    return True


def from_kept(session: Session, message_id: int, *, by: Person, matcher: Matcher, now: datetime) -> None:
    """Words we have already, raised after all: as of when they were written."""
    message = _own_message(session, message_id, by=by)
    if message.purpose == "enquiry":
        raise NotUnderstood("That has been raised already. Its card shows where it stands.")
    text = text_of(session, message.words_id)
    if not text.strip():
        raise NotUnderstood("There are no words with that file. Write a few, and I will raise it.")
    door = "direct" if message.channel.startswith("D") and message.thread_ts is None else "shortcut"
    said = Said(
        team=message.team, channel=message.channel, ts=message.ts, thread_ts=message.thread_ts,
        author=by.slack_id, text=text, at=message.said_at, door=door,
    )  # fmt: skip
    member = _member(session, None, by, now)
    open_enquiry(session, said, matcher.read(text), member=member, by=by, now=now)


def kept_text(session: Session, message_id: int, *, by: Person) -> str:
    return text_of(session, _own_message(session, message_id, by=by).words_id)


def _own_message(session: Session, message_id: int, *, by: Person) -> Message:
    """A message by its number, if this person wrote it: a number in a button proves nothing."""
    message = session.get(Message, message_id)
    if message is None or message.person != by.key:
        raise NotAllowed("That message is not yours to raise.")
    return message


def _member(session: Session, chosen: str | None, by: Person, now: datetime) -> Person:
    found = rules(session)
    if chosen is None:
        if not found.member_wards(by.key, now):
            raise NotUnderstood("Choose which councillor this is for.")
        return by
    member = found.person(chosen)
    if member is None or not found.member_wards(chosen, now):
        raise NotUnderstood("That person is no councillor today. Choose another.")
    if member.key != by.key and not found.is_staff(by.key, now):
        raise NotAllowed("You can raise this in your own name only.")
    return member


def _moved(said: Said, *, channel: str, ts: str, at: datetime, door: str) -> Said:
    return Said(
        team=said.team,
        channel=channel,
        ts=ts,
        thread_ts=None,
        author=said.author,
        text=said.text,
        at=at,
        door=door,
    )
