"""A member's message, edited in Slack: the case follows once its author says so.

What reads word for word as before is taken at once: there is nothing to decide, and asking would only be noise. All else
is asked, because one letter can turn the sense ("now" into "not"). Danger is never waited for. What somebody makes of words
that were erased since is kept nowhere: it would bring them back."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import cases, gate, questions, routing
from casework.emergencies import tell_danger
from casework.enquiries import finding, open_enquiry, open_issue
from casework.errors import TooLate
from casework.history import record
from casework.notifications import tell
from casework.opening import Finding
from casework.questions import Option
from casework.rereading import Change, NewWords, new_dangers, reads_alike, reread
from casework.rules import rules
from casework.spans import set_spans, spans_of
from casework.traces import BLOT
from casework.words import Said, issue_words, keep_words, text_of
from directory.council import Person
from directory.matching.matcher import Matcher
from directory.matching.reading import Issue, Reading
from storage import Session
from storage.cases import Case, going_on, next_issue_number, of_enquiry
from storage.enquiries import Enquiry, Question, waiting_questions_of_message
from storage.erasing import with_versions
from storage.words import Message, Words, files_of_enquiry, texts

ALL, WORDS, KEEP, WITHDRAW = "new:all", "new:words", "new:keep", "new:withdraw"


def heed(
    session: Session, message: Message, said: Said, *, person: Person, matcher: Matcher, now: datetime
) -> None:
    """The author of a message that is with one or more cases has changed it."""
    current = session.get_one(Words, message.words_id)
    waiting = [q for q in waiting_questions_of_message(session, message.id) if q.kind == "new_words"]
    if any(text_of(session, question.words_id) == said.text for question in waiting):
        return  # told twice
    for question in waiting:
        question.answered_at, question.answer = now, "changed again"
    if said.text == current.text:
        return
    words = keep_words(session, said.text, person.key, at=now, replaces=current)
    reading = matcher.read(said.text)
    enquiry = session.get_one(Enquiry, message.enquiry_id) if message.purpose == "enquiry" else None
    is_danger = _raise_dangers(session, said, reading, enquiry, words, person=person, now=now)
    mine = open_to(session, message, person, now)
    if not mine:
        facts = {"references": [case.reference for case in cases_of(session, message)]}
        say(session, message, person, "edit_too_late", facts, now=now)
        return
    offered = NewWords(())
    if enquiry is not None:
        offered = reread(session, enquiry, current, matcher.read(current.text), reading, said.text, now=now)
    if is_danger:
        offered = offered.without_gone()
        if _say_nothing_else(session, offered, said.text):
            return
    if offered.changes_nothing and reads_alike(matcher, current.text, said.text):
        _take(session, message, words, offered, "spelling_corrected", by=person, now=now)
        return
    _ask(session, message, words, offered, mine, reading, person=person, now=now)


def is_erased(session: Session, message: Message) -> bool:
    """Whether the words of a message are gone, or something in them, in whatever version."""
    words = session.get(Words, message.words_id) if message.words_id else None
    if words is None or words.salt is None:
        return words is not None
    return any(BLOT in text for text in texts(session, with_versions(session, [words.id])).values())


def refuse(
    session: Session, message: Message, said: Said, *, person: Person, matcher: Matcher, now: datetime
) -> None:
    """The author changed words that were erased, and is asked to write anew. New danger is raised all the same, by itself."""
    reading = matcher.read(said.text)
    enquiry = session.get_one(Enquiry, message.enquiry_id) if message.purpose == "enquiry" else None
    if _new_dangers(session, enquiry, reading):
        number = int(now.timestamp())
        tell_danger(session, said, reading, f"user:{person.slack_id}", now=now, version=number)
        _raise_apart(session, said, reading, number, person=person, now=now)
    say(session, message, person, "edit_of_erased", {}, now=now)


def answer(session: Session, question: Question, key: str, *, by: Person, now: datetime) -> None:
    """What the author says about their new words; the question is theirs, and claimed."""
    message = session.get_one(Message, question.message_id)
    words = session.get_one(Words, question.words_id)
    offered = NewWords.from_kept(question.meant or "")
    mine = open_to(session, message, by, now)
    if not mine:
        raise TooLate("What you wrote about is closed by now. Write it to me anew, and I will raise it.")
    if key == WITHDRAW:
        for case in mine:
            cases.withdraw(session, case.id, by=by, now=now)
    elif key in (ALL, WORDS):
        if key == WORDS:
            offered = offered.words_only()
        _take(session, message, words, offered, "words_edited", by=by, now=now)
    references = [case.reference for case in mine]
    facts = {"did": key.partition(":")[2], "references": references}
    say(session, message, by, "new_words_done", facts, now=now)


def _ask(
    session: Session, message: Message, words: Words, offered: NewWords, mine: list[Case], reading: Reading, *,
    person: Person, now: datetime,
) -> None:  # fmt: skip
    keep = Option(KEEP, "Keep it as it was")
    if offered.is_words_only:
        options = [Option(ALL, "Use the new words"), keep]
    else:
        options = [Option(ALL, "Use them, with the changes"), Option(WORDS, "Only the words"), keep]
    if message.purpose == "enquiry" and len(mine) == 1 and reading.kind != "enquiry":
        options.insert(-1, Option(WITHDRAW, f"Withdraw {mine[0].reference}"))
    question = Question(
        kind="new_words",
        enquiry_id=message.enquiry_id,
        message_id=message.id,
        words_id=words.id,
        asked_of=person.key,
        options=[f"{option.key}={option.words}" for option in options],
        meant=offered.kept(),
        asked_at=now,
    )
    session.add(question)
    session.flush()
    facts = {"question": question.id, "references": [case.reference for case in mine]}
    say(session, message, person, "new_words", facts, now=now)


def _take(
    session: Session, message: Message, words: Words, offered: NewWords, event: str, *, by: Person, now: datetime
) -> None:  # fmt: skip
    """The new words stand from now on. A case that they leave out, or that has closed, keeps the words it had."""
    message.words_id = words.id
    if message.purpose != "enquiry":
        for case in open_to(session, message, by, now):
            gate.begin(session, case.id, "reword", by=by, now=now)
            record(
                session,
                event,
                case=case,
                actor=by.key,
                words_id=words.id,
                facts={"message": message.id},
                now=now,
            )
        return
    enquiry = session.get_one(Enquiry, message.enquiry_id)
    changes = {change.case: change for change in offered.changes}
    for case in of_enquiry(session, enquiry.id):
        change = changes.get(case.id)
        if change is not None and change.span is not None and case.state != "closed":
            _reword(session, case, change, change.span, words, message, event, by=by, now=now)
    for found in offered.opens:
        _open(session, enquiry, replace(found, words_id=words.id, written_at=words.said_at), by=by, now=now)


def _reword(
    session: Session, case: Case, change: Change, span: tuple[int, int], words: Words, message: Message, event: str, *,
    by: Person, now: datetime,
) -> None:  # fmt: skip
    gate.begin(session, case.id, "reword", by=by, now=now)
    facts = {
        "message": message.id,
        "before": {"words_id": case.words_id, "spans": [list(each) for each in spans_of(case)]},
    }
    case.words_id = words.id
    set_spans(case, [span])
    record(session, event, case=case, actor=by.key, words_id=words.id, facts=facts, now=now)
    if change.is_another_matter:
        routing.confirm(
            session, case.id, service=change.service, wards=list(change.wards), place=change.place or None,
            street=change.street if change.wards else None, reworded=True, by=by, now=now,
        )  # fmt: skip
        questions.close_open_own(session, case.id, change.service or "", now=now)


def _raise_dangers(
    session: Session, said: Said, reading: Reading, enquiry: Enquiry | None, words: Words, *,
    person: Person, now: datetime,
) -> bool:  # fmt: skip
    """Danger in the new words: told at once what to do, and a case at once, whatever becomes of the rest. False: there
    is none that was not raised before."""
    dangers = _new_dangers(session, enquiry, reading)
    if not dangers:
        return False
    tell_danger(session, said, reading, f"user:{person.slack_id}", now=now, version=words.version)
    if enquiry is not None:
        for issue in dangers:
            found = finding(session, issue, enquiry.member, now)
            _open(session, enquiry, replace(found, words_id=words.id, written_at=now), by=person, now=now)
    else:
        _raise_apart(session, said, reading, words.version, person=person, now=now)
    return True


def _new_dangers(session: Session, enquiry: Enquiry | None, reading: Reading) -> list[Issue]:
    return new_dangers(session, enquiry, reading) if enquiry else [i for i in reading.issues if i.emergency]


def _raise_apart(
    session: Session, said: Said, reading: Reading, version: int, *, person: Person, now: datetime
) -> None:
    """A member's new words as a message by itself, which begins now."""
    if rules(session).member_wards(person.key, now):
        apart = replace(said, ts=f"{said.ts}:{version}", thread_ts=None, door="edit", files=(), at=now)
        open_enquiry(session, apart, reading, member=person, by=person, now=now)


def _say_nothing_else(session: Session, offered: NewWords, text: str) -> bool:
    """Whether each case reads what it read before."""
    return offered.is_words_only and all(
        text[slice(*each.span)].strip() == issue_words(session, session.get_one(Case, each.case))
        for each in offered.changes
        if each.span
    )


def shown(session: Session, question: Question) -> dict[str, Any]:
    """What the question says would change, in words for people."""
    offered = NewWords.from_kept(question.meant or "")
    found = [(change, session.get_one(Case, change.case)) for change in offered.changes]
    return {
        "left_out": [case.reference for change, case in found if change.span is None],
        "changes": [
            {
                "reference": case.reference,
                "service": _name(session, change.service) if change.service else "",
                "was": _name(session, case.service),
                "place": change.place,
                "before": case.place,
            }
            for change, case in found
            if change.is_another_matter
        ],
        "opens": [{"service": _name(session, each.service), "place": each.place} for each in offered.opens],
    }


def open_to(session: Session, message: Message, person: Person, now: datetime) -> list[Case]:
    """The cases of a message that are not closed, and whose words this person may change."""
    found = rules(session)
    return [
        case
        for case in cases_of(session, message)
        if case.state != "closed" and found.standing(person, case, now).may("reword")
    ]


def cases_of(session: Session, message: Message) -> list[Case]:
    """The cases that a message is with: all that it raised, or the one it was put with."""
    if message.purpose != "enquiry" and message.case_id is not None:
        return [going_on(session, session.get_one(Case, message.case_id))]
    return list(of_enquiry(session, message.enquiry_id)) if message.enquiry_id else []


def say(
    session: Session, message: Message, person: Person, kind: str, facts: dict[str, Any], *, now: datetime
) -> None:
    """To the author alone, in the thread of what they wrote."""
    in_place = message.channel.startswith("D")
    told = {**facts, "thread_ts": (message.thread_ts or message.ts) if in_place else None}
    tell(session, kind, f"user:{person.slack_id}", facts=told, now=now)


def _open(session: Session, enquiry: Enquiry, found: Finding, *, by: Person, now: datetime) -> None:
    number = next_issue_number(session, enquiry.id)
    case = open_issue(session, enquiry, number, found, by=by, now=now)
    if case.restricted and files_of_enquiry(
        session, enquiry.id
    ):  # what came with the words may show who it is
        record(session, "files_added", case=case, actor=by.key, now=now)


def _name(session: Session, key: str | None) -> str:
    service = rules(session).service(key)
    return service.name if service else ""
