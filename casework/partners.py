"""Whoever was asked at a partner still speaks for it, and the body is still there: where not, somebody else is asked, or
the offer comes back."""

from datetime import datetime

from casework.contributors import end_offer
from casework.history import record
from casework.rules import Rules, local_day, rules
from directory.remits import not_there, speakers
from storage import Session
from storage.cases import Case
from storage.offers import Offer, all_open, claim, speaks


def look_after(session: Session, *, now: datetime) -> int:
    """How many offers it changed."""
    found = rules(session)
    return sum(_look_after(session, found, offer, case, now=now) for offer, case in all_open(session))


def _look_after(session: Session, found: Rules, offer: Offer, case: Case, *, now: datetime) -> bool:
    body, day = found.register.body.get(offer.body), local_day(now)
    if body is None or not body.holds_on(day):
        says = (
            not_there(found.register, body, day)
            if body
            else f"{offer.body_name} is no longer in the directory."
        )
        if not claim(session, offer, now, step=0):
            return False
        end_offer(session, case, offer, "ended", by=None, why="body_ended", says=says, now=now)
        return True
    there = [person.key for person in speakers(found.register, found.roster, body, day)]
    after = there[0] if there else None
    if offer.partner in there or offer.partner == after:
        return False
    facts = {"offer": offer.id, "body": offer.body, "from": offer.partner, "to": after}
    if not speaks(session, offer, after):
        return False
    facts = {name: value for name, value in facts.items() if value}
    record(session, "partner_changed", case=case, facts=facts, now=now)
    return True
