"""Flags on a case: a vulnerable resident, interest of the media, a parish with its charter. Each says who set it and
why, and what follows: a sooner answer, who is told, and what a channel may show (casework/audience.py)."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework import clocks, gate
from casework.audience import FLAGS, is_brief
from casework.errors import NotUnderstood, TooLate
from casework.followers import clerk_of, follow, stop_following
from casework.history import record
from casework.notifications import take_out
from casework.rebuilding import answer_without
from casework.rules import local_day, rules
from casework.words import keep_words
from directory.council import Person
from directory.overlays import areas_on
from storage import Session
from storage import flags as rows
from storage.cases import Case
from storage.clocks import of_case as clocks_of
from storage.corrections import forget_waiting
from storage.flags import CaseFlag
from storage.history import of_case

LONGEST_REASON = 1_000  # characters


def parishes_of(session: Session, case: Case, *, now: datetime) -> tuple[str, ...]:
    """The parishes that hold some of the case's wards."""
    return areas_on(rules(session).roster, "parish", case.wards, local_day(now))


def set_flag(
    session: Session,
    case_id: int,
    kind: str,
    *,
    reason: str,
    parish: str | None = None,
    lead: str | None = None,
    by: Person,
    now: datetime,
) -> Case:
    """`parish` for kind parish; `lead` for a vulnerable resident, its owner where nobody is named."""
    words = _check_reason(reason)
    case = gate.begin(session, case_id, "flag", by=by, now=now)
    if kind not in FLAGS:
        raise NotUnderstood("Choose what to flag.")
    if kind in case.flags:
        raise TooLate(f"{case.reference} is flagged so already.")
    if kind == "parish" and parish not in parishes_of(session, case, now=now):
        raise NotUnderstood(f"{case.place} lies in no parish of that name. Choose another.")
    if lead and not (rules(session).is_staff(lead, now) and rules(session).is_present(lead, now)):
        raise NotUnderstood("That person can't lead it today. Choose somebody who is in.")
    words_id = keep_words(session, words, by.key, at=now).id
    _set(session, case, CaseFlag(kind=kind, parish=parish, lead=lead, words_id=words_id), by=by, now=now)
    return case


def clear_flag(session: Session, case_id: int, kind: str, *, reason: str, by: Person, now: datetime) -> Case:
    """The flag no longer stands: the answer is due when it would be without it."""
    words = _check_reason(reason)
    case = gate.begin(session, case_id, "flag", by=by, now=now)
    flag = next((row for row in rows.of_case(session, case.id) if row.kind == kind), None)
    if flag is None:
        raise TooLate(f"{case.reference} is not flagged so any more.")
    flag.cleared_by, flag.cleared_at = by.key, now
    flag.cleared_words_id = keep_words(session, words, by.key, at=now).id
    case.flags = [each for each in case.flags if each != kind]
    if kind == "parish":
        stop_following(session, case, why="parish")
    facts = {"flag": kind}
    was, due = _answer_runs(session, case), answer_without(of_case(session, case.id), kind, case.flags)
    if was is not None and due is not None and due != was:
        clocks.move_answer(session, case, due)
        facts |= {"due_before": was.isoformat(), "due_now": due.isoformat()}
    record(
        session, "flag_cleared", case=case, actor=by.key, words_id=flag.cleared_words_id, facts=facts, now=now
    )
    return case


def carry_over(session: Session, case: Case, to: Case, *, by: Person, now: datetime) -> None:
    """What comes out of a flagged case is flagged as that one is."""
    for flag in rows.of_case(session, case.id):
        if flag.kind not in to.flags and not to.restricted:
            same = CaseFlag(kind=flag.kind, parish=flag.parish, lead=flag.lead, words_id=flag.words_id)
            _set(session, to, same, by=by, now=now)


def pass_on_lead(session: Session, flag: CaseFlag, to: str, *, why: str, now: datetime) -> None:
    """Somebody else leads for a vulnerable resident while the lead is away, or from now on. `why`: covered, returned or
    succeeded."""
    case, before = session.get_one(Case, flag.case_id), flag.lead
    if to == before or not rows.give_lead(session, flag, to):
        return
    facts = {"flag": flag.kind, "from": before, "to": to, "lead": to, "why": why, "told": [to]}
    record(session, "lead_passed", case=case, facts=facts, now=now)


def flag_by_words(session: Session, case: Case, text: str, *, now: datetime) -> None:
    """What the council's standards list (`vulnerable_words`, `media_words`) flags a case when it opens."""
    for kind in ("vulnerable", "media"):
        listed = rules(session).listed_words(f"{kind}_words", now)
        if listed and not case.restricted and _has_one_of(text, listed):
            _set(session, case, CaseFlag(kind=kind), by=None, now=now)


def _set(session: Session, case: Case, flag: CaseFlag, *, by: Person | None, now: datetime) -> None:
    found = rules(session)
    flag.case_id, flag.set_by, flag.set_at = case.id, by.key if by else None, now
    facts: dict[str, Any] = {"flag": flag.kind, "told": []}
    if flag.kind == "vulnerable":
        flag.lead = flag.lead or case.owner
        facts |= {"lead": flag.lead, "told": [flag.lead]}
    if flag.kind == "media":
        contact = found.communications(now)
        facts["told"] = [contact.key] if contact else []
    if flag.kind == "parish" and flag.parish:
        facts["parish"] = flag.parish
        clerk = clerk_of(session, flag.parish, now=now)
        if clerk is not None:
            follow(session, case, clerk, why="parish", now=now)
            facts["clerk"] = clerk.key
    session.add(flag)
    session.flush()
    was_brief, case.flags = is_brief(case.flags), [*case.flags, flag.kind]
    was = _answer_runs(session, case)
    due = clocks.tighten(session, case, flag, now=now)
    days = found.flag_days(flag.kind, flag.parish, now)
    facts |= {"days": days} if days is not None else {}
    if was is not None and due is not None:
        facts |= {"due_before": was.isoformat(), "due_now": due.isoformat()}
    if is_brief(case.flags) and not was_brief:
        forget_waiting(session, case.id)
        facts["files_left"] = take_out(session, case, now=now)
    record(session, "flagged", case=case, actor=flag.set_by, words_id=flag.words_id, facts=facts, now=now)


def _answer_runs(session: Session, case: Case) -> datetime | None:
    """When the answer is due; None where it is given."""
    answer = clocks_of(session, case.id).get("answer")
    return answer.due_at if answer and answer.stopped_at is None else None


def _has_one_of(text: str, listed: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(words)}s?\b", text, re.IGNORECASE) for words in listed)


def _check_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise NotUnderstood("Say why: whoever works on it reads it with the details.")
    if len(reason) > LONGEST_REASON:
        raise NotUnderstood(f"That is too long: at most {LONGEST_REASON:,} characters.")
    return reason
