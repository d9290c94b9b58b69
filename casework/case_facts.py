"""Cases, their outcomes, questions, flags and parts as views are given them: plain values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework import (
    cases,
    look_ups,
)
from casework.around import Around, around
from casework.audience import is_brief
from casework.contributor_facts import offer_facts, task_facts
from casework.duplicates import suspected
from casework.facts import (
    CaseFacts,
    DuplicateFacts,
    FlagFacts,
    LastWord,
    OutcomeFacts,
    PartFacts,
    QuestionFacts,
    StandingIn,
)
from casework.masking import has_details, mask
from casework.person_facts import person_facts
from casework.questions import options_of
from casework.rules import rules
from casework.spans import said, spans_of
from casework.stand_ins import CASE
from casework.words import issue_words, masked_place, text_of
from storage import Session, joins, leavers, stand_ins
from storage import cases as case_rows
from storage.cases import Case
from storage.enquiries import Enquiry, Question
from storage.flags import of_case as flags_of
from storage.history import of_case as history_of
from storage.offers import of_case as offers_of

NO_SERVICE = "To be confirmed"


def question_facts(session: Session, question: Question) -> QuestionFacts:
    return _question(session, question, text_of(session, question.words_id))


def _question(session: Session, question: Question, words: str) -> QuestionFacts:
    return QuestionFacts(
        id=question.id,
        kind=question.kind,
        words=words,
        options=tuple((option.key, option.words) for option in options_of(question)),
        asked_by=person_facts(session, question.asked_by).name if question.asked_by else "",
    )


def case_facts(session: Session, case: Case, *, masked: bool, now: datetime) -> CaseFacts:
    return facts_of_cases(session, [case], masked=masked, now=now)[0]


def facts_of_cases(
    session: Session, cases: Sequence[Case], *, masked: bool, now: datetime
) -> list[CaseFacts]:
    """Many cost what one costs: for a list, ask once."""
    rows = around(session, cases, {case.enquiry_id for case in cases})
    return [case_from(session, case, rows, masked=masked, now=now) for case in cases]


def case_from(session: Session, case: Case, rows: Around, *, masked: bool, now: datetime) -> CaseFacts:
    enquiry, message, files = rows.enquiries[case.enquiry_id]
    words = said(rows.versions.get(case.words_id or 0, message), spans_of(case))
    service = rules(session).service(case.service)
    clocks = rows.clocks.get(case.id, {})
    due = {kind: clock.due_at for kind, clock in clocks.items()}
    place = masked_place(case) if masked else case.place
    return CaseFacts(
        id=case.id,
        reference=case.reference,
        version=case.version,
        state=case.state,
        service=service.name if service else NO_SERVICE,
        service_key=case.service,
        place=place,
        wards=tuple(case.wards),
        area=case.area,
        why=case.why,
        words=mask(words) if masked else words,
        masked=masked and (has_details(words) or place != case.place),
        member=person_facts(session, case.member),
        contact=person_facts(session, case.contact),
        owner=person_facts(session, case.owner),
        mode=service.mode if service else None,
        confirmed=case.confirmed,
        assumed_ward=case.assumed_ward,
        emergency=case.emergency,
        restricted=case.restricted,
        opened_at=case.opened_at,
        sent_at=enquiry.sent_at,
        erased_at=enquiry.erased_at,
        acknowledged_at=case.acknowledged_at,
        acknowledge_due=due.get("acknowledge"),
        answer_due=due.get("answer"),
        right_of_reply_until=due.get("right_of_reply") if case.state == "answered" else None,
        waiting_for=case.waiting_for,
        waiting_why=case.waiting_why,
        waiting_until=case.waiting_until,
        outcome=_outcome(session, case, rows, masked=masked),
        questions=tuple(_question(session, *waiting) for waiting in rows.questions.get(case.id, ())),
        files=0 if case.enquiry_id in rows.at_risk and not case.restricted else files,
        late=look_ups.is_late(case, clocks, now),
        reopened=case.reopened,
        last_word=_last_word(session, case, rows, masked=masked),
        read_by=_read_by(session, case),
        sharing=case.sharing,
        kept_close=is_brief(case.flags),
        flags=flag_facts(session, case) if case.flags else (),
        cross_ward=case.cross_ward,
        raised_by=person_facts(session, enquiry.raised_by) if enquiry.raised_by != enquiry.member else None,
        merged_into=case_rows.going_on(session, case).reference if case.merged_into_id else "",
        member_left=_member_left(session, case, now),
        tasks=tuple(
            task_facts(session, task, case, texts=texts) for task, *texts in rows.tasks.get(case.id, ())
        ),
        offers=tuple(
            offer_facts(session, offer, case, text=text, whole=not masked)
            for offer, text in rows.offers.get(case.id, ())
        ),
    )


def with_cases_beside(session: Session, case: Case, facts: CaseFacts, *, now: datetime) -> CaseFacts:
    """What staff see of the cases around this one: its parts, those joined with it, those that may be the same."""
    return replace(
        facts,
        parts=parts_of(session, case.enquiry_id, masked=not case.restricted).get(case.id, ()),
        joined=joined_references(session, case),
        suspected=_suspected(session, case, now),
    )


def _suspected(session: Session, case: Case, now: datetime) -> tuple[DuplicateFacts, ...]:
    found = suspected(session, case)
    if not found:
        return ()
    others = [other for _, other in found]
    joined = joins.count_joined(session, [other.id for other in others])
    shown = facts_of_cases(session, others, masked=True, now=now)
    return tuple(
        DuplicateFacts(
            id=row.id,
            case=facts,
            why=row.why,
            wards=tuple(rules(session).member_wards(other.member, now)),
            same_member=other.member == case.member,
            joined=joined.get(other.id, 0),
        )
        for (row, other), facts in zip(found, shown, strict=True)
    )


def with_offers(session: Session, case: Case, facts: CaseFacts) -> CaseFacts:
    """For a form that begins with what a partner said: who it was and their reference are kept as they were typed."""
    found = (offer_facts(session, offer, case, whole=True) for offer in offers_of(session, case.id))
    return replace(facts, offers=tuple(found))


def with_parts(session: Session, case: Case, facts: CaseFacts, *, masked: bool) -> CaseFacts:
    return replace(facts, parts=parts_of(session, case.enquiry_id, masked=masked).get(case.id, ()))


def joined_references(session: Session, case: Case) -> tuple[str, ...]:
    return tuple(other.reference for other in joins.joined_with(session, case.id))


def answered_beside(session: Session, case: Case) -> tuple[str, int] | None:
    """For a case that is open: the newest of those joined with it that has an outcome, and the history entry of that."""
    answered = [other for other in joins.joined_with(session, case.id) if other.outcome_id is not None]
    if case.state not in case_rows.OPEN or not answered:
        return None
    entries = [entry for entry in history_of(session, answered[-1].id) if entry.event == "answered"]
    return (answered[-1].reference, entries[-1].id) if entries else None


def parts_of(session: Session, enquiry_id: int, *, masked: bool) -> dict[int, tuple[PartFacts, ...]]:
    """By the case that is kept: whatever of the message is part of it now."""
    found: dict[int, tuple[PartFacts, ...]] = {}
    for part in case_rows.merged_of_enquiry(session, enquiry_id):
        kept, words = case_rows.going_on(session, part), issue_words(session, part)
        found[kept.id] = (
            *found.get(kept.id, ()),
            PartFacts(part.id, part.reference, mask(words) if masked else words),
        )
    return found


def passed_without_words(session: Session, case: Case) -> datetime | None:
    """When the case came to its present member without what was written before."""
    if session.get_one(Enquiry, case.enquiry_id).member == case.member:
        return None
    row = leavers.of_case(session, case.id)
    return row.decided_at if row is not None and row.withholds_from(case.member) else None


def _member_left(session: Session, case: Case, now: datetime) -> str:
    if not rules(session).has_left_as_member(case.member, now):
        return ""
    row = leavers.of_case(session, case.id)
    return row.state if row is not None and row.state in ("waiting", "kept") else "waiting"


def standing_in(session: Session, case: Case, now: datetime) -> tuple[StandingIn, ...]:
    """For whom its contact and owner have it, while that is so."""
    if case.state not in case_rows.UNFINISHED:
        return ()
    parts: dict[str, list[str]] = {}
    for part, row in stand_ins.active_of(session, CASE, case.id).items():
        if row.stand_in == getattr(case, part):
            parts.setdefault(row.person, []).append(part)
    found = rules(session)
    return tuple(
        StandingIn(
            name=person_facts(session, person).name,
            is_away=not found.is_gone(person, now),
            until=str(found.away_until(person, now) or ""),
            contact="contact" in having,
            owner="owner" in having,
        )
        for person, having in parts.items()
    )


def _outcome(session: Session, case: Case, rows: Around, *, masked: bool) -> OutcomeFacts | None:
    if case.outcome_id is None:
        return None
    outcome, words = rows.outcomes[case.outcome_id]
    read = mask if masked else str
    return OutcomeFacts(
        kind=outcome.kind,
        words=read(words),
        date=outcome.facts.get("date", ""),
        body=read(outcome.facts.get("body", "")),
        reference=read(outcome.facts.get("reference", "")),
        told=read(outcome.facts.get("told", "")),
        given_by=person_facts(session, outcome.given_by).name,
    )


def _read_by(session: Session, case: Case) -> tuple[tuple[str, datetime], ...]:
    found = cases.read_by(session, case) if case.emergency else {}
    return tuple((person_facts(session, key).name, at) for key, at in found.items())


def flag_facts(session: Session, case: Case) -> tuple[FlagFacts, ...]:
    """The flags that stand. Reasons are for those who open the details."""
    return tuple(
        FlagFacts(
            kind=flag.kind,
            parish=flag.parish or "",
            lead=person_facts(session, flag.lead) if flag.lead else None,
            set_by=person_facts(session, flag.set_by).name if flag.set_by else "",
            set_at=flag.set_at,
            words=text_of(session, flag.words_id),
        )
        for flag in flags_of(session, case.id)
    )


def _last_word(session: Session, case: Case, rows: Around, *, masked: bool) -> LastWord | None:
    """The newest thing the member may read."""
    if case.id not in rows.last:
        return None
    entry, words = rows.last[case.id]
    passed = passed_without_words(session, case)
    if passed is not None and entry.at <= passed:
        return None
    said = words or entry.event.replace("_", " ")
    return LastWord(words=mask(said) if masked else said, at=entry.at)
