"""What a post says, read from the rows at the moment it is sent. The words around the facts are in views."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import cases, edits, look_ups
from casework.amending import standing_of
from casework.facts import (
    CaseFacts,
    EmergencyFacts,
    EnquiryFacts,
    LastWord,
    OutcomeFacts,
    PersonFacts,
    QuestionFacts,
    Told,
)
from casework.masking import has_details, mask
from casework.newcomers import unbound_people
from casework.questions import options_of
from casework.rules import rules
from casework.undo import offered
from casework.undoable import is_undone, standing
from casework.words import issue_words, text_of
from directory.council import Person
from storage import Session
from storage import cases as case_rows
from storage.cases import Case, Outcome
from storage.clocks import of_case as clocks_of
from storage.enquiries import Enquiry, Question, waiting_questions_of_case
from storage.history import HistoryEntry
from storage.history import of_case as history_of
from storage.newcomers import Newcomer
from storage.outbox import OutboxRow
from storage.words import File, Message, files_of_enquiry, files_of_message

NO_SERVICE = "To be confirmed"


def told(session: Session, row: OutboxRow, *, now: datetime) -> Told | None:
    """The facts of one post. None: what it was about is gone, so there is nothing left to say."""
    to_member = row.recipient.startswith("user:")
    if row.method == "card":
        return _card(session, row, now)
    facts: dict[str, Any] = dict(row.facts)
    if "history" in facts:
        return _event(
            session, row, session.get_one(HistoryEntry, facts["history"]), masked=not to_member, now=now
        )
    case_id = row.case_id or facts.get("case")
    case = session.get(Case, case_id) if case_id else None
    question = session.get(Question, facts["question"]) if isinstance(facts.get("question"), int) else None
    message = session.get(Message, facts["message"]) if "message" in facts else None
    if row.kind == "newcomer":
        newcomer = session.get_one(Newcomer, facts["newcomer"])
        facts["state"] = newcomer.state
        facts["people"] = [(person.key, person.name) for person in unbound_people(session, now)]
    if "cases" in facts:
        facts["cases"] = [
            case_facts(session, found, masked=False, now=now)
            for found in (session.get(Case, case_id) for case_id in facts["cases"])
            if found is not None
        ]
    if row.kind in ("new_words", "gone", "gone_words") and question is not None:
        if question.answered_at is not None:
            return None
        facts |= edits.shown(session, question) if question.kind == "new_words" else {}
    if row.kind == "file_lost":
        facts["name"] = session.get_one(File, facts["file"]).name
    if row.kind == "preview" and message is not None:
        facts["files"] = [file.name for file in files_of_message(session, message.id)]
    if row.kind == "directory_answer":
        facts["answer"] = look_ups.directory_answer(session, facts, now=now)
    if case is None and message is not None and message.case_id is not None:
        case = session.get(Case, message.case_id)
    words_id = facts.get("words") or (message.words_id if message else None)
    return Told(
        notice=row.kind,
        case=case_facts(session, case, masked=not to_member, now=now) if case else None,
        words=text_of(session, words_id),
        question=question_facts(session, question) if question else None,
        by=person_facts(session, message.person) if message else None,
        emergency=_emergency(facts) if row.kind == "emergency_words" else None,
        facts=facts,
    )


def _card(session: Session, row: OutboxRow, now: datetime) -> Told | None:
    if row.case_id is not None:
        case = session.get_one(Case, row.case_id)
        here = row.recipient == f"channel:{rules(session).case_channel(case)}"
        facts = case_facts(session, case, masked=not case.restricted, now=now)
        facts = replace(facts, undo=offered(session, case, now=now))
        return Told(notice="case_card" if here else "case_card_moved", case=facts)
    if row.enquiry_id is not None:
        return Told(notice="enquiry_card", enquiry=enquiry_facts(session, row.enquiry_id, now=now))
    return None


def _event(
    session: Session, row: OutboxRow, entry: HistoryEntry, *, masked: bool, now: datetime
) -> Told | None:
    case = session.get(Case, entry.case_id) if entry.case_id else None
    if case is None:
        return None
    if row.due_at is not None and is_undone(session, case.id, entry.facts["with"]):
        return None  # taken back before anybody outside was told
    words_id, facts = entry.words_id, dict(entry.facts)
    if entry.event == "replied":
        sent = standing_of(session, entry)
        if sent.withdrawn_at is not None and row.method in ("post", "upload"):
            return None  # withdrawn before it had gone
        words_id = sent.words_id
        facts |= {"corrected_at": sent.corrected_at, "withdrawn_at": sent.withdrawn_at}
    elif "replied" in facts:
        facts["sent_at"] = session.get_one(HistoryEntry, facts["replied"]).at
        words_id = words_id or facts["was"]
    words = text_of(session, words_id)
    if entry.event == "words_edited" and facts["words_id"] == entry.words_id:
        # The rest of the message is other cases', and may be of somebody at risk.
        words = words[facts["span_start"] : facts["span_end"]]
    if row.method == "amend" and entry.event != "replied":
        words, facts = "", {**facts, "taken_back": True}
    by_member = entry.actor == case.member or entry.event == "words_edited"
    mask_words = masked and not case.restricted and by_member
    question = None
    if "question" in entry.facts:
        question = question_facts(session, session.get_one(Question, entry.facts["question"]))
        if session.get_one(Question, question.id).answered_at is not None:
            return None
    if (
        row.method != "unshare"
        and "file" in row.facts
        and session.get_one(File, row.facts["file"]).deleted_at is not None
    ):
        return None  # its author deleted it before it was passed on
    if entry.event == "file_removed":
        name = session.get_one(File, facts["file"]).name
        facts["name"] = name if case.restricted else mask(name)
    for name in ("from", "to"):
        if name in facts:
            facts[name] = person_facts(session, facts[name])
    return Told(
        notice=row.kind,
        case=case_facts(session, case, masked=masked and not case.restricted, now=now),
        by=person_facts(session, entry.actor) if entry.actor else None,
        words=mask(words) if mask_words else words,
        question=question,
        facts={**facts, "at": entry.at, "event": entry.event},
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
        last_word=_last_word(session, case),
        read_by=_read_by(session, case),
        raised_by=person_facts(session, enquiry.raised_by) if enquiry.raised_by != enquiry.member else None,
    )


def enquiry_facts(session: Session, enquiry_id: int, *, now: datetime) -> EnquiryFacts:
    enquiry = session.get_one(Enquiry, enquiry_id)
    return EnquiryFacts(
        id=enquiry.id,
        words=text_of(session, enquiry.words_id),
        member=person_facts(session, enquiry.member),
        sent_at=enquiry.sent_at,
        door=enquiry.door,
        cases=tuple(
            replace(case_facts(session, case, masked=False, now=now), undo=offered(session, case, now=now))
            for case in case_rows.of_enquiry(session, enquiry_id)
        ),
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


def _last_word(session: Session, case: Case) -> LastWord | None:
    """The newest thing the member may read: what was said to them, or that somebody took it up."""
    shown = {"replied", "reply_corrected", "asked", "answered", "acknowledged", "rerouted", "reopened"}
    found = standing(history_of(session, case.id))
    withdrawn = {entry.facts["replied"] for entry in found if entry.event == "reply_withdrawn"}
    still = [entry for entry in found if not {entry.id, entry.facts.get("replied")} & withdrawn]
    last = next((entry for entry in reversed(still) if entry.event in shown), None)
    if last is None:
        return None
    said = text_of(session, last.words_id) or last.event.replace("_", " ")
    return LastWord(words=said, at=last.at)


def _emergency(facts: dict[str, Any]) -> EmergencyFacts:
    return EmergencyFacts(
        kind=facts["kind"], advice=facts["advice"], telephone=facts["telephone"], sensitive=facts["sensitive"]
    )
