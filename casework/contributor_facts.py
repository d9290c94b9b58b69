"""Tasks and offers as views are given them: plain values, masked, and of a restricted case nothing that leaves its channel."""

from casework.facts import OfferFacts, PersonFacts, TaskFacts
from casework.masking import mask
from casework.passing import NOUN
from casework.rules import Rules, rules
from casework.words import text_of
from directory.council import Person
from storage import Session, stand_ins
from storage.cases import Case
from storage.enquiries import Enquiry
from storage.offers import Offer
from storage.tasks import OPEN, Task


def task_facts(session: Session, task: Task, case: Case, *, leaves: bool = False) -> TaskFacts:
    """`leaves`: it is read outside the case's own channel and forms."""
    found = rules(session)
    lent = next(iter(stand_ins.active_of(session, NOUN, task.id).values()), None)
    return TaskFacts(
        id=task.id,
        kind=task.kind,
        case_id=case.id,
        reference=case.reference,
        service=_service(found, task.service),
        service_key=task.service,
        place="" if leaves and case.restricted else case.place,
        words=_readable(session, task.words_id, case, leaves=leaves),
        case_words=_readable_case(session, case, leaves=leaves),
        earlier=tuple(task.earlier),
        officer=person_facts(found, task.officer),
        stands_in_for=person_facts(found, lent.person) if lent and lent.stand_in == task.officer else None,
        asked_by=person_facts(found, task.asked_by) if task.asked_by else None,
        contact=person_facts(found, case.owner if case.owner != task.officer else case.contact),
        state=task.state,
        is_open=task.state in OPEN,
        due=task.due_at,
        is_overdue=task.missed_at is not None,
        restricted=case.restricted,
        ended_by=person_facts(found, task.ended_by) if task.ended_by else None,
        ended_words=_readable(session, task.ended_words_id, case, leaves=leaves),
    )


def offer_facts(session: Session, offer: Offer, case: Case, *, leaves: bool = False) -> OfferFacts:
    found = rules(session)
    return OfferFacts(
        id=offer.id,
        case_id=case.id,
        reference=case.reference,
        body=offer.body_name,
        service=_service(found, case.service or ""),
        place="" if leaves and case.restricted else case.place,
        words=_readable(session, offer.words_id, case, leaves=leaves),
        partner=person_facts(found, offer.partner) if offer.partner else None,
        keeper=person_facts(found, case.owner),
        asked_by=person_facts(found, offer.asked_by),
        state=offer.state,
        is_open=offer.state in ("offered", "accepted"),
        reply_by=offer.reply_by,
        news_at=offer.news_at,
        silences=offer.silences,
        answered_by=offer.answered_by or "",
        answered_on=offer.answered_on,
        their_reference=offer.reference or "",
    )


def person_facts(found: Rules, key: str) -> PersonFacts:
    person = found.person(key)
    return person_of(person) if person else PersonFacts(key=key, name="somebody no longer listed")


def person_of(person: Person) -> PersonFacts:
    return PersonFacts(
        key=person.key,
        name=person.name,
        slack_id=person.slack_id or None,
        telephone=person.telephone,
        title=person.title,
    )


def _service(found: Rules, key: str) -> str:
    service = found.service(key)
    return service.name if service else "a service no longer listed"


def _readable(session: Session, words_id: int | None, case: Case, *, leaves: bool) -> str:
    """Somebody's words, masked; a restricted case's in full where it is at home, and nowhere else."""
    if case.restricted:
        return "" if leaves else text_of(session, words_id)
    return mask(text_of(session, words_id))


def _readable_case(session: Session, case: Case, *, leaves: bool) -> str:
    """The part of the member's words that the case is about."""
    if case.restricted or not leaves:
        return ""
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    return mask(text_of(session, enquiry.words_id)[case.span_start : case.span_end])
