"""More than one thing in what was read as one issue: a case of its own for some of the words, from the same message."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from casework import clocks, contributors, duplicates, enquiries, gate, opening, recurrence, routing
from casework.emergencies import raise_alarm
from casework.errors import NotUnderstood
from casework.flags import carry_over
from casework.history import record
from casework.masking import mask
from casework.opening import Finding
from casework.sharing import share_from_the_start
from casework.spans import Span, parts, said, set_spans, spans_of, union
from casework.words import files_of, text_of, version_of
from directory.council import Person
from directory.matching.matcher import Matcher
from directory.matching.reading import CAUTION, Issue
from storage import Session
from storage.cases import Case, next_issue_number
from storage.enquiries import Enquiry


def parts_of(session: Session, case: Case, *, masked: bool) -> list[str]:
    """What the case's words may be cut into, to choose from."""
    text = _text(session, case)
    found = [said(text, part) for part in parts(text, spans_of(case))]
    return [mask(words) for words in found] if masked else found


def split(
    session: Session,
    case_id: int,
    chosen: Collection[int],
    service: str | None,
    *,
    matcher: Matcher,
    by: Person,
    now: datetime,
) -> Case:
    """A new case for the chosen parts of the words (by their numbers), about `service` or what can be read in them. The
    old one keeps the others; where none or all were chosen, both are about the same words."""
    case = gate.check(session, case_id, "split", by=by, now=now)
    text = _text(session, case)
    found = parts(text, spans_of(case))
    theirs = [span for number, part in enumerate(found) if number in chosen for span in part]
    rest = [span for number, part in enumerate(found) if number not in chosen for span in part]
    if not theirs or not rest:
        theirs = rest = spans_of(case)
        if service is None or service == case.service:
            raise NotUnderstood(
                f"Choose which of the words are the other thing, or which other service than {case.reference}'s it is "
                "about."
            )
    case = gate.begin(session, case_id, "split", by=by, now=now)
    set_spans(case, union(rest))
    reading = matcher.read(said(text, theirs))
    issue = min(reading.issues, key=lambda each: CAUTION.index(each.decision), default=None)
    new = _open(session, case, union(theirs), issue, service, by=by, now=now)
    record(session, "split", case=case, actor=by.key, facts={"with": [new.reference]}, now=now)
    return new


def _open(
    session: Session,
    case: Case,
    spans: list[Span],
    issue: Issue | None,
    service: str | None,
    *,
    by: Person,
    now: datetime,
) -> Case:
    """Where the words name no place of their own it is where the old case is. What comes out of a case about somebody at
    risk stays where that one is: nobody but the duty officer reads any of it."""
    enquiry = session.get_one(Enquiry, case.enquiry_id)
    finding = _finding(session, case, spans, issue, service, now)
    new = opening.open_case(session, enquiry, next_issue_number(session, enquiry.id), finding, now=now)
    set_spans(new, spans)
    record(
        session,
        "opened",
        case=new,
        actor=by.key,
        words_id=version_of(session, new),
        facts=routing.given(new),
        now=now,
    )
    clocks.acknowledge_anew(session, new, now=now)
    share_from_the_start(session, new, now=now)
    carry_over(session, case, new, by=by, now=now)
    record(session, "split_off", case=new, actor=by.key, facts={"out_of": case.reference}, now=now)
    if new.emergency and not case.emergency:
        raise_alarm(session, new, by=by, now=now)
    if files_of(session, new):
        record(session, "files_added", case=new, actor=by.key, now=now)
    duplicates.look(session, new, now=now)
    contributors.follow(session, new, by=by, now=now)
    recurrence.look(session, new, now=now)
    return new


def _finding(
    session: Session, case: Case, spans: list[Span], issue: Issue | None, service: str | None, now: datetime
) -> Finding:
    if issue is None:
        issue = Issue(text="", span=spans[0], decision="ask", services=(), place=None, emergency=None)
    found = enquiries.finding(session, replace(issue, span=spans[0]), case.member, now)
    if issue.place is None:
        found = replace(
            found,
            place=case.place,
            street=case.street,
            wards=tuple(case.wards),
            assumed_ward=case.assumed_ward,
        )
    if service is not None:
        found = replace(
            found, service=service, confirmed=bool(found.wards), why="A person chose the service."
        )
    if case.words_id is not None:
        found = replace(found, words_id=case.words_id)
    if case.restricted:
        found = replace(found, restricted=True, emergency=case.emergency)
    return found


def _text(session: Session, case: Case) -> str:
    return text_of(session, version_of(session, case))
