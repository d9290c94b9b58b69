"""A message, heard in its context: what its author was just asked, which thread it is in, what they raised lately."""

import re
from datetime import datetime, timedelta

from casework import amending, deletions, edits, enquiries, look_ups, offers, placing, questions, tasks
from casework.emergencies import tell_danger
from casework.errors import NotUnderstood
from casework.history import record
from casework.intents import Context, intent, is_social
from casework.leavers import answer_leaver
from casework.noted import decided
from casework.notifications import tell
from casework.questions import Option
from casework.replies import check_words
from casework.rules import rules
from casework.standing import standing
from casework.words import Said, is_known, keep_message, keep_words, text_of, with_files
from directory.council import Person
from directory.matching.matcher import Matcher
from directory.matching.reading import Reading
from storage import Session, outbox
from storage import cards as card_rows
from storage import cases as case_rows
from storage.cases import Case
from storage.enquiries import Enquiry, Question, by_place, waiting_questions
from storage.words import Message, Words, files_of_message, message_at

RECENT = timedelta(minutes=30)
_REPLY = re.compile(r"^\s*reply\s*:\s*", re.IGNORECASE)


def hear(session: Session, said: Said, *, person: Person, matcher: Matcher, now: datetime) -> None:
    """Take in one message of somebody the council knows, once. Everything that follows leaves by the outbox."""
    if is_known(session, said):
        return
    if rules(session).is_gone(person.key, now):
        answer_leaver(session, said, person=person, matcher=matcher, now=now)
        return
    reading = matcher.read(said.text)
    if _hear_contributor(session, said, reading, person=person, now=now):
        return
    enquiry = _enquiry_of_thread(session, said)
    context, question, option = _context(session, said, person, reading, enquiry)
    kind = intent(said.text, reading, context)
    if kind not in ("enquiry", "emergency"):  # what these become is decided case by case
        decided(session, kind)
    match kind:
        case "nothing":
            _answer(session, said, person, "empty", now=now)
        case "files":
            _lone_files(session, said, person, enquiry, now=now)
        case "query" | "chase":
            keep_message(session, said, person.key, kind)
            look_ups.answer(session, said, reading, person=person, enquiry=enquiry, now=now)
        case "answer" if question is not None and option is not None:
            _take_answer(session, said, person, question, option, now=now)
        case "chatter":
            _chatter(session, said, person, now=now)
        case "reply" | "join" | "withdraw" | "settle" | "object":
            _on_a_case(session, said, person, reading, kind, enquiry, question, now=now)
        case _:
            raise_enquiry(session, said, reading, person=person, now=now)


def raise_enquiry(session: Session, said: Said, reading: Reading, *, person: Person, now: datetime) -> None:
    """A member's words open cases. Anybody else is asked which member they speak for, after any words of danger."""
    if rules(session).member_wards(person.key, now):
        enquiries.open_enquiry(session, said, reading, member=person, by=person, now=now)
        if said.door == "mention":
            _answer(session, said, person, "raised_elsewhere", now=now)
        return
    words = keep_words(session, said.text, person.key, at=said.at)
    message = keep_message(session, said, person.key, "chatter", words=words)
    tell_danger(session, said, reading, f"user:{person.slack_id}", now=now)
    _answer(session, said, person, "which_member", facts={"message": message.id}, now=now)


def hear_in_case_thread(session: Session, case: Case, said: Said, *, person: Person, now: datetime) -> None:
    """The thread under a case's card is internal: kept as a note, and previewed where it begins `reply:`."""
    if is_known(session, said):
        return
    if not standing(session, person, case, now=now).may("note"):
        return
    draft = _REPLY.match(said.text)
    text = said.text[draft.end() :] if draft else said.text
    words = keep_words(session, text, person.key, at=said.at)
    message = keep_message(session, said, person.key, "note", words=words, case_id=case.id)
    if said.files:
        record(session, "noted", case=case, actor=person.key, facts={"files": len(said.files)}, now=now)
    if draft:
        preview(session, message, person=person, now=now)


def _hear_contributor(
    session: Session, said: Said, reading: Reading, *, person: Person, now: datetime
) -> bool:
    """Words under a task or an offer, in the messages of whoever has it, are a note on its case. False: they stand
    elsewhere."""
    found = card_rows.by_thread(session, said.channel, said.thread_ts) if said.thread_ts else ()
    card = next((card for card in found if card.task_id or card.offer_id), None)
    if card is None:
        return False
    words = keep_words(session, said.text, person.key, at=said.at)
    message = keep_message(session, said, person.key, "chatter", words=words)
    tell_danger(session, said, reading, f"user:{person.slack_id}", now=now)
    if card.task_id is not None:
        is_noted = tasks.note(session, card.task_id, message, words, by=person, now=now)
    else:
        is_noted = offers.note(session, card.offer_id or 0, message, words, by=person, now=now)
    if is_noted:
        tick = {"name": "white_check_mark", "ts": message.ts, "channel": message.channel}
        tell(session, "heard", f"user:{person.slack_id}", facts=tick, method="react", now=now)
    else:
        _answer(session, said, person, "note_too_late", now=now)
    return True


def preview(session: Session, message: Message, *, person: Person, now: datetime) -> None:
    """Show only the author what the member would read, with Send on it; or why it can't be sent."""
    where = {"user": person.slack_id, "thread_ts": message.thread_ts}
    kind, facts = "preview", {"message": message.id, **where}
    try:
        check_words(session, text_of(session, message.words_id))
    except NotUnderstood as refused:
        kind, facts = "refused", {"says": refused.says, **where}
    tell(session, kind, f"channel:{message.channel}", facts=facts, method="ephemeral", now=now)


def ask_for_preview(session: Session, channel: str, ts: str, *, person: Person, now: datetime) -> None:
    """📤 on a thread message from its own author. Anybody else's, and any other message, does nothing."""
    message = message_at(session, channel, ts)
    if message is not None and message.purpose == "note" and message.person == person.key:
        preview(session, message, person=person, now=now)


def hear_edit(
    session: Session, said: Said, *, reworded: bool, person: Person, matcher: Matcher, now: datetime
) -> bool:
    """Somebody edited a message, or deleted a file in it. What has gone to a case or to a member already changes only
    when its author confirms it; a note, and words that are with no case yet, are simply changed.

    `reworded` as Slack says: ours may differ from what stands there only because they were erased.

    False: the message is not known (yet).
    """
    message = message_at(session, said.channel, said.ts)
    if message is None:
        return False
    if message.person != person.key:
        return True
    kept = [file.id for file in said.files]
    deletions.note_removed(session, message, kept, with_files(edits.cases_of(session, message)), now=now)
    if not reworded:
        return True
    if edits.is_erased(session, message):
        edits.refuse(session, message, said, person=person, matcher=matcher, now=now)
        return True
    draft = _REPLY.match(said.text)
    text = said.text[draft.end() :] if draft else said.text
    if amending.sent_from(session, message) is not None:
        amending.offer_amendment(session, message, text, person=person, now=now)
    elif message.purpose in ("enquiry", "reply", "answer") and edits.cases_of(session, message):
        edits.heed(session, message, said, person=person, matcher=matcher, now=now)
    elif text_of(session, message.words_id) != text:
        before = session.get(Words, message.words_id) if message.words_id else None
        message.words_id = keep_words(session, text, person.key, at=now, replaces=before).id
        if message.purpose == "note" and draft:
            preview(session, message, person=person, now=now)
        elif message.purpose == "chatter":
            _offer_to_raise(session, message, said, matcher.read(text), person=person, now=now)
    return True


def hear_deletion(session: Session, channel: str, ts: str, *, now: datetime) -> bool:
    """A message is gone from Slack. Nothing that was raised or sent is undone by that. False: not known (yet)."""
    message = message_at(session, channel, ts)
    if message is None:
        return False
    if message.deleted_at is None:
        message.deleted_at = now
        if amending.sent_from(session, message) is not None:
            amending.offer_withdrawal(session, message, now=now)
        elif message.purpose in ("enquiry", "reply", "answer"):
            deletions.heed(session, message, now=now)
    return True


def _offer_to_raise(
    session: Session, message: Message, said: Said, reading: Reading, *, person: Person, now: datetime
) -> None:
    """Chatter that its author made into something else."""
    if reading.kind != "enquiry":
        return
    tell_danger(session, said, reading, f"user:{person.slack_id}", now=now)
    kind = "chatter_edited" if rules(session).member_wards(person.key, now) else "which_member"
    edits.say(session, message, person, kind, {"message": message.id}, now=now)


def may_be_appearing(session: Session, channel: str, ts: str) -> bool:
    """Whether this may be a post of ours whose place is not known yet: whoever posts it has not heard from Slack, or has
    died before that was noted."""
    if card_rows.knows_thread(session, channel, ts) or message_at(session, channel, ts) is not None:
        return False
    return outbox.may_have_posted(session, channel, ts)


def case_of_thread(session: Session, channel: str, thread_ts: str) -> Case | None:
    """The case whose card heads a channel's thread."""
    for card in card_rows.by_thread(session, channel, thread_ts):
        if card.kind == "case" and card.case_id is not None:
            return session.get(Case, card.case_id)
    return None


def _context(
    session: Session, said: Said, person: Person, reading: Reading, enquiry: Enquiry | None
) -> tuple[Context, Question | None, Option | None]:
    question, option, by_owner = None, None, False
    for waiting in waiting_questions(session, person.key):
        if enquiry is not None and waiting.enquiry_id != enquiry.id:
            continue
        by_owner = by_owner or waiting.kind == "owner"
        if waiting.kind not in ("new_words", "gone", "gone_words"):  # answered by their buttons' words alone
            question = question or waiting
        named = _option_named(waiting, said.text, reading)
        if named is not None:
            question, option = waiting, named
            break
    beside = case_rows.of_enquiry(session, enquiry.id) if enquiry else ()
    states = {case.state for case in beside if case.member == person.key}
    recent = case_rows.latest_enquiry_of(session, person.key, since=said.at - RECENT)
    context = Context(
        has_files=bool(said.files),
        in_thread=enquiry is not None,
        answered=bool(states & {"answered", "closed"}),
        closed=states == {"closed"},
        option=option.key if option else None,
        asked_by_owner=by_owner,
        recent_enquiry=recent is not None,
    )
    return context, question, option


def _option_named(question: Question, text: str, reading: Reading) -> Option | None:
    """The one option that the words name: by its own words, or by the place or service read in them."""
    said = text.casefold()
    options = questions.options_of(question)
    named = [o for o in options if o.words.casefold() in said or o.key.casefold() in said]
    if not named and question.kind == "place":
        wards = {ward for issue in reading.issues if issue.place for ward in issue.place.wards}
        named = [option for option in options if set(option.key.split("|")) & wards]
    if not named and question.kind == "service" and reading.kind == "enquiry" and len(text.split()) <= 8:
        likely = {each.key for issue in reading.issues for each in issue.services if each.score > 0.5}
        named = [option for option in options if option.key in likely]
    return named[0] if len(named) == 1 else None


def _take_answer(
    session: Session, said: Said, person: Person, question: Question, option: Option, *, now: datetime
) -> None:
    words = keep_words(session, said.text, person.key, at=said.at)
    keep_message(
        session,
        said,
        person.key,
        "answer",
        words=words,
        enquiry_id=question.enquiry_id,
        case_id=question.case_id,
    )
    placing.answer_question(session, question.id, option.key, by=person, now=now)


def _chatter(session: Session, said: Said, person: Person, *, now: datetime) -> None:
    words = keep_words(session, said.text, person.key, at=said.at)
    message = keep_message(session, said, person.key, "chatter", words=words)
    _answer(
        session,
        said,
        person,
        "chatter",
        facts={"message": message.id, "social": is_social(said.text)},
        now=now,
    )


def _on_a_case(
    session: Session,
    said: Said,
    person: Person,
    reading: Reading,
    kind: str,
    enquiry: Enquiry | None,
    question: Question | None,
    *,
    now: datetime,
) -> None:
    """Words about a case that is there already. Where several could be meant, the member is asked."""
    words = keep_words(session, said.text, person.key, at=said.at)
    open_cases = _meant(session, said, person, reading, enquiry, question)
    message = keep_message(
        session, said, person.key, "reply", words=words, enquiry_id=enquiry.id if enquiry else None
    )
    if not open_cases:
        _answer(session, said, person, "which_case_none", now=now)
    elif len(open_cases) > 1:
        question = placing.ask_which_case(session, message, open_cases, kind, person=person, now=now)
        _answer(session, said, person, "which_case", facts={"question": question.id}, now=now)
    else:
        placing.place(session, open_cases[0], message, kind, person=person, now=now)


def _meant(
    session: Session,
    said: Said,
    person: Person,
    reading: Reading,
    enquiry: Enquiry | None,
    question: Question | None,
) -> list[Case]:
    named = [case_rows.by_reference(session, reference) for reference in reading.references]
    if any(named):
        found = [case_rows.going_on(session, case) for case in named if case and case.member == person.key]
        return list(dict.fromkeys(found))
    if question is not None and question.kind == "owner" and question.case_id is not None:
        return [case_rows.going_on(session, session.get_one(Case, question.case_id))]
    enquiry = enquiry or case_rows.latest_enquiry_of(session, person.key, since=said.at - RECENT)
    if enquiry is None:
        return []
    known = [case for case in case_rows.of_enquiry(session, enquiry.id) if case.member == person.key]
    return [case for case in known if case.state != "closed"] or known


def _lone_files(
    session: Session, said: Said, person: Person, enquiry: Enquiry | None, *, now: datetime
) -> None:
    """A photo by itself joins what was written within two minutes, or the thread it is in; else it is asked about."""
    near = enquiry or case_rows.latest_enquiry_of(session, person.key, since=said.at - enquiries.TOGETHER)
    message = keep_message(
        session, said, person.key, "reply" if near else "chatter", enquiry_id=near.id if near else None
    )
    if not files_of_message(session, message.id):
        return  # none of them goes on, which their author has been told
    if near is None:
        placing.ask_about_file(session, message, person=person, now=now)
        _answer(session, said, person, "lone_file", facts={"message": message.id}, now=now)
        return
    enquiries.add_files(session, near, message, by=person, now=now)


def _answer(
    session: Session,
    said: Said,
    person: Person,
    kind: str,
    *,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Answer where the words stand: in the thread under them."""
    is_private = said.door == "direct" or not said.has_place
    where = f"user:{person.slack_id}" if is_private else f"channel:{said.channel}"
    if kind in look_ups.PRIVATE:
        where = f"user:{person.slack_id}"
    thread = said.thread_ts or said.ts
    in_place = said.has_place and (said.door == "direct" or where.startswith("channel:"))
    told = {**(facts or {}), "thread_ts": thread if in_place else None}
    tell(session, kind, where, facts=told, now=now, dedup=f"{kind}:{said.channel}:{said.ts}")


def _enquiry_of_thread(session: Session, said: Said) -> Enquiry | None:
    """The enquiry whose thread these words are in: under the member's own message, or under their card."""
    if said.thread_ts is None or said.door != "direct":
        return None
    enquiry = by_place(session, said.team, said.channel, said.thread_ts)
    if enquiry is not None:
        return enquiry
    for card in card_rows.by_thread(session, said.channel, said.thread_ts):
        if card.kind == "enquiry" and card.enquiry_id is not None:
            return session.get(Enquiry, card.enquiry_id)
    return None
