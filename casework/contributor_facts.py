"""Tasks and offers as views are given them: plain values, masked, and of a restricted case nothing that leaves its channel."""

from collections.abc import Sequence
from dataclasses import replace

from casework.facts import OfferFacts, TaskFacts
from casework.masking import mask
from casework.passing import NOUN
from casework.person_facts import person_facts
from casework.rules import Rules, rules
from casework.words import issue_words, masked_place, text_of
from storage import Session, stand_ins
from storage.cases import Case
from storage.offers import Offer
from storage.tasks import OPEN, Task

A_SERVICE = "A service’s part"  # where a case is kept brief


def task_facts(
    session: Session, task: Task, case: Case, *, leaves: bool = False, texts: Sequence[str] | None = None
) -> TaskFacts:
    """`leaves`: it is read outside the case's own channel and forms. `texts`: what is asked, and with what it ended, where
    they have been read already."""
    found = rules(session)
    asked, ended = texts or (text_of(session, task.words_id), text_of(session, task.ended_words_id))
    lent = next(iter(stand_ins.active_of(session, NOUN, task.id).values()), None) if leaves else None
    return TaskFacts(
        id=task.id,
        kind=task.kind,
        case_id=case.id,
        reference=case.reference,
        service=_service(found, task.service),
        service_key=task.service,
        place=_place(case, leaves=leaves),
        words=_readable(asked, case, leaves=leaves),
        case_words=_readable_case(session, case, leaves=leaves),
        earlier=tuple(task.earlier),
        officer=person_facts(session, task.officer),
        stands_in_for=person_facts(session, lent.person) if lent and lent.stand_in == task.officer else None,
        asked_by=person_facts(session, task.asked_by) if task.asked_by else None,
        contact=person_facts(session, case.owner if case.owner != task.officer else case.contact),
        state=task.state,
        is_open=task.state in OPEN,
        due=task.due_at,
        is_overdue=task.missed_at is not None,
        restricted=case.restricted,
        ended_by=person_facts(session, task.ended_by) if task.ended_by else None,
        ended_words=_readable(ended, case, leaves=leaves),
    )


def offer_facts(
    session: Session,
    offer: Offer,
    case: Case,
    *,
    leaves: bool = False,
    whole: bool = False,
    text: str | None = None,
) -> OfferFacts:
    """`whole`: with who answered and their reference as they were typed, for whoever may open the case's details."""
    read = str if whole or (case.restricted and not leaves) else mask
    found = rules(session)
    asked = text if text is not None else text_of(session, offer.words_id)
    return OfferFacts(
        id=offer.id,
        case_id=case.id,
        reference=case.reference,
        body=offer.body_name,
        service=_service(found, case.service or ""),
        place=_place(case, leaves=leaves),
        words=_readable(asked, case, leaves=leaves),
        partner=person_facts(session, offer.partner) if offer.partner else None,
        keeper=person_facts(session, case.owner),
        asked_by=person_facts(session, offer.asked_by),
        state=offer.state,
        is_open=offer.state in ("offered", "accepted"),
        reply_by=offer.reply_by,
        news_at=offer.news_at,
        silences=offer.silences,
        answered_by=read(offer.answered_by or ""),
        answered_on=offer.answered_on,
        their_reference=read(offer.reference or ""),
    )


def brief_task(task: TaskFacts) -> TaskFacts:
    """Who does it and by when, and nothing of what it is."""
    return replace(task, service=A_SERVICE, place="", words="", case_words="", earlier=(), ended_words="")


def brief_offer(offer: OfferFacts) -> OfferFacts:
    return replace(offer, service=A_SERVICE, place="", words="")


def _service(found: Rules, key: str) -> str:
    service = found.service(key)
    return service.name if service else "a service no longer listed"


def _place(case: Case, *, leaves: bool) -> str:
    if case.restricted:
        return "" if leaves else case.place
    return masked_place(case)


def _readable(words: str, case: Case, *, leaves: bool) -> str:
    """Somebody's words, masked; a restricted case's in full where it is at home, and nowhere else."""
    if case.restricted:
        return "" if leaves else words
    return mask(words)


def _readable_case(session: Session, case: Case, *, leaves: bool) -> str:
    """The part of the member's words that the case is about."""
    if case.restricted or not leaves:
        return ""
    return mask(issue_words(session, case))
