"""Meeting people: a greeting, and for those the council has not bound yet, their messages are kept, member support binds or refuses them in one tap."""

from datetime import datetime
from typing import Any

from casework.emergencies import tell_danger
from casework.errors import NotAllowed, NotUnderstood, TooLate
from casework.mornings import first_this_morning
from casework.notifications import tell
from casework.rules import forget_rules, rules
from casework.words import Said
from directory.council import Person, Role
from directory.matching.matcher import Matcher
from directory.people import bind_slack_id, key_of_email
from storage import Session, inbox
from storage.newcomers import KeptEvent, Newcomer, by_slack_id, kept_at, kept_events, waiting_newcomers

MOST_KEPT = 100  # messages of one person whom nobody knows yet
BINDERS: tuple[Role, ...] = ("support", "administrator")


def greet(session: Session, slack_id: str, *, now: datetime) -> None:
    """The first words to somebody who opens the conversation: once for each person."""
    person = rules(session).by_slack_id(slack_id)
    member = person is not None and bool(rules(session).member_wards(person.key, now))
    facts = {"known": person is not None, "member": member}
    tell(session, "greeting", f"user:{slack_id}", facts=facts, now=now, dedup=f"greeting:{slack_id}")


def is_unheard_of(session: Session, slack_id: str) -> bool:
    """Nobody is bound to this account, and nobody has been asked who it is."""
    return rules(session).by_slack_id(slack_id) is None and by_slack_id(session, slack_id) is None


def bind_by_email(session: Session, slack_id: str, email: str, *, now: datetime) -> Person | None:
    """At first contact, once: whoever has this address, which Slack has confirmed, and no account yet. None: nobody."""
    key = key_of_email(session, email)
    if key is None or not is_unheard_of(session, slack_id) or not rules(session).posts(key, now):
        return None
    bind_slack_id(session, key, slack_id)
    forget_rules(session)
    return rules(session).person(key)


def keep(session: Session, said: Said, body: dict[str, Any], *, matcher: Matcher, now: datetime) -> None:
    """Keep a newcomer's message as Slack sent it, say who will help, and tell member support once.

    Words of danger are answered first, whoever wrote them.
    """
    tell_danger(session, said, matcher.read(said.text), f"user:{said.author}", now=now)
    newcomer = by_slack_id(session, said.author)
    if newcomer is None:
        newcomer = Newcomer(slack_id=said.author, state="waiting", first_seen_at=now)
        session.add(newcomer)
        session.flush()
        _ask_who(session, newcomer, now=now)
    if newcomer.state == "refused":
        tell(session, "newcomer_refused", f"user:{said.author}", facts={"thread_ts": said.ts}, now=now)
        return
    if len(kept_events(session, newcomer.id)) >= MOST_KEPT:
        dedup = f"newcomer_full:{newcomer.id}"
        tell(session, "newcomer_full", f"user:{said.author}", facts={"most": MOST_KEPT}, now=now, dedup=dedup)
        return
    session.add(KeptEvent(newcomer_id=newcomer.id, channel=said.channel, ts=said.ts, body=body))
    facts = {"thread_ts": said.ts if said.door == "direct" else None}
    dedup = f"newcomer:{said.channel}:{said.ts}"
    tell(session, "newcomer_kept", f"user:{said.author}", facts=facts, now=now, dedup=dedup)


def edit_kept(session: Session, slack_id: str, channel: str, ts: str, text: str) -> None:
    """A newcomer corrected what they wrote: that is what is handled once they are known. `text` in Slack's markup."""
    newcomer = by_slack_id(session, slack_id)
    for event in kept_events(session, newcomer.id) if newcomer else ():
        if (event.channel, event.ts) == (channel, ts):
            event.body = {**event.body, "event": {**event.body["event"], "text": text}}


def forget_kept(session: Session, channel: str, ts: str) -> bool:
    """A newcomer deleted what they wrote: it is not handled. False: there is no such message."""
    event = kept_at(session, channel, ts)
    if event is not None:
        session.delete(event)
    return event is not None


def ask_again(session: Session, *, now: datetime) -> bool:
    """Each working morning, while somebody waits to be known for longer than a working day. False: somebody has looked
    already, or it is too early."""
    day = first_this_morning(session, "newcomers", now=now)
    if day is None:
        return False
    calendar = rules(session).calendar(now)
    for newcomer in waiting_newcomers(session) if calendar.is_working_day(day) else ():
        if calendar.end_of_working_day(newcomer.first_seen_at, 1) <= now:
            _ask_who(session, newcomer, now=now)
    return True


def bind(
    session: Session, newcomer_id: int, person_key: str, *, by: Person, now: datetime, real: datetime
) -> None:
    """Bind a newcomer to somebody the directory knows. What they wrote goes through the inbox again, and is
    handled as of when it was written. `real` is real time, which the inbox keeps."""
    newcomer = _decide(session, newcomer_id, "bound", by=by, now=now)
    person = rules(session).person(person_key)
    if person is None or person.slack_id:
        raise NotUnderstood("That person is in Slack already. Choose somebody who is not bound yet.")
    bind_slack_id(session, person_key, newcomer.slack_id)
    forget_rules(session)
    tell(session, "newcomer_bound", f"user:{newcomer.slack_id}", facts={"name": person.name}, now=now)
    for event in kept_events(session, newcomer.id):
        inbox.keep(
            session,
            dict(event.body),
            key=f"kept:{event.channel}:{event.ts}",  # not its number, which the next newcomer's gets
            conversation=event.channel,
            kind="message",
            now=real,
        )
        session.delete(event)


def refuse(session: Session, newcomer_id: int, *, by: Person, now: datetime) -> None:
    """Refuse a newcomer; what they wrote is erased."""
    newcomer = _decide(session, newcomer_id, "refused", by=by, now=now)
    _erase_kept(session, newcomer)
    tell(session, "newcomer_refused", f"user:{newcomer.slack_id}", now=now)


def unbound_people(session: Session, now: datetime) -> list[Person]:
    """Whom a newcomer may turn out to be: people with a post today and no Slack id."""
    found = rules(session)
    return [p for p in found.roster.people if not p.slack_id and found.posts(p.key, now)]


def _decide(session: Session, newcomer_id: int, state: str, *, by: Person, now: datetime) -> Newcomer:
    if not any(rules(session).has_role(by.key, role, now) for role in BINDERS):
        raise NotAllowed("Only member support can say who a newcomer is.")
    newcomer = session.get(Newcomer, newcomer_id)
    if newcomer is None:
        raise NotUnderstood("I can't find that newcomer. Nothing was changed.")
    if newcomer.state != "waiting":
        raise TooLate("Somebody has decided this already. Nothing was changed.")
    newcomer.state, newcomer.decided_by, newcomer.decided_at = state, by.key, now
    return newcomer


def _ask_who(session: Session, newcomer: Newcomer, *, now: datetime) -> None:
    """Member Support; where nobody there is in Slack, whoever else may bind."""
    found = rules(session)
    helpers = [[p.slack_id for p in found.with_role(role, now) if p.slack_id] for role in BINDERS]
    for slack_id in next(filter(None, helpers), []):
        facts = {"newcomer": newcomer.id, "slack_id": newcomer.slack_id}
        tell(session, "newcomer", f"user:{slack_id}", facts=facts, now=now)


def _erase_kept(session: Session, newcomer: Newcomer) -> None:
    for event in kept_events(session, newcomer.id):
        session.delete(event)
