"""What is offered to a body outside, and its answer. Until a named person there accepts it stays ours, owner and clocks
as they are; the answer comes from the partner's own button, or the co-ordinator records it with name, date and
reference. How an offer is chased is in chasing.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework import cases, contributors, gate
from casework.errors import NoSuchCase, NotAllowed, NotUnderstood, Refused, TooLate
from casework.history import record
from casework.rules import Rules, local_day, rules
from casework.tasks import word_problems
from casework.words import keep_words
from directory.council import Body, Person
from directory.remits import refusal, speakers
from storage import Session
from storage import offers as rows
from storage.cases import Case
from storage.offers import BodyCount, Offer, held_by
from storage.offers import by_body as counts
from storage.words import Message, Words

__all__ = ["BodyCount", "counts", "held_by"]

LONGEST_NAME = 200  # characters of a name or a reference

# What a partner may answer in each state, and what the case's history calls it.
ANSWERS: dict[str, tuple[str, ...]] = {
    "offered": ("accept", "refuse"),
    "accepted": ("news", "done", "return"),
}
_OVER = {
    "refused": "was refused",
    "done": "is done",
    "handed_over": "was handed over",
    "withdrawn": "was withdrawn",
    "ended": "has ended",
}


@dataclass(frozen=True)
class PartnerAnswer:
    """What a partner said. `who` and `on`: who there, and when, where somebody of ours records it. `next_on`: when they
    are asked for news (accept, news)."""

    kind: str
    words: str = ""
    who: str = ""
    on: date | None = None
    reference: str = ""
    next_on: date | None = None


def counts_for(session: Session, *, by: Person, now: datetime) -> list[BodyCount]:
    """What was offered to each body, what waits for it, and how often its word was due and did not come."""
    if not rules(session).is_staff(by.key, now):
        raise NotAllowed("Only the council's staff can see what waits for partners.")
    return counts(session, now)


def bodies_for(session: Session, case: Case, *, now: datetime) -> list[tuple[str, str]]:
    """The bodies that are there today: those whose remit names the case's service first."""
    found, day = rules(session), local_day(now)
    there = [body for body in found.register.bodies if body.holds_on(day)]
    there.sort(key=lambda body: (case.service not in body.remit, body.kind != "partner", body.name))
    return [(body.key, body.name) for body in there]


def check_offerable(session: Session, case: Case) -> None:
    """Raises where nothing of this case may be offered in writing, or nobody knows yet what it is."""
    found = rules(session)
    if case.restricted:
        duty = found.person(case.contact)
        name = duty.name if duty else "the duty officer"
        raise NotAllowed(
            f"{case.reference} is about somebody at risk: nothing of it is offered in writing. {name} works by telephone."
        )
    if found.service(case.service) is None:
        raise NotUnderstood(
            "Settle the service first, with Re-route: a partner must know what it is asked for."
        )


def make(
    session: Session,
    case_id: int,
    body_key: str,
    words: str,
    reply_by: date | None,
    *,
    by: Person,
    now: datetime,
) -> Offer:
    """Offer the case, or a part of it, to a body. Raises Refused with what is wrong, by field."""
    case = gate.check(session, case_id, "offer", by=by, now=now)
    check_offerable(session, case)
    found = rules(session)
    body = found.register.body.get(body_key)
    problems = word_problems(words)
    if reply_by is not None and reply_by < local_day(now):
        problems["reply_by"] = "That day has passed. Choose one from today on."
    why_not = _why_not(session, found, case, body, now)
    if why_not:
        problems["body"] = why_not
    if problems or body is None:
        raise Refused(problems)
    case = gate.begin(session, case_id, "offer", by=by, now=now)
    cases.take_up(session, case, now=now)
    there = speakers(found.register, found.roster, body, local_day(now))
    calendar = found.calendar(now)
    day = calendar.close_of(reply_by) if reply_by else None
    offer = Offer(
        case_id=case.id,
        body=body.key,
        body_name=body.name,
        partner=there[0].key if there else None,
        asked_by=by.key,
        words_id=keep_words(session, words.strip(), by.key, at=now).id,
        state="offered",
        asked_at=now,
        reply_by=day or calendar.end_of_working_day(now, found.days("offer_reply", now)),
    )
    offer.next_at = contributors.next_look(calendar, offer.reply_by, now=now)
    session.add(offer)
    session.flush()
    facts = {"offer": offer.id, "body": body.key, "reply_by": offer.reply_by.isoformat()}
    record(session, "offered", case=case, actor=by.key, words_id=offer.words_id, facts=facts, now=now)
    return offer


def respond(session: Session, offer_id: int, answer: PartnerAnswer, *, by: Person, now: datetime) -> Offer:
    """The partner's own answer, from the message that they got."""
    case, offer = _begin(session, offer_id, "answer_offer", by=by, now=now)
    _check_answer(offer, answer, now)
    _take(session, case, offer, answer, who=by.name, on=local_day(now), by=by, now=now)
    return offer


def record_answer(
    session: Session, offer_id: int, answer: PartnerAnswer, *, by: Person, now: datetime
) -> Offer:
    """What a partner who is not in Slack told one of us: who said it, and when."""
    case, offer = _begin(session, offer_id, "record_answer", by=by, now=now)
    _check_answer(offer, answer, now, recorded=True)
    assert answer.on is not None
    _take(session, case, offer, answer, who=answer.who.strip(), on=answer.on, by=by, now=now)
    return offer


def withdraw(session: Session, offer_id: int, why: str, *, by: Person, now: datetime) -> Offer:
    """We need it no longer, or not from them. The partner reads that it is over, never why."""
    problems = word_problems(why)
    if problems:
        raise Refused(problems)
    case, offer = _begin(session, offer_id, "record_answer", by=by, now=now)
    _withdraw(session, case, offer, why, by=by, now=now)
    return offer


def withdraw_all(
    session: Session, case: Case, offers: Sequence[Offer], why: str, *, by: Person, now: datetime
) -> None:
    """Those that an outcome leaves open. The case has been claimed by it."""
    for offer in offers:
        _withdraw(session, case, offer, why, by=by, now=now)


def hand_over(session: Session, case: Case, body_name: str, *, by: Person, now: datetime) -> None:
    """The case was answered as theirs: what they accepted has served its end."""
    for offer in rows.open_of_case(session, case.id):
        if offer.state == "accepted" and offer.body_name == body_name:
            contributors.end_offer(session, case, offer, "handed_over", by=by, now=now)


def note(
    session: Session, offer_id: int, message: Message, words: Words, *, by: Person, now: datetime
) -> bool:
    """What the partner wrote under the offer stands in the case's thread. False: it is over, or not theirs."""
    offer = session.get_one(Offer, offer_id)
    case = session.get_one(Case, offer.case_id)
    if offer.state not in rows.OPEN or offer.partner != by.key:
        return False
    message.purpose, message.case_id = "note", case.id
    record(
        session, "offer_noted", case=case, actor=by.key, words_id=words.id, facts={"offer": offer.id}, now=now
    )
    return True


def check(session: Session, offer_id: int, act: str, *, by: Person, now: datetime) -> tuple[Case, Offer]:
    """An open offer and its case, if `by` may do `act` to it: before a form is opened."""
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotUnderstood("I can't find that offer.")
    case = _case_of(session, offer, by, act, lambda: gate.check(session, offer.case_id, act, by=by, now=now))
    _check_open(offer, by, act)
    return case, offer


def _begin(session: Session, offer_id: int, act: str, *, by: Person, now: datetime) -> tuple[Case, Offer]:
    """The case claimed, so that nobody else changes its offers meanwhile, and the offer as it is then."""
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotUnderstood("I can't find that offer.")
    case = _case_of(session, offer, by, act, lambda: gate.begin(session, offer.case_id, act, by=by, now=now))
    session.refresh(offer)
    _check_open(offer, by, act)
    return case, offer


def _case_of(session: Session, offer: Offer, by: Person, act: str, reach: Callable[[], Case]) -> Case:
    """Whoever was asked is told what became of the offer, not that there is no such case."""
    try:
        return reach()
    except NoSuchCase:
        session.refresh(offer)
        if by.key == offer.partner:
            _check_open(offer, by, act)
        raise


def _check_open(offer: Offer, by: Person, act: str) -> None:
    if offer.state not in rows.OPEN:
        raise TooLate(
            f"Nothing was done: that offer to {offer.body_name} {_OVER[offer.state]} in the meantime."
        )
    if act == "answer_offer" and offer.partner != by.key:
        raise NotAllowed("That offer is with somebody else now.")


def _why_not(session: Session, found: Rules, case: Case, body: Body | None, now: datetime) -> str:
    service = found.service(case.service)
    if body is None or service is None:
        return "Choose the body that you offer it to."
    if any(offer.body == body.key for offer in rows.open_of_case(session, case.id)):
        return f"{body.name} has an open offer of this case. Record its answer, or withdraw that one first."
    return refusal(found.register, found.roster, body, service, case.wards, local_day(now))


def _check_answer(offer: Offer, answer: PartnerAnswer, now: datetime, *, recorded: bool = False) -> None:
    if answer.kind not in ANSWERS[offer.state]:
        raise TooLate("Nothing was done: that offer has been answered in the meantime.")
    problems = answer_problems(answer, local_day(now), recorded=recorded)
    if problems:
        raise Refused(problems)


def answer_problems(answer: PartnerAnswer, today: date, *, recorded: bool) -> dict[str, str]:
    """What is missing, by field. A person's word needs a name and a day; a refusal its reason."""
    found: dict[str, str] = {}
    if recorded and not answer.who.strip():
        found["who"] = "Name the person who said it: a body alone answers for nothing."
    if recorded and answer.on is None:
        found["on"] = "Give the day on which they said it."
    if answer.on is not None and answer.on > today:
        found["on"] = "That day is still to come. Give the day on which they said it."
    if answer.kind in ("refuse", "return", "news") and not answer.words.strip():
        found["words"] = {"news": "Write what they say."}.get(
            answer.kind, "Give the reason: the owner reads it."
        )
    elif answer.words.strip():
        found |= word_problems(answer.words)
    if answer.next_on is not None and answer.next_on <= today:
        found["next_on"] = "Choose a day after today."
    for name in ("who", "reference"):
        if len(getattr(answer, name)) > LONGEST_NAME:
            found[name] = f"That is too long: at most {LONGEST_NAME} characters."
    return found


def _take(
    session: Session,
    case: Case,
    offer: Offer,
    answer: PartnerAnswer,
    *,
    who: str,
    on: date,
    by: Person,
    now: datetime,
) -> None:
    """What follows from an answer, whoever brought it."""
    text = answer.words.strip()
    words_id = keep_words(session, text, by.key, at=now).id if text else None
    offer.answered_by, offer.answered_on, offer.step = who, on, 0
    offer.reference = answer.reference.strip() or offer.reference
    said = {"on": on.isoformat()}
    match answer.kind:
        case "accept" | "news":
            _keep_waiting(session, case, offer, answer, now=now)
            event = "offer_accepted" if answer.kind == "accept" else "offer_news"
            facts = {"offer": offer.id, "body": offer.body, **said}
            record(session, event, case=case, actor=by.key, words_id=words_id, facts=facts, now=now)
        case "done":
            contributors.end_offer(session, case, offer, "done", by=by, words_id=words_id, now=now, **said)
        case _:
            event = "offer_refused" if answer.kind == "refuse" else "offer_returned"
            contributors.end_offer(
                session, case, offer, "refused", by=by, event=event, words_id=words_id, now=now, **said
            )


def _keep_waiting(
    session: Session, case: Case, offer: Offer, answer: PartnerAnswer, *, now: datetime
) -> None:
    """It is theirs now; on the day of the next news the keeper asks after it."""
    found = rules(session)
    calendar = found.calendar(now)
    offer.state = "accepted"
    offer.news_at = (
        calendar.close_of(answer.next_on)
        if answer.next_on
        else calendar.end_of_working_day(now, found.days("offer_news", now))
    )
    offer.next_at = contributors.next_look(calendar, offer.news_at, now=now)
    session.flush()
    contributors.settle_waiting(session, case)


def _withdraw(session: Session, case: Case, offer: Offer, why: str, *, by: Person, now: datetime) -> None:
    kept = keep_words(session, why.strip(), by.key, at=now).id
    contributors.end_offer(session, case, offer, "withdrawn", by=by, words_id=kept, now=now)
