"""What each event does to a case's row and its clocks, as one table: by it a case is rebuilt from its history alone, and
by it `history.record` knows what an event must carry in its facts. An event that changes nothing of them says so."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from casework.pictures import (
    SALTED,
    Act,
    Change,
    Pauses,
    Picture,
    RunsOn,
    Sets,
    SetsClocks,
    Starts,
    Stops,
    as_fact,
    calendar_facts,
    calendar_of,
    run,
)
from casework.rules import local_day, rules
from storage import Session
from storage.cases import Case
from storage.clocks import of_case as clocks_of
from storage.enquiries import salt_of
from storage.history import HistoryEntry
from storage.words import covering


class Waits(Sets):
    """Whom it waits for once a partner has accepted, or says no more; and where the member was heard meanwhile. What was
    recorded before there were partners waits for none."""

    def __call__(self, picture: Picture, entry: HistoryEntry) -> None:
        if self.within in entry.facts:
            super().__call__(picture, entry)


def _begins(picture: Picture, entry: HistoryEntry) -> None:
    picture.state, picture.enquiry_id = "new", entry.enquiry_id


def _is_taken_up(picture: Picture, entry: HistoryEntry) -> None:
    """A person has it in hand."""
    picture.acknowledged_at = picture.acknowledged_at or entry.at
    Stops(("acknowledge", "emergency"))(picture, entry)


def _goes_to(picture: Picture, entry: HistoryEntry) -> None:
    picture.owner = entry.facts["to"]


def _waits_for_the_answer(picture: Picture, _entry: HistoryEntry) -> None:
    picture.waiting_until = picture.clocks["question"].due_at


def _waits_no_more(picture: Picture, _entry: HistoryEntry) -> None:
    picture.waiting_for = picture.waiting_why = picture.waiting_until = None


def _has_an_outcome(picture: Picture, entry: HistoryEntry) -> None:
    """What is planned is looked at again on its day; all else starts the right of reply."""
    picture.answered_at, picture.confirmed = entry.at, True
    if "date" in entry.facts:
        due = calendar_of(entry).close_of(date.fromisoformat(entry.facts["date"]))
        run(picture, "scheduled", entry.at, due)
    else:
        Starts("right_of_reply", "right_of_reply")(picture, entry)


def _is_closed(picture: Picture, entry: HistoryEntry) -> None:
    picture.closed_at = entry.at


def _is_open_again(picture: Picture, _entry: HistoryEntry) -> None:
    picture.reopened += 1
    picture.closed_at = None


def _is_late(picture: Picture, entry: HistoryEntry) -> None:
    picture.clocks[entry.facts["clock"]].missed_at = entry.at


def _is_unheard(picture: Picture, entry: HistoryEntry) -> None:
    clock = picture.clocks["emergency"]
    clock.missed_at = clock.missed_at or entry.at


def _stands_as_written(picture: Picture, entry: HistoryEntry) -> None:
    """A case from before the history could rebuild it: storage/migrations/versions/0010_history_chains.py."""
    Sets(tuple(entry.facts["case"]), within="case")(picture, entry)
    SetsClocks()(picture, entry)


def _is_flagged(picture: Picture, entry: HistoryEntry) -> None:
    picture.flags = [*picture.flags, entry.facts["flag"]]
    _answer_comes_sooner(picture, entry, entry.facts.get("days"))


def _flags_still_stand(picture: Picture, entry: HistoryEntry) -> None:
    """A case that is opened again is answered within what its flags ask for, where that is sooner."""
    for kind, days in entry.facts["flag_days"].items():
        if kind in picture.flags:
            _answer_comes_sooner(picture, entry, days)


def _answer_comes_sooner(picture: Picture, entry: HistoryEntry, days: int | None) -> None:
    answer = picture.clocks.get("answer")
    if days is not None and answer is not None and answer.stopped_at is None:
        due = calendar_of(entry).end_of_working_day(entry.at, days)
        answer.due_at = min(answer.due_at, due)


def _flag_is_cleared(picture: Picture, entry: HistoryEntry) -> None:
    """The answer is due when it would be without the flag: rebuilding.answer_without."""
    picture.flags = [kind for kind in picture.flags if kind != entry.facts["flag"]]
    if "due_now" in entry.facts:
        picture.clocks["answer"].due_at = datetime.fromisoformat(entry.facts["due_now"])


def _is_asked_of_a_service(picture: Picture, entry: HistoryEntry) -> None:
    """A person who finds the one that can do it has taken the case up; what is asked by itself changes nothing."""
    if entry.facts["kind"] == "work":
        Act("add_task")(picture, entry)
        _is_taken_up(picture, entry)


_GIVEN = ("service", "wards", "area", "contact", "owner")
_SPANS = ("words_id", "span_start", "span_end", "more_spans")
_FROM_THE_START = (
    "reference", "issue_number", "member", *_SPANS, "street", "landmark", "assumed_ward", "confirmed",
    "emergency", "restricted", "opened_at", "cross_ward",
)  # fmt: skip
_SETTLED: tuple[Change, ...] = (
    Sets((*_GIVEN, "street", "landmark", "assumed_ward", "confirmed", "cross_ward"), within="after"),
    Sets(("place",), within="salted"),
)
_ENDED: tuple[Change, ...] = (
    _waits_no_more,
    Stops(("acknowledge", "emergency", "answer", "right_of_reply", "scheduled", "question")),
)
_CLOSED: tuple[Change, ...] = (_is_closed, *_ENDED)
# The earlier of two cases' dates, or what was taken back of that: no standard says it.
_TARGETS = SetsClocks(("acknowledge", "answer"))
_HEARD: tuple[Change, ...] = (_waits_no_more, Stops(("question",)), RunsOn("answer"))
_REWORDED: tuple[Change, ...] = (Act("reword"), Sets(_SPANS))
_WITH_OTHERS = Sets(("contact", "owner"), within="after")
_WAITS: tuple[Change, ...] = (
    Waits(("state", "waiting_for", "waiting_why", "waiting_until"), within="waits"),
)
_QUOTES = Sets(("place", "why"), within="salted")
NOTHING: tuple[Change, ...] = ()  # of the row: somebody was told or asked, or something was noted

# event -> what it changes, in this order.
EFFECTS: Mapping[str, tuple[Change, ...]] = {
    "opened": (
        _begins,
        Sets((*_GIVEN, *_FROM_THE_START)),
        _QUOTES,
        Starts("acknowledge", "acknowledge"),
        Starts("answer", "answer"),
    ),
    "carried_over": (_stands_as_written,),
    "emergency_raised": (SetsClocks(("emergency",)),),
    "emergency_repeated": NOTHING,
    "emergency_unheard": (_is_unheard,),
    "emergency_read": (Act("read"),),
    "acknowledged": (Act("acknowledge"), _is_taken_up),
    "noted": NOTHING,
    "replied": (Act("reply"), _is_taken_up),
    "asked": (
        Act("ask"),
        _is_taken_up,
        Pauses("answer"),
        Starts("question", "question_back"),
        Sets(("waiting_for", "waiting_why")),
        _waits_for_the_answer,
    ),
    "service_asked": NOTHING,
    "member_replied": (Act("hear"), *_WAITS),
    "member_answered": (Act("hear"), *_HEARD, *_WAITS),
    "files_added": NOTHING,
    "confirmed": (Act("confirm"), *_SETTLED),
    "rerouted": (Act("reroute"), *_SETTLED),
    "contact_changed": NOTHING,  # said with what changed it
    "assigned": (Act("assign"), _goes_to),
    "moved": (Act("move"), Sets(_GIVEN, within="after")),
    "passed_to_cover": (Act("assign"), _goes_to),
    "covered": (Act("pass_on"), _WITH_OTHERS),
    "returned": (Act("pass_on"), _WITH_OTHERS),
    "succeeded": (Act("pass_on"), _WITH_OTHERS),
    "handed_over": (Act("hand_over"), _WITH_OTHERS),
    "handover_read": NOTHING,
    "member_left": (Act("pass_on"),),
    "member_returned": NOTHING,
    "passed_to_member": (
        Act("choose_for_leaver"),
        Sets(("member", "cross_ward")),
        SetsClocks(("right_of_reply",)),
    ),
    "kept_by_council": (Act("choose_for_leaver"), SetsClocks(("right_of_reply",))),
    "resumed": (Act("resume"), *_HEARD, *_WAITS),
    "question_reminded": NOTHING,
    "answered": (
        Act("answer"),
        _is_taken_up,
        _waits_no_more,
        Stops(("question", "answer", "scheduled", "right_of_reply")),
        Sets(("outcome_id",)),
        _has_an_outcome,
    ),
    "rated": NOTHING,
    "settled": (Act("settle"), *_CLOSED),
    "lapsed": (Act("settle"), *_CLOSED),
    "reopened": (
        Act("reopen"),
        _is_open_again,
        Sets(("area", "contact", "owner"), within="after"),
        Starts("acknowledge", "acknowledge"),
        Starts("answer", "reopened_answer"),
        _flags_still_stand,
        Stops(("right_of_reply", "scheduled")),
    ),
    "withdrawn": (Act("withdraw"), *_CLOSED),
    "merged": (Act("merge"), Sets(("merged_into_id",)), *_ENDED),
    "took_in": (Act("take_in"), Sets(_SPANS), _TARGETS),
    "split": (Act("split"), Sets(_SPANS), _TARGETS),
    "split_off": (Starts("acknowledge", "acknowledge"),),
    "restored": (
        Act("restore"),
        Sets(("merged_into_id", "area", "contact", "owner")),
        SetsClocks(("answer",)),
        Starts("acknowledge", "acknowledge"),
    ),
    "duplicate_suspected": NOTHING,
    "told_apart": NOTHING,
    "joined": NOTHING,  # links are kept beside the cases: storage/joins.py
    "taken_apart": NOTHING,
    "chased": NOTHING,
    "reminded": NOTHING,
    "target_missed": (_is_late,),
    "escalated": NOTHING,
    "details_shown": NOTHING,
    "words_edited": _REWORDED,
    "spelling_corrected": _REWORDED,
    "words_taken_back": (Act("reword"),),
    # What quoted the member is kept under another salt from then on, or under none.
    "words_erased": (_QUOTES,),
    "words_redacted": (_QUOTES,),
    "access_given": NOTHING,
    "file_removed": NOTHING,
    "reply_corrected": (Act("amend"),),
    "reply_withdrawn": (Act("amend"),),
    # Back to how it was before the act that it names.
    "undone": (
        Sets(("state", "acknowledged_at"), within="after"),
        *_SETTLED,
        SetsClocks(("acknowledge", "emergency", "answer", "question")),
    ),
    "shared": (Sets(("sharing",)),),
    "ward_told": (Sets(("cross_ward",)),),
    "ward_not_told": (Sets(("cross_ward",)),),
    "ward_unreached": NOTHING,
    "flagged": (_is_flagged,),
    "flag_cleared": (_flag_is_cleared,),
    "lead_passed": NOTHING,
    # No case is concerned.
    "profile_changed": NOTHING,
    "ward_notice_sent": NOTHING,
    "ward_member_told": NOTHING,
    "ward_notice_unreached": NOTHING,
    "ward_notice_known": NOTHING,
    "ward_notice_held": NOTHING,
    "ward_notice_announced": NOTHING,
    "ward_notice_withdrawn": NOTHING,
    "ward_withdrawal_unreached": NOTHING,
    "ward_view_given": NOTHING,
    "ward_view_answered": NOTHING,
    "ward_view_passed": NOTHING,
    "ward_view_reminded": NOTHING,
    "ward_view_overdue": NOTHING,
    "ward_view_escalated": NOTHING,
    "task_asked": (_is_asked_of_a_service,),
    "task_accepted": NOTHING,
    "task_promised": NOTHING,
    "task_changed": NOTHING,
    "task_done": NOTHING,
    "task_returned": NOTHING,
    "task_waived": NOTHING,
    "task_ended": NOTHING,
    "task_passed": NOTHING,
    "task_moved": NOTHING,
    "task_noted": NOTHING,
    "task_reminded": NOTHING,
    "task_overdue": NOTHING,
    "task_escalated": NOTHING,
    "offered": (Act("offer"), _is_taken_up),
    "offer_accepted": _WAITS,
    "offer_news": _WAITS,
    "offer_done": _WAITS,
    "offer_refused": _WAITS,
    "offer_returned": _WAITS,
    "offer_withdrawn": _WAITS,
    "offer_handed_over": _WAITS,
    "offer_ended": _WAITS,
    "offer_moved": _WAITS,
    "offer_noted": NOTHING,
    "offer_reminded": NOTHING,
    "offer_silent": NOTHING,
    "partner_changed": NOTHING,
    "news_asked": NOTHING,
}

# How far holidays are written down around an event that a clock depends on; beyond, those of today count.
_BACK, _AHEAD = timedelta(days=60), timedelta(days=120)


def carried(session: Session, event: str, case: Case, *, now: datetime) -> dict[str, Any]:
    """What the table needs of the case as it is now, and of the standards and the calendar in force, to be read again
    when the case is rebuilt."""
    facts: dict[str, Any] = {}
    for change in EFFECTS[event]:
        if isinstance(change, Sets):
            part = facts.setdefault(change.within, {}) if change.within else facts
            part.update({name: _fact(session, case, name) for name in change.columns})
        elif isinstance(change, SetsClocks):
            facts["clocks"] = _clocks(session, case, change.clocks)
    if event in _STANDARDS:
        at = case.opened_at if event == "opened" else now
        facts["standards"] = _in_force(session, case, _STANDARDS[event], at)
    return facts


def _fact(session: Session, case: Case, column: str) -> Any:
    value = getattr(case, column)
    return covering(salt_of(session, case.enquiry_id), value) if column in SALTED else as_fact(value)


def _clocks(session: Session, case: Case, kinds: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    found = {kind: clock for kind, clock in clocks_of(session, case.id).items() if kind in kinds}
    moments = ("started_at", "due_at", "paused_at", "stopped_at", "missed_at")
    return {kind: {name: as_fact(getattr(clock, name)) for name in moments} for kind, clock in found.items()}


def _in_force(session: Session, case: Case, names: tuple[str, ...], at: datetime) -> dict[str, Any]:
    found = rules(session)
    calendar, day = found.calendar(at), local_day(at)
    days = {
        name: found.answer_days(case.service, at) if name == "answer" else found.days(name, at)
        for name in names
    }
    return {**days, **calendar_facts(calendar, calendar.holidays(day - _BACK, day + _AHEAD))}


def _standards(changes: tuple[Change, ...]) -> tuple[str, ...] | None:
    """None where no clock is set, so that no calendar is needed either."""
    named = [change.standard for change in changes if isinstance(change, Starts)]
    if _has_an_outcome in changes:
        named.append("right_of_reply")
    moves = _is_flagged in changes or any(isinstance(change, RunsOn) for change in changes)
    return tuple(named) if named or moves else None


_STANDARDS = {
    event: named for event, changes in EFFECTS.items() if (named := _standards(changes)) is not None
}
