"""A councillor's message becomes an enquiry and its cases, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework import contributors, duplicates, opening, questions, recurrence, routing
from casework.emergencies import raise_alarm, tell_danger
from casework.facts import NO_PLACE
from casework.flags import flag_by_words
from casework.history import record
from casework.noted import decided
from casework.notifications import person_recipient
from casework.opening import Finding
from casework.questions import Option
from casework.rules import rules
from casework.sharing import share_from_the_start
from casework.words import Said, keep_message, keep_sent_on, version_of, with_files
from directory.council import Person
from directory.matching.places import Place
from directory.matching.reading import Issue, Reading
from storage import Session
from storage.cases import Case, of_enquiry
from storage.enquiries import Enquiry
from storage.words import Message, files_of_enquiry, lone_files, message_at

TOGETHER = timedelta(minutes=2)  # a lone photo joins a message this near to it
MOST_BUTTONS = 3


@dataclass(frozen=True)
class Located:
    """Where an issue is, with the member's own ward as the default; `candidates` are asked about when it is unclear."""

    words: str
    street: str | None
    wards: tuple[str, ...]
    assumed: bool
    candidates: tuple[Option, ...] = ()


def open_enquiry(
    session: Session,
    said: Said,
    reading: Reading,
    *,
    member: Person,
    by: Person,
    now: datetime,
) -> Enquiry:
    """Open a case for each issue in the words. The same words from the same place give the same enquiry once.

    `by` raised it; where that is not the member, the member is told through their card.
    """
    message = message_at(session, said.channel, said.ts)
    if message is not None and message.purpose == "enquiry":
        return session.get_one(Enquiry, message.enquiry_id)
    author = rules(session).by_slack_id(said.author) or by  # of the words, whoever raised them
    words = keep_sent_on(session, said.text, author.key, at=said.at, message=message)
    enquiry = Enquiry(
        team=said.team,
        channel=said.channel,
        ts=said.ts,
        door=said.door,
        member=member.key,
        raised_by=by.key,
        words_id=words.id,
        sent_at=said.at,
        received_at=now,
    )
    session.add(enquiry)
    session.flush()
    if message is None:
        keep_message(session, said, author.key, "enquiry", words=words, enquiry_id=enquiry.id)
    else:
        message.purpose, message.enquiry_id, message.words_id = "enquiry", enquiry.id, words.id
    recipient = person_recipient(session, by.key)
    if recipient:
        tell_danger(session, said, reading, recipient, now=now)
    issues = _issues(reading, said.text)
    opened = [
        open_issue(session, enquiry, number, finding(session, issue, enquiry.member, now), by=by, now=now)
        for number, issue in enumerate(issues, start=1)
    ]
    for case in opened:
        flag_by_words(session, case, said.text, now=now)
    _ask_one_question(session, opened, issues, member, now=now)
    _take_lone_files(session, enquiry, said, by=by, now=now)
    return enquiry


def add_files(
    session: Session, enquiry: Enquiry, message: Message | None = None, *, by: Person, now: datetime
) -> None:
    """The cases of an enquiry have its files; with `message`, only those that came in it."""
    facts = {"message": message.id} if message else {}
    for case in with_files(of_enquiry(session, enquiry.id)):
        record(session, "files_added", case=case, actor=by.key, facts=facts, now=now)


def _issues(reading: Reading, text: str) -> tuple[Issue, ...]:
    """What cannot be read at all is still an issue, for a person to read."""
    return reading.issues or (
        Issue(text=text, span=(0, len(text)), decision="ask", services=(), place=None, emergency=None),
    )


def open_issue(
    session: Session, enquiry: Enquiry, number: int, found: Finding, *, by: Person, now: datetime
) -> Case:
    case = opening.open_case(session, enquiry, number, found, now=now)
    facts, words_id = routing.given(case), version_of(session, case)
    record(session, "opened", case=case, actor=by.key, words_id=words_id, facts=facts, now=now)
    share_from_the_start(session, case, now=now)
    if case.emergency:
        raise_alarm(session, case, by=by, now=now)
    decided(session, "emergency" if case.emergency else "sent" if case.confirmed else "asked")
    duplicates.look(session, case, now=now)
    contributors.follow(session, case, now=now)
    recurrence.look(session, case, now=now)
    return case


def sure_service(issue: Issue) -> str | None:
    """The service that an issue is about, where that is certain."""
    sure = issue.decision in ("sure", "emergency") and bool(issue.services)
    return issue.services[0].key if sure else None


def finding(session: Session, issue: Issue, member: str, now: datetime) -> Finding:
    """What is known of an issue, as its reading says and for this member."""
    located = locate(session, issue.place, member, now)
    service = sure_service(issue)
    return Finding(
        span=issue.span,
        service=service,
        place=located.words,
        street=located.street,
        wards=located.wards,
        assumed_ward=located.assumed,
        confirmed=service is not None and bool(located.wards) and not located.candidates,
        why=_why(issue, located),
        emergency=issue.emergency.kind if issue.emergency else None,
        restricted=bool(issue.emergency and issue.emergency.sensitive),
    )


def locate(session: Session, place: Place | None, member: str, now: datetime) -> Located:
    """The wards an issue lies in. None named: the member's own. In several areas: theirs if it is among them."""
    own = rules(session).member_wards(member, now)
    if place is None:
        return Located(", ".join(own) or NO_PLACE, None, tuple(own), assumed=True)
    if not place.wards:
        return Located(place.text, place.street, (), assumed=False)
    mine = tuple(ward for ward in place.wards if ward in own)
    if len(place.areas) <= 1:
        return Located(place.text, place.street, place.wards, assumed=False)
    if mine:
        return Located(f"{place.text} ({', '.join(mine)})", place.street, mine, assumed=False)
    options = tuple(Option(ward, f"{place.text}, {ward}") for ward in place.wards)
    return Located(place.text, place.street, (), assumed=False, candidates=options)


def _why(issue: Issue, located: Located) -> str:
    reasons = [issue.services[0].why] if issue.services else ["No service could be read in these words."]
    if located.assumed:
        reasons.append(f"No place was named, so it is taken as {located.words}, the member's own ward.")
    elif issue.place is not None:
        reasons.append(issue.place.why)
    return " ".join(f"{reason.rstrip('. ')}." for reason in reasons if reason)


def _ask_one_question(
    session: Session, opened: Sequence[Case], issues: Sequence[Issue], member: Person, *, now: datetime
) -> None:
    """The member gets one question a message, about the first thing that is unclear; the owner settles the rest."""
    for case, issue in zip(opened, issues, strict=True):
        if case.confirmed or case.restricted:
            continue
        located = locate(session, issue.place, member.key, now)
        if located.candidates:
            questions.ask_which(session, case, "place", list(located.candidates), now=now)
            return
        if case.service is None and issue.services:
            options = [_service_option(session, candidate.key) for candidate in issue.services[:MOST_BUTTONS]]
            questions.ask_which(session, case, "service", options, now=now)
            return


def _service_option(session: Session, key: str) -> Option:
    service = rules(session).service(key)
    return Option(key, service.name if service else key)


def _take_lone_files(session: Session, enquiry: Enquiry, said: Said, *, by: Person, now: datetime) -> None:
    lone = lone_files(session, by.key, said.channel, since=said.at - TOGETHER, heading=said.thread_ts)
    for file in lone:
        file.enquiry_id = enquiry.id
    session.flush()
    if lone or (said.files and files_of_enquiry(session, enquiry.id)):
        add_files(session, enquiry, by=by, now=now)
