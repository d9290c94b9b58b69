"""What each reader may read of a case: the whole of it, without a resident's details, or no more than who deals with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework.around import Around, around
from casework.audience import is_brief
from casework.case_facts import (
    case_facts,
    case_from,
    parts_of,
    passed_without_words,
    standing_in,
)
from casework.contributor_facts import brief_offer, brief_task
from casework.facts import (
    CaseFacts,
    EnquiryFacts,
    PartFacts,
    PersonFacts,
)
from casework.joins import known_to_both
from casework.person_facts import person_facts
from casework.rules import rules
from casework.standing import standings
from casework.undo import offered
from directory.council import Person
from storage import Session
from storage import cases as case_rows
from storage.cases import Case

NOT_SHOWN = "details not shown"


def cases_for(session: Session, ids: list[int], reader: str, *, now: datetime) -> list[CaseFacts]:
    """Those of the cases that this person may see as things stand now, each as far as they may."""
    person = rules(session).person(reader)
    if person is None:
        return []
    found = {case.id: case for case in case_rows.by_ids(session, ids)}
    seen = [found[case_id] for case_id in ids if case_id in found]
    standing = standings(session, person, seen, now=now)
    may = [case for case, each in zip(seen, standing, strict=True) if each.may("view")]
    return facts_for(session, may, person, now=now)


def facts_for(
    session: Session, cases: Sequence[Case], reader: Person | None, *, now: datetime
) -> list[CaseFacts]:
    """Cases in a direct message or on somebody's Home: whole for their member and for those who may open details."""
    rows = around(session, cases, {case.enquiry_id for case in cases})
    return [_for_reader(session, case, rows, reader, now) for case in cases]


def case_for(session: Session, case: Case, reader: Person | None, *, now: datetime) -> CaseFacts:
    return facts_for(session, [case], reader, now=now)[0]


def _for_reader(
    session: Session, case: Case, rows: Around, reader: Person | None, now: datetime
) -> CaseFacts:
    whole = reader is not None and rules(session).reads_whole(reader, case, now)
    facts = case_from(session, case, rows, masked=not whole, now=now)
    return facts if whole or not is_brief(case.flags) else _brief(facts)


def for_recipient(session: Session, case: Case, recipient: str, *, now: datetime) -> CaseFacts:
    kind, _, slack_id = recipient.partition(":")
    if kind == "user":
        return case_for(session, case, rules(session).by_slack_id(slack_id), now=now)
    facts = case_facts(session, case, masked=not case.restricted, now=now)
    return _brief(facts) if is_brief(case.flags) else facts


def _brief(case: CaseFacts) -> CaseFacts:
    """Who deals with it and by when, and nothing of what it is about."""
    return replace(
        case,
        brief=True,
        service=NOT_SHOWN,
        service_key=None,
        place=NOT_SHOWN,
        wards=(),
        why="",
        words="",
        masked=False,
        member=PersonFacts(case.member.key, "the member"),
        waiting_for="the member" if case.waiting_for == case.member.name else case.waiting_for,
        raised_by=None,
        outcome=replace(case.outcome, words="", body="", reference="", told="") if case.outcome else None,
        questions=(),
        files=0,
        last_word=None,
        flags=(),
        tasks=tuple(brief_task(task) for task in case.tasks),
        offers=tuple(brief_offer(offer) for offer in case.offers),
    )


def enquiry_facts(
    session: Session, enquiry_id: int, *, reader: Person | None = None, now: datetime
) -> EnquiryFacts:
    """One message and those of its cases that are the reader's: a case may have passed to another member."""
    of_message = case_rows.of_enquiry(session, enquiry_id)
    rows = around(session, of_message, {enquiry_id})
    enquiry, words, _files = rows.enquiries[enquiry_id]
    whose = reader.key if reader else enquiry.member
    parts = parts_of(session, enquiry_id, masked=False)
    return EnquiryFacts(
        id=enquiry.id,
        words=words,
        member=person_facts(session, enquiry.member),
        sent_at=enquiry.sent_at,
        door=enquiry.door,
        cases=tuple(
            _for_member(session, case, rows, parts.get(case.id, ()), now)
            for case in of_message
            if case.member == whose
        ),
    )


def _also_raised(session: Session, case: Case, now: datetime) -> tuple[str, ...]:
    return tuple(
        f"{person_facts(session, other.member).name} ({other.reference})"
        for other in known_to_both(session, case, now=now)
    )


def _for_member(
    session: Session, case: Case, rows: Around, parts: tuple[PartFacts, ...], now: datetime
) -> CaseFacts:
    """As its member reads it. One who has it from somebody who left reads no words of before, unless the resident
    agreed."""
    facts = case_from(session, case, rows, masked=False, now=now)
    facts = replace(
        facts,
        stands_in=standing_in(session, case, now),
        also_raised=_also_raised(session, case, now),
        undo=offered(session, case, now=now),
    )
    passed = passed_without_words(session, case)
    if passed is None:
        return replace(facts, parts=parts)
    if facts.outcome is not None and case.outcome_id and rows.outcomes[case.outcome_id][0].given_at <= passed:
        facts = replace(facts, outcome=replace(facts.outcome, words=""))
    return facts
