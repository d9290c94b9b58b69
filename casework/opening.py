"""A case opens: with the people who are accountable on the day, and its clocks."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from casework import clocks, duplicates, stand_ins
from casework.routing import ask_about_ward
from casework.rules import local_day, rules_to_decide_by
from directory.responsibility import Responsibility, Roster, responsible
from storage import Session
from storage import cases as rows
from storage.cases import Case
from storage.enquiries import Enquiry

FIRST_NUMBER = 1001


@dataclass(frozen=True)
class Finding:
    """What is known of one issue when its case opens: the matcher's reading with the member's ward put in."""

    span: tuple[int, int]
    service: str | None
    place: str
    street: str | None
    wards: tuple[str, ...]
    assumed_ward: bool
    confirmed: bool
    why: str
    emergency: str | None = None
    restricted: bool = False
    words_id: int | None = None  # where the issue is not in the enquiry's first words,
    written_at: datetime | None = None  # and when it was written then


def open_case(session: Session, enquiry: Enquiry, number: int, finding: Finding, *, now: datetime) -> Case:
    """Open one case with the accountable people on the day. Its clocks start when the words were written."""
    found = rules_to_decide_by(session)
    people = answering(
        found.roster,
        finding.service,
        list(finding.wards),
        local_day(now),
        emergency=finding.emergency is not None,
        restricted=finding.restricted,
    )
    case = Case(
        reference=f"{found.reference_prefix}-{rows.next_number(session, first=FIRST_NUMBER)}",
        enquiry_id=enquiry.id,
        issue_number=number,
        member=enquiry.member,
        state="new",
        words_id=finding.words_id,
        span_start=finding.span[0],
        span_end=finding.span[1],
        service=finding.service,
        place=finding.place,
        street=finding.street,
        landmark=duplicates.landmark_of(session, finding.place),
        wards=list(finding.wards),
        area=people.area,
        assumed_ward=finding.assumed_ward,
        confirmed=finding.confirmed,
        why=finding.why,
        contact=people.contact.key,
        owner=people.owner.key,
        emergency=finding.emergency,
        restricted=finding.restricted,
        opened_at=finding.written_at or enquiry.sent_at,
    )
    ask_about_ward(session, case, now=now)
    session.add(case)
    session.flush()
    rows.put_in_wards(session, case)
    stand_ins.note(session, case, people, now=now)
    clocks.start(session, case)
    return case


def answering(
    roster: Roster, service: str | None, wards: list[str], day: date, *, emergency: bool, restricted: bool
) -> Responsibility:
    """Who answers for a new case. An emergency is the duty officer's; where it is restricted, theirs alone."""
    people = responsible(roster, service, wards, day)
    if not emergency:
        return people
    duty = responsible(roster, None, [], day).contact
    people = replace(people, owner=duty, owner_for=None)
    return replace(people, contact=duty, contact_for=None) if restricted else people
