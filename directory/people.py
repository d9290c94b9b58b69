"""What is entered about people while the bot runs: whose Slack account is whose, and who is away. Who may enter it is
decided in casework; who then stands in, in responsibility.py."""

from datetime import date, datetime, timedelta

from storage import Session
from storage.council import changed
from storage.people import Absence, absences_on, by_email, by_key, by_slack_id, holder_of_slack_id


def bind_slack_id(session: Session, key: str, slack_id: str) -> None:
    """Somebody the directory knows is this Slack account from now on.

    Raises LookupError for an unknown key, ValueError when either of the two is bound already.
    """
    person = by_key(session, key)
    if person is None or not person.listed:
        raise LookupError(f"nobody in the directory has the key {key}")
    holder = holder_of_slack_id(session, slack_id)
    if holder is not None and holder.key != key:
        if holder.listed:
            raise ValueError(f"this Slack account is {holder.name}'s already")
        holder.slack_id = None
        session.flush()
    if person.slack_id not in (None, slack_id):
        raise ValueError(f"{person.name} has a Slack account already")
    person.slack_id = slack_id
    changed(session)


def key_of_slack_id(session: Session, slack_id: str) -> str | None:
    person = by_slack_id(session, slack_id)
    return person.key if person else None


def key_of_email(session: Session, email: str) -> str | None:
    """Whoever has this address and no Slack account yet: for binding by verified e-mail at first contact, once."""
    person = by_email(session, email)
    return person.key if person and person.slack_id is None else None


def mark_away(
    session: Session,
    key: str,
    starts_on: date,
    ends_on: date | None,
    *,
    reason: str = "",
    by: str,
    now: datetime,
) -> None:
    """Somebody is away from one day to another, both included, or until they are marked back.

    Raises LookupError for an unknown key, ValueError when it ends before it starts.
    """
    if by_key(session, key) is None:
        raise LookupError(f"nobody in the directory has the key {key}")
    if ends_on is not None and ends_on < starts_on:
        raise ValueError("the last day is before the first")
    absence = Absence(person=key, starts_on=starts_on, ends_on=ends_on, reason=reason)
    absence.entered_by, absence.entered_at = by, now
    session.add(absence)
    changed(session)


def end_absence(session: Session, key: str, last_day: date) -> bool:
    """Leave that holds on the day after `last_day` ends with it. False: there is none."""
    found = absences_on(session, key, last_day + timedelta(days=1))
    for absence in found:
        if absence.starts_on is not None and absence.starts_on > last_day:
            session.delete(absence)
        else:
            absence.ends_on = last_day
    if found:
        session.flush()
        changed(session)
    return bool(found)
