"""Questions answered from the directory and from cases: the same answer whoever asks, less what they may not see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from casework.history import record
from casework.notifications import tell
from casework.rules import local_day, rules
from casework.words import Said
from directory import answers as directory_answers
from directory.answers import Answer
from directory.asking import as_kept, from_kept, question_of
from directory.council import Person
from directory.matching.reading import Issue, Reading
from storage import Session
from storage import cases as rows
from storage.cases import Case
from storage.clocks import Clock, of_cases
from storage.enquiries import Enquiry

# Anything about a case goes to the asker's direct messages, wherever it was asked.
PRIVATE = frozenset({"cases_answer", "case_answer", "chase_answer"})


def answer(
    session: Session,
    said: Said,
    reading: Reading,
    *,
    person: Person,
    enquiry: Enquiry | None,
    now: datetime,
) -> None:
    """Answer a question or a chase. `enquiry` is the one in whose thread it was asked, if any."""
    kind, facts = _find(session, said.text, reading, person=person, enquiry=enquiry, now=now)
    _say(session, said, kind, facts, person=person, now=now)


def cases_of(session: Session, person: Person, *, now: datetime) -> list[Case]:
    """A member's own cases, newest first; for staff, what they own or are the contact of, oldest first."""
    if rules(session).member_wards(person.key, now):
        return list(rows.recent_of_member(session, person.key))
    return list(rows.owned_by(session, person.key))


def open_in(session: Session, person: Person, wards: Sequence[str], *, now: datetime) -> list[Case]:
    """What is open in some wards, as far as this person may see it."""
    found = rules(session)
    return [
        case for case in rows.open_in_wards(session, wards) if found.standing(person, case, now).may("view")
    ]


def directory_answer(session: Session, asked: dict[str, Any], *, now: datetime) -> Answer:
    """The directory's answer to a kept question, as things stand now."""
    found = rules(session)
    for_staff = found.is_staff(asked["asker"], now)
    return directory_answers.answer(
        from_kept(asked),
        found.roster,
        found.standards,
        register=found.register,
        on=local_day(now),
        for_staff=for_staff,
    )


def is_late(case: Case, clocks: Mapping[str, Clock], now: datetime) -> bool:
    """Whether one of the case's running targets has passed."""
    return case.state in rows.OPEN and any(
        clock.stopped_at is None and clock.paused_at is None and clock.due_at < now
        for kind, clock in clocks.items()
        if kind in ("acknowledge", "answer")
    )


def _find(
    session: Session,
    text: str,
    reading: Reading,
    *,
    person: Person,
    enquiry: Enquiry | None,
    now: datetime,
) -> tuple[str, dict[str, Any]]:
    if reading.references:
        return _by_reference(session, reading, person=person, now=now)
    if reading.kind == "chase":
        return "chase_answer", {"cases": _chase(session, reading, person=person, enquiry=enquiry, now=now)}
    issue = reading.issues[0] if reading.issues else None
    match reading.question:
        case "mine":
            return "cases_answer", {"cases": _ids(cases_of(session, person, now=now)), "of": "mine"}
        case "open" | "case":
            wards = list(issue.place.wards) if issue and issue.place else _own_wards(session, person, now)
            found = open_in(session, person, wards, now=now) if wards else cases_of(session, person, now=now)
            return "cases_answer", {"cases": _ids(found), "of": "open", "wards": wards}
        case _:
            known = rules(session)
            question = question_of(text, reading, known.roster, known.register, today=local_day(now))
            return "directory_answer", as_kept(question)


def _by_reference(
    session: Session, reading: Reading, *, person: Person, now: datetime
) -> tuple[str, dict[str, Any]]:
    """One refusal for a case that is not there and for one this person may not see."""
    visible, missing, part_of = [], [], {}
    for reference in reading.references:
        named = rows.by_reference(session, reference)
        case = rows.going_on(session, named) if named else None
        if case is None or named is None or not rules(session).standing(person, case, now).may("view"):
            missing.append(reference.upper())
            continue
        if case is not named:
            part_of[named.reference] = case.reference
        if case not in visible:
            visible.append(case)
    asked_by_member = [case for case in visible if reading.kind == "chase" or case.member == person.key]
    _tell_owners(session, asked_by_member, person=person, now=now)
    return "case_answer", {"cases": _ids(visible), "missing": missing, "part_of": part_of}


def _chase(
    session: Session, reading: Reading, *, person: Person, enquiry: Enquiry | None, now: datetime
) -> list[int]:
    """The member's open cases that the words name, or all of them; the owners of late ones are told."""
    found = [case for case in cases_of(session, person, now=now) if case.state in rows.UNFINISHED]
    if enquiry is not None:
        found = [case for case in found if case.enquiry_id == enquiry.id] or found
    named = [case for case in found if any(_names(issue, case) for issue in reading.issues)]
    chosen = named or found
    _tell_owners(session, chosen, person=person, now=now)
    return _ids(chosen)


def _names(issue: Issue, case: Case) -> bool:
    place, sure = issue.place, issue.decision == "sure"
    by_service = sure and bool(issue.services) and issue.services[0].key == case.service
    if place is None:
        return by_service
    if place.street:
        return place.street == case.street
    return bool(set(place.wards) & set(case.wards)) and (by_service or not sure)


def _tell_owners(session: Session, found: Sequence[Case], *, person: Person, now: datetime) -> None:
    clocks = of_cases(session, [case.id for case in found])
    for case in found:
        if is_late(case, clocks.get(case.id, {}), now):
            record(session, "chased", case=case, actor=person.key, now=now)


def _own_wards(session: Session, person: Person, now: datetime) -> list[str]:
    """A member's wards; for a co-ordinator, every ward of their area."""
    found = rules(session)
    wards = found.member_wards(person.key, now)
    areas = {post.scope for post in found.posts(person.key, now) if post.role == "coordinator"}
    return wards or [
        row.ward for row in found.roster.area_wards if row.kind == "partnership" and row.area in areas
    ]


def _say(
    session: Session, said: Said, kind: str, facts: dict[str, Any], *, person: Person, now: datetime
) -> None:
    thread = said.thread_ts or said.ts
    dedup = f"{kind}:{said.channel}:{said.ts}"
    facts = {**facts, "asker": person.key}
    to_asker, to_channel = f"user:{person.slack_id}", f"channel:{said.channel}"
    if said.door == "direct":
        tell(session, kind, to_asker, facts={**facts, "thread_ts": thread}, now=now, dedup=dedup)
    elif not said.has_place:
        tell(session, kind, to_asker, facts=facts, now=now, dedup=dedup)
    elif kind in PRIVATE:
        line = {"thread_ts": thread}
        tell(session, kind, to_asker, facts=facts, now=now, dedup=dedup)
        tell(session, "answered_privately", to_channel, facts=line, now=now, dedup=f"line:{dedup}")
    else:
        tell(session, kind, to_channel, facts={**facts, "thread_ts": thread}, now=now, dedup=dedup)


def _ids(found: Sequence[Case]) -> list[int]:
    return [case.id for case in found]
