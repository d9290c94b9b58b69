"""What a post says, read from the rows at the moment it is sent. The words around the facts are in views."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from casework import (
    cases,
    contributor_facts,
    cover_notices,
    edits,
    followers,
    handover_notices,
    look_ups,
    packs,
)
from casework.amending import standing_of
from casework.around import Around, around
from casework.audience import is_brief
from casework.contributor_facts import brief_offer, brief_task, offer_facts, task_facts
from casework.contributor_facts import person_of as person_of
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
    StandingIn,
    Told,
    WardNoticeFacts,
)
from casework.joins import known_to_both
from casework.masking import has_details, mask
from casework.newcomers import unbound_people
from casework.questions import options_of
from casework.rules import rules
from casework.spans import said, spans_of
from casework.stand_ins import CASE
from casework.standing import standings
from casework.undo import offered
from casework.undoable import is_undone
from casework.words import issue_words, text_of
from directory.council import Person
from storage import Session, joins, leavers, stand_ins
from storage import cases as case_rows
from storage.cards import Card
from storage.cases import Case
from storage.enquiries import Enquiry, Question
from storage.flags import of_case as flags_of
from storage.history import HistoryEntry
from storage.history import of_case as history_of
from storage.newcomers import Newcomer
from storage.offers import Offer
from storage.outbox import OutboxRow
from storage.tasks import Task
from storage.ward_notices import WardNotice
from storage.words import File, Message, files_of_message

NO_SERVICE = "To be confirmed"
NOT_SHOWN = "details not shown"
# Staff's words for staff that were written in a form, and are shown in a channel.
_ASIDE = frozenset({"withdrawn", "kept_by_council", "handed_over"})


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
    if row.kind == "preview" and message is not None:
        facts["files"] = [file.name for file in files_of_message(session, message.id)]
    if row.kind == "directory_answer":
        facts["answer"] = look_ups.directory_answer(session, facts, now=now)
    if case is None and message is not None and message.case_id is not None:
        case = session.get(Case, message.case_id)
    words_id = facts.get("words") or (message.words_id if message else None)
    return Told(
        notice=row.kind,
        case=_case_for(session, case, row.recipient, now=now) if case else None,
        words=text_of(session, words_id),
        question=question_facts(session, question) if question else None,
        by=person_facts(session, message.person) if message else None,
        emergency=_emergency(facts) if row.kind == "emergency_words" else None,
        facts=facts,
    )


def _card(session: Session, row: OutboxRow, now: datetime) -> Told | None:
    if row.case_id is not None:
        case = session.get_one(Case, row.case_id)
        facts = _case_for(session, case, row.recipient, now=now)
        undo = offered(session, case, now=now)
        facts = replace(facts, stands_in=_stands_in(session, case, now), undo=undo)
        if row.recipient != f"channel:{rules(session).case_channel(case)}":
            return Told(notice="case_card_moved", case=facts)
        return Told(notice="case_card", case=facts if facts.brief else _beside(session, case, facts, now=now))
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
    shown = _case_for(session, case, row.recipient, now=now)
    if shown.brief and row.method == "upload":
        return None
    if "task" in entry.facts or "offer" in entry.facts:
        return _of_contributor(session, row, entry, case, now=now)
    if (
        "with" in entry.facts
        and entry.event == "contact_changed"
        and is_undone(session, case.id, entry.facts["with"])
    ):
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
    words = "" if shown.brief else text_of(session, words_id)
    if entry.event == "words_edited" and facts["words_id"] == entry.words_id:
        # The rest of the message is other cases', and may be of somebody at risk.
        words = words[facts["span_start"] : facts["span_end"]]
    if row.method == "amend" and entry.event != "replied":
        words, facts = "", {**facts, "taken_back": True}
    is_channel = row.recipient.startswith("channel:")
    if entry.event == "passed_to_member" and entry.facts["with_words"] and not is_channel:
        words = issue_words(session, case)
    aside = entry.event in _ASIDE or entry.event == "words_edited"
    mask_words = is_channel and not case.restricted and (entry.actor == case.member or aside)
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
    if entry.event == "joined":
        facts["answered"] = _answered_beside(session, case)
    for name in ("from", "to", "absent", "lead", "clerk"):
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
        case=_case_for(session, case, row.recipient, now=now) if in_channel else None,
        by=person_facts(session, entry.actor) if entry.actor else None,
        words=words if case.restricted else mask(words),
        task=brief_task(task) if task and is_short else task,
        offer=brief_offer(offer) if offer and is_short else offer,
        facts={**entry.facts, **people, "at": entry.at, "event": entry.event},
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
    facts = _case(session, case, rows, masked=not whole, now=now)
    return facts if whole or not is_brief(case.flags) else _brief(facts)


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
        tasks=tuple(brief_task(task) for task in case.tasks),
        offers=tuple(brief_offer(offer) for offer in case.offers),
    )


def person_facts(session: Session, key: str) -> PersonFacts:
    return contributor_facts.person_facts(rules(session), key)


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
    return [_case(session, case, rows, masked=masked, now=now) for case in cases]


def _case(session: Session, case: Case, rows: Around, *, masked: bool, now: datetime) -> CaseFacts:
    enquiry, message, files = rows.enquiries[case.enquiry_id]
    words = said(rows.versions.get(case.words_id or 0, message), spans_of(case))
    service = rules(session).service(case.service)
    clocks = rows.clocks.get(case.id, {})
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
        outcome=_outcome(session, case, rows),
        questions=tuple(_question(session, *waiting) for waiting in rows.questions.get(case.id, ())),
        files=files,
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
            offer_facts(session, offer, case, text=text) for offer, text in rows.offers.get(case.id, ())
        ),
    )


def _beside(session: Session, case: Case, facts: CaseFacts, *, now: datetime) -> CaseFacts:
    """What staff see of the cases around this one: its parts, those joined with it, those that may be the same."""
    return replace(
        facts,
        parts=_parts(session, case.enquiry_id, masked=not case.restricted).get(case.id, ()),
        joined=_joined(session, case),
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


def enquiry_facts(
    session: Session, enquiry_id: int, *, reader: Person | None = None, now: datetime
) -> EnquiryFacts:
    """One message and those of its cases that are the reader's: a case may have passed to another member."""
    of_message = case_rows.of_enquiry(session, enquiry_id)
    rows = around(session, of_message, {enquiry_id})
    enquiry, words, _files = rows.enquiries[enquiry_id]
    whose = reader.key if reader else enquiry.member
    parts = _parts(session, enquiry_id, masked=False)
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
    facts = _case(session, case, rows, masked=False, now=now)
    facts = replace(
        facts,
        stands_in=_stands_in(session, case, now),
        also_raised=_also_raised(session, case, now),
        undo=offered(session, case, now=now),
    )
    passed = _passed_without_words(session, case)
    if passed is None:
        return replace(facts, parts=parts)
    if facts.outcome is not None and case.outcome_id and rows.outcomes[case.outcome_id][0].given_at <= passed:
        facts = replace(facts, outcome=replace(facts.outcome, words=""))
    return facts


def _passed_without_words(session: Session, case: Case) -> datetime | None:
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


def _stands_in(session: Session, case: Case, now: datetime) -> tuple[StandingIn, ...]:
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


def _outcome(session: Session, case: Case, rows: Around) -> OutcomeFacts | None:
    if case.outcome_id is None:
        return None
    outcome, words = rows.outcomes[case.outcome_id]
    return OutcomeFacts(
        kind=outcome.kind,
        words=words,
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


def _last_word(session: Session, case: Case, rows: Around, *, masked: bool) -> LastWord | None:
    """The newest thing the member may read."""
    if case.id not in rows.last:
        return None
    entry, words = rows.last[case.id]
    passed = _passed_without_words(session, case)
    if passed is not None and entry.at <= passed:
        return None
    said = words or entry.event.replace("_", " ")
    return LastWord(words=mask(said) if masked else said, at=entry.at)


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
