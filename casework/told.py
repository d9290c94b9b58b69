"""What a post says, read from the rows at the moment it is sent. The words around the facts are in views."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from casework import (
    cover_notices,
    edits,
    followers,
    handover_notices,
    look_ups,
    packs,
)
from casework.amending import standing_of
from casework.audience import is_brief
from casework.case_facts import (
    answered_beside,
    joined_references,
    question_facts,
    standing_in,
    with_cases_beside,
)
from casework.contributor_facts import brief_offer, brief_task, offer_facts, task_facts
from casework.facts import (
    EmergencyFacts,
    PersonFacts,
    Told,
    ViewFacts,
    WardNoticeFacts,
)
from casework.files import refused_facts
from casework.masking import mask
from casework.newcomers import unbound_people
from casework.person_facts import person_facts
from casework.readers import cases_for, enquiry_facts, for_recipient
from casework.rules import local_day, rules
from casework.undo import offered
from casework.undoable import is_undone
from casework.words import issue_words, text_of
from storage import Session
from storage.cards import Card
from storage.cases import Case
from storage.enquiries import Question
from storage.history import HistoryEntry
from storage.newcomers import Newcomer
from storage.offers import Offer
from storage.outbox import OutboxRow
from storage.tasks import Task
from storage.ward_notices import WardNotice
from storage.ward_views import WardView
from storage.words import File, Message, files_of_message


def told(session: Session, row: OutboxRow, *, now: datetime) -> Told | None:
    """The facts of one post. None: what it was about is gone, so there is nothing left to say."""
    if row.method == "card":
        return _card(session, row, now)
    facts: dict[str, Any] = dict(row.facts)
    if row.kind in _OF_MANY_CASES:
        of_many = _OF_MANY_CASES[row.kind](session, facts, now)
        return Told(notice=row.kind, facts=of_many) if of_many else None
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
    if row.kind in ("new_words", "gone", "gone_words") and question is not None:
        if question.answered_at is not None:
            return None
        facts |= edits.shown(session, question) if question.kind == "new_words" else {}
    if row.kind == "file_lost":
        facts["name"] = session.get_one(File, facts["file"]).name
    if row.kind == "file_refused":
        facts["files"] = refused_facts(session, facts["files"])
        if not facts["files"]:
            return None
    if row.kind == "preview" and message is not None:
        facts["files"] = [file.name for file in files_of_message(session, message.id)]
    if row.kind == "directory_answer":
        facts["answer"] = look_ups.directory_answer(session, facts, now=now)
    if case is None and message is not None and message.case_id is not None:
        case = session.get(Case, message.case_id)
    words_id = facts.get("words") or (message.words_id if message else None)
    return Told(
        notice=row.kind,
        case=for_recipient(session, case, row.recipient, now=now) if case else None,
        words=text_of(session, words_id),
        question=question_facts(session, question) if question else None,
        by=person_facts(session, message.person) if message else None,
        emergency=_emergency(facts) if row.kind == "emergency_words" else None,
        facts=facts,
    )


def _card(session: Session, row: OutboxRow, now: datetime) -> Told | None:
    if row.case_id is not None:
        case = session.get_one(Case, row.case_id)
        facts = for_recipient(session, case, row.recipient, now=now)
        undo = offered(session, case, now=now)
        facts = replace(facts, stands_in=standing_in(session, case, now), undo=undo)
        if row.recipient != f"channel:{rules(session).case_channel(case)}":
            return Told(notice="case_card_moved", case=facts)
        return Told(
            notice="case_card",
            case=facts if facts.brief else with_cases_beside(session, case, facts, now=now),
        )
    if row.enquiry_id is not None:
        reader = rules(session).by_slack_id(row.recipient.removeprefix("user:"))
        enquiry = enquiry_facts(session, row.enquiry_id, reader=reader, now=now)
        return Told(notice="enquiry_card", enquiry=enquiry) if enquiry.cases else None
    return _contributor_card(session, row)


def _contributor_card(session: Session, row: OutboxRow) -> Told | None:
    """A task as its officer has it before them, an offer as the partner does: of the case no more than that needs."""
    card = session.get_one(Card, row.card_id)
    if card.task_id is not None:
        task = session.get_one(Task, card.task_id)
        facts = task_facts(session, task, session.get_one(Case, task.case_id), leaves=True)
        is_theirs = row.recipient == f"user:{facts.officer.slack_id}"
        return Told(notice="task_card" if is_theirs else "task_card_passed", task=facts)
    if card.offer_id is not None:
        offer = session.get_one(Offer, card.offer_id)
        told_of = offer_facts(session, offer, session.get_one(Case, offer.case_id), leaves=True)
        asked = told_of.partner is not None and row.recipient == f"user:{told_of.partner.slack_id}"
        return Told(notice="offer_card" if asked else "offer_card_passed", offer=told_of)
    return None


def _event(session: Session, row: OutboxRow, entry: HistoryEntry, *, now: datetime) -> Told | None:
    case = session.get(Case, entry.case_id) if entry.case_id else None
    if case is None:
        return _ward_notice(session, row, entry, now=now) if "ward_notice" in entry.facts else None
    shown = for_recipient(session, case, row.recipient, now=now)
    if shown.brief and row.method == "upload":
        return None
    if "task" in entry.facts or "offer" in entry.facts:
        return _of_contributor(session, row, entry, case, now=now)
    said = None if _is_void(session, row, entry, case) else _said(session, row, entry)
    if said is None:
        return None
    words, facts = said
    if shown.brief:
        words = ""
    is_channel = row.recipient.startswith("channel:")
    if entry.event == "passed_to_member" and entry.facts["with_words"] and not is_channel:
        words = issue_words(session, case)
    question = session.get_one(Question, facts["question"]) if "question" in facts else None
    if row.kind == "followers_unreached":
        facts["people"] = followers.unreached(session, case)
        if not facts["people"]:
            return None
    elif "people" in facts:
        facts["people"] = [person_facts(session, key).name for key in facts["people"]]
    if entry.event == "file_removed":
        name = session.get_one(File, facts["file"]).name
        facts["name"] = name if case.restricted else mask(name)
    if entry.event == "joined":
        facts["answered"] = answered_beside(session, case)
    for name in ("from", "to", "absent", "lead", "clerk"):
        if name in facts:
            facts[name] = person_facts(session, facts[name])
    if shown.brief:
        facts |= {side: {**facts[side], "wards": []} for side in ("before", "after") if side in facts}
    elif is_channel:
        shown = replace(shown, joined=joined_references(session, case))
    by = person_facts(session, entry.actor) if entry.actor else None
    if by is not None and shown.brief and by.key == case.member:
        by = PersonFacts(by.key, "The member")
    return Told(
        notice=row.kind,
        case=shown,
        by=by,
        words=mask(words) if is_channel and not case.restricted else words,  # staff name residents too
        question=question_facts(session, question) if question else None,
        facts={**facts, "at": entry.at, "event": entry.event, "entry": entry.id},
    )


def _is_void(session: Session, row: OutboxRow, entry: HistoryEntry, case: Case) -> bool:
    """Taken back before anybody outside was told, answered since, or a file that its author deleted before it went on."""
    if entry.event == "contact_changed" and "with" in entry.facts:
        return is_undone(session, case.id, entry.facts["with"])
    is_answered = (
        "question" in entry.facts
        and session.get_one(Question, entry.facts["question"]).answered_at is not None
    )
    is_file_gone = (
        "file" in row.facts
        and row.method != "unshare"
        and session.get_one(File, row.facts["file"]).deleted_at is not None
    )
    return is_answered or is_file_gone


def _said(session: Session, row: OutboxRow, entry: HistoryEntry) -> tuple[str, dict[str, Any]] | None:
    """The words of an event as they stand now, and its facts with what became of them. None: a reply that was withdrawn
    before it had gone."""
    words_id, facts = entry.words_id, dict(entry.facts)
    if entry.event == "replied":
        sent = standing_of(session, entry)
        if sent.withdrawn_at is not None and row.method in ("post", "upload"):
            return None
        words_id = sent.words_id
        facts |= {"corrected_at": sent.corrected_at, "withdrawn_at": sent.withdrawn_at}
    elif "replied" in facts:
        facts["sent_at"] = session.get_one(HistoryEntry, facts["replied"]).at
        words_id = words_id or facts["was"]
    if row.method == "amend" and entry.event != "replied":
        return "", {**facts, "taken_back": True}
    words = text_of(session, words_id)
    if entry.event == "words_edited" and facts["words_id"] == entry.words_id:
        # The rest of the message is other cases', and may be of somebody at risk.
        words = words[facts["span_start"] : facts["span_end"]]
    return words, facts


def _of_contributor(
    session: Session, row: OutboxRow, entry: HistoryEntry, case: Case, *, now: datetime
) -> Told:
    """What happened to a task or an offer. In the case's channel with the case; elsewhere with no more than its own facts."""
    in_channel = row.recipient.startswith("channel:")
    words = text_of(session, entry.words_id)
    is_short = is_brief(case.flags) and in_channel
    if is_short or (case.restricted and not in_channel):
        words = ""
    task_row = session.get(Task, entry.facts.get("task", 0))
    offer_row = session.get(Offer, entry.facts.get("offer", 0))
    task = task_facts(session, task_row, case, leaves=not in_channel) if task_row else None
    offer = offer_facts(session, offer_row, case, leaves=not in_channel) if offer_row else None
    people: dict[str, Any] = {
        name: person_facts(session, entry.facts[name]) for name in ("from", "to") if name in entry.facts
    }
    return Told(
        notice=row.kind,
        case=for_recipient(session, case, row.recipient, now=now) if in_channel else None,
        by=person_facts(session, entry.actor) if entry.actor else None,
        words=words if case.restricted else mask(words),
        task=brief_task(task) if task and is_short else task,
        offer=brief_offer(offer) if offer and is_short else offer,
        facts={**entry.facts, **people, "at": entry.at, "event": entry.event},
    )


# What is asked of whoever is to say what came of a view: nothing, once it has been said.
_OF_OPEN_VIEWS = frozenset({"ward_view_passed", "ward_view_reminder", "ward_view_overdue", "ward_view_late", "ward_view_escalated"})  # fmt: skip
_SHOW_VIEW = frozenset({"ward_view_passed", "ward_view_reminder", "ward_view_overdue"})


def _ward_notice(session: Session, row: OutboxRow, entry: HistoryEntry, *, now: datetime) -> Told | None:
    notice = ward_notice_facts(session, entry.facts["ward_notice"], now=now)
    view = session.get(WardView, entry.facts["view"]) if "view" in entry.facts else None
    if notice.withdrawn and row.kind in ("ward_notice", "ward_notice_known", "ward_notice_unreached"):
        return None  # withdrawn before anybody was told
    if view is not None and view.effect is not None and row.kind in _OF_OPEN_VIEWS:
        return None
    people = [person_facts(session, key).name for key in entry.facts.get("people", ())]
    facts: dict[str, Any] = {"ward_notice": notice, "people": people}
    if view is not None:
        facts["view"] = ViewFacts(
            view.id, person_facts(session, view.person).name, person_facts(session, view.keeper),
            local_day(view.due_at), view.effect or "",
        )  # fmt: skip
    return Told(
        notice=row.kind,
        by=person_facts(session, entry.actor) if entry.actor else None,
        words=text_of(session, view.words_id if view and row.kind in _SHOW_VIEW else entry.words_id),
        facts=facts,
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
        withdrawn=notice.state == "withdrawn",
    )


def _emergency(facts: dict[str, Any]) -> EmergencyFacts:
    return EmergencyFacts(
        kind=facts["kind"], advice=facts["advice"], telephone=facts["telephone"], sensitive=facts["sensitive"]
    )


# Notices about many cases at once: (session, the row's facts, now) -> what is still to be said of them.
_OF_MANY_CASES: Mapping[str, Callable[[Session, dict[str, Any], datetime], dict[str, Any] | None]] = {
    "pack": packs.pack,
    "handover": handover_notices.handed_over,
    "contacts_changed": cover_notices.contacts_changed,
    **{kind: partial(cover_notices.work_passed, kind) for kind in cover_notices.KINDS},
}
