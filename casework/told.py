"""What a post says, read from the rows at the moment it is sent. The words around the facts are in views."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import cases, followers, look_ups
from casework.audience import is_brief
from casework.duplicates import suspected
from casework.facts import (
    CaseFacts,
    DuplicateFacts,
    EmergencyFacts,
    EnquiryFacts,
    FlagFacts,
    LastWord,
    OutcomeFacts,
    PartFacts,
    PersonFacts,
    QuestionFacts,
    Told,
    WardNoticeFacts,
)
from casework.joins import known_to_both
from casework.masking import has_details, mask
from casework.newcomers import unbound_people
from casework.questions import options_of
from casework.rules import rules
from casework.spans import said, spans_of
from casework.words import text_of
from directory.council import Person
from storage import Session, joins
from storage import cases as case_rows
from storage.cases import Case, Outcome
from storage.clocks import of_case as clocks_of
from storage.enquiries import Enquiry, Question, waiting_questions_of_case
from storage.flags import of_case as flags_of
from storage.history import HistoryEntry
from storage.history import of_case as history_of
from storage.newcomers import Newcomer
from storage.outbox import OutboxRow
from storage.ward_notices import WardNotice
from storage.words import Message, files_of_enquiry, files_of_message

NO_SERVICE = "To be confirmed"
NOT_SHOWN = "details not shown"


def told(session: Session, row: OutboxRow, *, now: datetime) -> Told | None:
    """The facts of one post. None: what it was about is gone, so there is nothing left to say."""
    if row.method == "card":
        return _card(session, row, now)
    facts: dict[str, Any] = dict(row.facts)
    if "history" in facts:
        return _event(session, row, session.get_one(HistoryEntry, facts["history"]), now=now)
    case_id = row.case_id or facts.get("case")
    case = session.get(Case, case_id) if case_id else None
    question = session.get(Question, facts["question"]) if isinstance(facts.get("question"), int) else None
    message = session.get(Message, facts["message"]) if "message" in facts else None
    if row.kind == "newcomer":
        newcomer = session.get_one(Newcomer, facts["newcomer"])
        facts["state"] = newcomer.state
        facts["people"] = [(person.key, person.name) for person in unbound_people(session, now)]
    if "cases" in facts:
        facts["cases"] = cases_for(session, facts["cases"], facts["asker"], now=now)
    if row.kind == "preview" and message is not None:
        facts["files"] = [file.name for file in files_of_message(session, message.id)]
    if row.kind == "directory_answer":
        facts["answer"] = look_ups.directory_answer(session, facts, now=now)
    if case is None and message is not None and message.case_id is not None:
        case = session.get(Case, message.case_id)
    return Told(
        notice=row.kind,
        case=_case_for(session, case, row.recipient, now=now) if case else None,
        words=text_of(session, message.words_id) if message else "",
        question=question_facts(session, question) if question else None,
        by=person_facts(session, message.person) if message else None,
        emergency=_emergency(facts) if row.kind == "emergency_words" else None,
        facts=facts,
    )


def _card(session: Session, row: OutboxRow, now: datetime) -> Told | None:
    if row.case_id is not None:
        case = session.get_one(Case, row.case_id)
        facts = _case_for(session, case, row.recipient, now=now)
        if row.recipient != f"channel:{rules(session).case_channel(case)}":
            return Told(notice="case_card_moved", case=facts)
        return Told(notice="case_card", case=facts if facts.brief else _beside(session, case, facts, now=now))
    if row.enquiry_id is not None:
        return Told(notice="enquiry_card", enquiry=enquiry_facts(session, row.enquiry_id, now=now))
    return None


def _event(session: Session, row: OutboxRow, entry: HistoryEntry, *, now: datetime) -> Told | None:
    case = session.get(Case, entry.case_id) if entry.case_id else None
    if case is None:
        return _ward_notice(session, row, entry, now=now) if "ward_notice" in entry.facts else None
    shown = _case_for(session, case, row.recipient, now=now)
    if shown.brief and row.method == "upload":
        return None
    words = "" if shown.brief else text_of(session, entry.words_id)
    is_channel = row.recipient.startswith("channel:")
    mask_words = is_channel and not case.restricted and entry.actor == case.member
    question = None
    if "question" in entry.facts:
        question = question_facts(session, session.get_one(Question, entry.facts["question"]))
        if session.get_one(Question, question.id).answered_at is not None:
            return None
    facts = dict(entry.facts)
    if entry.event == "joined":
        facts["answered"] = _answered_beside(session, case)
    for name in ("from", "to", "lead", "clerk"):
        if name in facts:
            facts[name] = person_facts(session, facts[name])
    if row.kind == "followers_unreached":
        facts["people"] = followers.unreached(session, case)
        if not facts["people"]:
            return None
    elif "people" in facts:
        facts["people"] = [person_facts(session, key).name for key in facts["people"]]
    if shown.brief:
        facts |= {side: {**facts[side], "wards": []} for side in ("before", "after") if side in facts}
    by = person_facts(session, entry.actor) if entry.actor else None
    if by is not None and shown.brief and by.key == case.member:
        by = PersonFacts(by.key, "The member")
    return Told(
        notice=row.kind,
        case=replace(shown, joined=_joined(session, case)) if is_channel and not shown.brief else shown,
        by=by,
        words=mask(words) if mask_words else words,
        question=question,
        facts={**facts, "at": entry.at, "event": entry.event, "entry": entry.id},
    )


def _ward_notice(session: Session, row: OutboxRow, entry: HistoryEntry, *, now: datetime) -> Told:
    return Told(
        notice=row.kind,
        by=person_facts(session, entry.actor) if entry.actor else None,
        words=text_of(session, entry.words_id),
        facts={
            "ward_notice": ward_notice_facts(session, entry.facts["ward_notice"], now=now),
            "people": [person_facts(session, key).name for key in entry.facts.get("people", ())],
        },
    )


def ward_notice_facts(session: Session, notice_id: int, *, now: datetime) -> WardNoticeFacts:
    notice = session.get_one(WardNotice, notice_id)
    members = rules(session).members_of(notice.wards, now)
    return WardNoticeFacts(
        id=notice.id,
        wards=tuple(notice.wards),
        what=notice.what,
        place=notice.place,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        who=notice.who,
        involvement=notice.involvement,
        author=person_facts(session, notice.author),
        readers=tuple(person.name for person in members),
        unreached=tuple(person.name for person in members if not person.slack_id),
    )


def cases_for(session: Session, ids: list[int], reader: str, *, now: datetime) -> list[CaseFacts]:
    """Those of the cases that this person may see as things stand now, each as far as they may."""
    person = rules(session).person(reader)
    found = [case for case_id in ids if (case := session.get(Case, case_id)) is not None]
    return [
        case_for(session, case, person, now=now)
        for case in found
        if person is not None and rules(session).standing(person, case, now).may("view")
    ]


def case_for(session: Session, case: Case, reader: Person | None, *, now: datetime) -> CaseFacts:
    """The case in a direct message or on somebody's Home: whole for its member and for those who may open details."""
    if reader is not None and rules(session).reads_whole(reader, case, now):
        return case_facts(session, case, masked=False, now=now)
    masked = case_facts(session, case, masked=True, now=now)
    return _brief(masked) if is_brief(case.flags) else masked


def _case_for(session: Session, case: Case, recipient: str, *, now: datetime) -> CaseFacts:
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
    )


def person_facts(session: Session, key: str) -> PersonFacts:
    person = rules(session).person(key)
    return person_of(person) if person else PersonFacts(key=key, name="somebody no longer listed")


def person_of(person: Person) -> PersonFacts:
    return PersonFacts(
        key=person.key,
        name=person.name,
        slack_id=person.slack_id or None,
        telephone=person.telephone,
        title=person.title,
    )


def question_facts(session: Session, question: Question) -> QuestionFacts:
    return QuestionFacts(
        id=question.id,
        kind=question.kind,
        words=text_of(session, question.words_id),
        options=tuple((option.key, option.words) for option in options_of(question)),
        asked_by=person_facts(session, question.asked_by).name if question.asked_by else "",
    )


def issue_words(session: Session, case: Case) -> str:
    """The part of the member's words that this case is about."""
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    return said(text_of(session, enquiry.words_id), spans_of(case))


def details_of(session: Session, case: Case) -> str:
    """The member's words in full, for those entitled: all of the message, but only the case's own part of one in which
    something else is about somebody at risk."""
    at_risk = any(each.restricted for each in case_rows.of_enquiry(session, case.enquiry_id))
    if at_risk and not case.restricted:
        return issue_words(session, case)
    return text_of(session, session.get_one(Enquiry, case.enquiry_id).words_id)


def case_facts(session: Session, case: Case, *, masked: bool, now: datetime) -> CaseFacts:
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    words = issue_words(session, case)
    service = rules(session).service(case.service)
    clocks = clocks_of(session, case.id)
    due = {kind: clock.due_at for kind, clock in clocks.items()}
    return CaseFacts(
        id=case.id,
        reference=case.reference,
        version=case.version,
        state=case.state,
        service=service.name if service else NO_SERVICE,
        service_key=case.service,
        place=case.place,
        wards=tuple(case.wards),
        area=case.area,
        why=case.why,
        words=mask(words) if masked else words,
        masked=masked and has_details(words),
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
        acknowledged_at=case.acknowledged_at,
        acknowledge_due=due.get("acknowledge"),
        answer_due=due.get("answer"),
        right_of_reply_until=due.get("right_of_reply") if case.state == "answered" else None,
        waiting_for=case.waiting_for,
        waiting_why=case.waiting_why,
        waiting_until=case.waiting_until,
        outcome=_outcome(session, case),
        questions=tuple(question_facts(session, q) for q in waiting_questions_of_case(session, case.id)),
        files=len(files_of_enquiry(session, case.enquiry_id)),
        late=look_ups.is_late(session, case, now),
        reopened=case.reopened,
        read_by=_read_by(session, case),
        last_word=_last_word(session, case, masked=masked),
        sharing=case.sharing,
        kept_close=is_brief(case.flags),
        flags=flag_facts(session, case) if case.flags else (),
        cross_ward=case.cross_ward,
        raised_by=person_facts(session, enquiry.raised_by) if enquiry.raised_by != enquiry.member else None,
        merged_into=case_rows.going_on(session, case).reference if case.merged_into_id else "",
    )


def _beside(session: Session, case: Case, facts: CaseFacts, *, now: datetime) -> CaseFacts:
    """What staff see of the cases around this one: its parts, those joined with it, those that may be the same."""
    return replace(
        facts,
        parts=_parts(session, case.enquiry_id, masked=not case.restricted).get(case.id, ()),
        joined=_joined(session, case),
        suspected=tuple(
            DuplicateFacts(
                id=row.id,
                case=case_facts(session, other, masked=True, now=now),
                why=row.why,
                wards=tuple(rules(session).member_wards(other.member, now)),
                same_member=other.member == case.member,
                joined=joins.count_joined(session, other.id),
            )
            for row, other in suspected(session, case)
        ),
    )


def with_parts(session: Session, case: Case, facts: CaseFacts, *, masked: bool) -> CaseFacts:
    return replace(facts, parts=_parts(session, case.enquiry_id, masked=masked).get(case.id, ()))


def _joined(session: Session, case: Case) -> tuple[str, ...]:
    return tuple(other.reference for other in joins.joined_with(session, case.id))


def _answered_beside(session: Session, case: Case) -> tuple[str, int] | None:
    """For a case that is open: the newest of those joined with it that has an outcome, and the history entry of that."""
    answered = [other for other in joins.joined_with(session, case.id) if other.outcome_id is not None]
    if case.state not in case_rows.OPEN or not answered:
        return None
    entries = [entry for entry in history_of(session, answered[-1].id) if entry.event == "answered"]
    return (answered[-1].reference, entries[-1].id) if entries else None


def _parts(session: Session, enquiry_id: int, *, masked: bool) -> dict[int, tuple[PartFacts, ...]]:
    """By the case that is kept: whatever of the message is part of it now."""
    found: dict[int, tuple[PartFacts, ...]] = {}
    for part in case_rows.merged_of_enquiry(session, enquiry_id):
        kept, words = case_rows.going_on(session, part), issue_words(session, part)
        found[kept.id] = (
            *found.get(kept.id, ()),
            PartFacts(part.id, part.reference, mask(words) if masked else words),
        )
    return found


def enquiry_facts(session: Session, enquiry_id: int, *, now: datetime) -> EnquiryFacts:
    enquiry = session.get_one(Enquiry, enquiry_id)
    parts = _parts(session, enquiry_id, masked=False)
    return EnquiryFacts(
        id=enquiry.id,
        words=text_of(session, enquiry.words_id),
        member=person_facts(session, enquiry.member),
        sent_at=enquiry.sent_at,
        door=enquiry.door,
        cases=tuple(
            replace(
                case_facts(session, case, masked=False, now=now),
                parts=parts.get(case.id, ()),
                also_raised=_also_raised(session, case, now),
            )
            for case in case_rows.of_enquiry(session, enquiry_id)
        ),
    )


def _also_raised(session: Session, case: Case, now: datetime) -> tuple[str, ...]:
    return tuple(
        f"{person_facts(session, other.member).name} ({other.reference})"
        for other in known_to_both(session, case, now=now)
    )


def _outcome(session: Session, case: Case) -> OutcomeFacts | None:
    outcome = session.get(Outcome, case.outcome_id) if case.outcome_id else None
    if outcome is None:
        return None
    return OutcomeFacts(
        kind=outcome.kind,
        words=text_of(session, outcome.words_id),
        date=outcome.facts.get("date", ""),
        body=outcome.facts.get("body", ""),
        reference=outcome.facts.get("reference", ""),
        told=outcome.facts.get("told", ""),
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


def _last_word(session: Session, case: Case, *, masked: bool) -> LastWord | None:
    """The newest thing the member may read: what was said to them, or that somebody took it up."""
    shown = {"replied", "asked", "answered", "acknowledged", "rerouted", "reopened"}
    last = next((entry for entry in reversed(history_of(session, case.id)) if entry.event in shown), None)
    if last is None:
        return None
    said = text_of(session, last.words_id) or last.event.replace("_", " ")
    return LastWord(words=mask(said) if masked else said, at=last.at)


def _emergency(facts: dict[str, Any]) -> EmergencyFacts:
    return EmergencyFacts(
        kind=facts["kind"], advice=facts["advice"], telephone=facts["telephone"], sensitive=facts["sensitive"]
    )
