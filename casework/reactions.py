"""Reactions as verbs: 👀 and ✅ on a case's card, 📤 on one's own thread message. Anybody else's, on anything else, does
nothing, and taking a reaction away does nothing."""

from datetime import datetime

from casework import cases, gate, hearing
from casework.notifications import case_channel, tell
from directory.council import Person
from storage import Session, cards
from storage.cases import Case

PREVIEW, ACKNOWLEDGE, ANSWER = "outbox_tray", "eyes", "white_check_mark"


def heed(session: Session, name: str, channel: str, ts: str, *, person: Person, now: datetime) -> bool:
    """Do what a reaction stands for, if this person may. It carries no trigger: what needs a form is offered as a
    button that only they see. False: it may be on a card that is not known (yet)."""
    if name == PREVIEW:
        hearing.ask_for_preview(session, channel, ts, person=person, now=now)
    if name not in (ACKNOWLEDGE, ANSWER):
        return True
    case = _case_of_card(session, channel, ts)
    if case is None:
        return not hearing.may_be_appearing(session, channel, ts)
    open_to = gate.acts_open_to(session, case, by=person, now=now)
    if name == ACKNOWLEDGE and "acknowledge" in open_to:
        cases.acknowledge(session, case.id, by=person, now=now)
    elif name == ANSWER and "answer" in open_to:
        facts = {"case": case.id, "user": person.slack_id}
        tell(session, "outcome_steps", f"channel:{channel}", facts=facts, method="ephemeral", now=now)
    return True


def _case_of_card(session: Session, channel: str, ts: str) -> Case | None:
    """The case whose card this is; not a card that a case has left behind in another channel."""
    card = cards.standing_at(session, channel, ts)
    case = session.get(Case, card.case_id) if card and card.kind == "case" and card.case_id else None
    return case if case is not None and case_channel(session, case) == channel else None
