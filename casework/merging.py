"""Issues of one message put together after the fact: two that are one, and one that is a case of its own again.
Taking something out of a case that was read as one issue is in splitting.py."""

from collections.abc import Sequence
from datetime import datetime

from casework import clocks, contributors, gate, joins, questions
from casework.audience import is_brief
from casework.clocks import Dates
from casework.emergencies import raise_alarm
from casework.errors import NotAllowed, NotUnderstood
from casework.flags import carry_over
from casework.history import record
from casework.lifecycle import OPEN
from casework.rules import rules, rules_to_decide_by
from casework.spans import Span, minus, set_spans, spans_of, union, worded
from casework.words import text_of, version_of
from directory.council import Person
from storage import Session
from storage.cases import Case, of_enquiry
from storage.history import of_case


def others(session: Session, case: Case) -> list[Case]:
    """The issues of the same message that this one could be one with: open, and nobody at risk in either."""
    if not _may_be_merged(case):
        return []
    return [
        each for each in of_enquiry(session, case.enquiry_id) if each.id != case.id and _may_be_merged(each)
    ]


def one_issue(session: Session, case_id: int, other_id: int, *, by: Person, now: datetime) -> Case:
    """The member says that the two are one. Kept is the one that is further along: an emergency, then one that is kept
    brief, then one that is sure, then one that somebody has taken up, then the earlier."""
    found = [gate.check(session, each, "take_in", by=by, now=now) for each in (case_id, other_id)]
    kept, ends = sorted(found, key=_along)
    return merge(session, ends.id, kept.id, by=by, now=now)


def merge(session: Session, case_id: int, into_id: int, *, by: Person, now: datetime) -> Case:
    """The case ends as part of another one of the same message, which keeps the words of both and the earlier dates.
    Its reference still answers, for the other one. Returns the one that is kept."""
    ends = gate.check(session, case_id, "merge", by=by, now=now)
    kept = gate.check(session, into_id, "take_in", by=by, now=now)
    if ends.id == kept.id:
        raise NotUnderstood("Choose another issue of the same message.")
    if ends.enquiry_id != kept.enquiry_id:
        raise NotUnderstood(
            f"{ends.reference} and {kept.reference} came in two messages. Joining them keeps both: More…, Join."
        )
    for number, act in sorted(((ends.id, "merge"), (kept.id, "take_in"))):
        gate.begin(session, number, act, by=by, now=now)
    if version_of(session, ends) != version_of(session, kept):
        raise NotUnderstood(
            f"The message was changed since, and only one of {ends.reference} and {kept.reference} follows the new words. "
            "They stay two."
        )
    if ends.restricted or kept.restricted:
        raise NotAllowed("A case about somebody at risk stays by itself.")
    if ends.emergency and not kept.emergency:
        raise NotUnderstood(
            f"{ends.reference} is an emergency. Keep that one, and make the other part of it."
        )
    if is_brief(ends.flags) and not is_brief(kept.flags):
        raise NotUnderstood(
            f"{ends.reference} is kept to the people who deal with it. Keep that one, and make the other part of it."
        )
    ends.merged_into_id = kept.id
    set_spans(kept, union([*spans_of(kept), *spans_of(ends)]))
    dates = clocks.keep_earlier(session, kept, ends)
    questions.close_open(session, ends.id, "merged", now=now)
    ends.waiting_for = ends.waiting_why = ends.waiting_until = None
    clocks.stop_all(session, ends, now=now)
    record(session, "merged", case=ends, actor=by.key, facts={"into": kept.reference}, now=now)
    facts = {"with": [ends.reference], "dates": _as_kept(dates)}
    record(session, "took_in", case=kept, actor=by.key, facts=facts, now=now)
    contributors.take_along(session, ends, kept, by=by, now=now)
    joins.take_place(session, ends, kept, by=by, now=now)
    return kept


def restore(session: Session, case_id: int, *, by: Person, now: datetime) -> Case:
    """A case that was merged is one of its own again, with its own words and date, and whoever answers for it today."""
    case = gate.check(session, case_id, "restore", by=by, now=now)
    kept = session.get_one(Case, case.merged_into_id)
    for number, act in sorted(((case.id, "restore"), (kept.id, "split"))):
        gate.begin(session, number, act, by=by, now=now)
    case.merged_into_id = None
    if version_of(session, kept) == version_of(session, case):
        text = text_of(session, version_of(session, case))
        _give_back_words(kept, worded(text, minus(spans_of(kept), spans_of(case))))
    clocks.give_back(session, kept, _dates_taken(session, kept, case))
    clocks.resume(session, case, now=now)
    people = rules_to_decide_by(session).responsible(case.service, case.wards, now)
    case.area = people.area
    if not case.emergency:
        case.contact = people.contact.key
        case.owner = case.owner if rules(session).is_present(case.owner, now) else people.owner.key
    record(session, "split", case=kept, actor=by.key, facts={"with": [case.reference]}, now=now)
    record(session, "restored", case=case, actor=by.key, facts={"out_of": kept.reference}, now=now)
    carry_over(session, kept, case, by=by, now=now)
    contributors.follow(session, case, by=by, again=True, now=now)
    if case.emergency:
        raise_alarm(session, case, by=by, now=now)
    return case


def _may_be_merged(case: Case) -> bool:
    return case.state in OPEN and not case.restricted


def _along(case: Case) -> tuple[bool, bool, bool, bool, int]:
    return (
        not case.emergency,
        not is_brief(case.flags),
        not case.confirmed,
        case.acknowledged_at is None,
        case.issue_number,
    )


def _give_back_words(kept: Case, left: Sequence[Span]) -> None:
    """Where both had the same words, both keep them."""
    if left:
        set_spans(kept, left)


def _as_kept(dates: Dates) -> dict[str, list[str]]:
    return {kind: [moment.isoformat() for moment in pair] for kind, pair in dates.items()}


def _dates_taken(session: Session, kept: Case, case: Case) -> Dates:
    """The dates that the kept case has from the other one."""
    took = [
        e.facts
        for e in of_case(session, kept.id)
        if e.event == "took_in" and case.reference in e.facts["with"]
    ]
    pairs = took[-1]["dates"] if took else {}
    return {
        kind: (datetime.fromisoformat(before), datetime.fromisoformat(after))
        for kind, (before, after) in pairs.items()
    }
