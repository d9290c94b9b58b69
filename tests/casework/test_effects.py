"""The table of what each event does to a case is whole, and the calendar of then counts, not that of today."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casework import working_time
from casework.effects import EFFECTS
from casework.notifications import TELLS
from casework.pictures import NOT_REBUILT, CannotRebuild, Picture
from casework.rebuilding import rebuild
from storage.cases import Case
from storage.history import HistoryEntry

OPENED = {
    "reference": "SEF-1001", "issue_number": 1, "member": "priya", "words_id": None, "span_start": 0, "span_end": 12, "more_spans": None, "service": "roads",
    "street": "Marsh Lane", "landmark": None, "wards": ["Linacre"], "area": "South Sefton", "contact": "joanne",
    "owner": "joanne", "assumed_ward": False, "confirmed": True, "emergency": None, "restricted": False, "cross_ward": None,
    "opened_at": "2026-11-23T10:00:00+00:00", "salted": {"place": "0", "why": "0"},
}  # fmt: skip


def then(**days: int) -> dict[str, Any]:
    return {
        "opens": "09:00",
        "closes": "17:00",
        "holidays": ["2026-09-24", "2027-03-23", "2026-12-25", "2026-12-28"],
        **days,
    }


def entry(event: str, at: str, **facts: Any) -> HistoryEntry:
    return HistoryEntry(event=event, at=moment(at), facts=facts, number=1, enquiry_id=1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_event_says_what_it_changes() -> None:
    unsaid = sorted(TELLS.keys() - EFFECTS.keys())

    assert not unsaid, (
        f"casework/effects.py does not say what {', '.join(unsaid)} changes. Add a row to EFFECTS: NOTHING, where it "
        "changes neither the case's row nor its clocks. Otherwise what it changes, so that the case can be rebuilt: "
        "Act for its state, Sets for columns, Starts, Pauses, RunsOn, Stops or SetsClocks for clocks "
        "(casework/pictures.py). `history.record` then writes down what they need."
    )
    assert sorted(EFFECTS.keys() - TELLS.keys()) == []


def test_every_column_of_a_case_is_rebuilt_or_said_not_to_be() -> None:
    columns = {column.name for column in Case.__table__.columns}
    rebuilt = set(Picture.__dataclass_fields__) - {"clocks"}

    assert columns == rebuilt | NOT_REBUILT, (
        "A column of storage.cases.Case belongs into casework.pictures.Picture with its default, and into the EFFECTS of "
        "the events that change it; or into NOT_REBUILT, with why."
    )


def test_a_bank_holiday_that_is_announced_later_moves_no_target_that_was_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = entry("opened", "2026-11-23 10:00", **OPENED, standards=then(acknowledge=1, answer=10))
    monkeypatch.setattr(working_time, "_bank_holidays", lambda _year: frozenset({date(2026, 11, 24)}))

    clocks = rebuild([opened]).clocks

    assert clocks["acknowledge"].due_at == moment("2026-11-24 17:00")
    assert clocks["answer"].due_at == moment("2026-12-07 17:00")


def test_the_answer_clock_stands_still_while_the_member_is_waited_for() -> None:
    asked = {"waiting_for": "Priya", "waiting_why": "an answer to a question"}
    entries = [
        entry("opened", "2026-11-23 10:00", **OPENED, standards=then(acknowledge=1, answer=10)),
        entry("asked", "2026-11-24 12:00", **asked, standards=then(question_back=10)),
        entry("member_answered", "2026-11-26 12:00", standards=then()),
    ]

    waiting, answered = rebuild(entries[:2]), rebuild(entries)

    assert (waiting.state, waiting.waiting_until) == ("waiting", moment("2026-12-08 17:00"))
    assert waiting.clocks["answer"].paused_at == moment("2026-11-24 12:00")
    assert waiting.clocks["acknowledge"].stopped_at == waiting.acknowledged_at == moment("2026-11-24 12:00")
    assert (answered.state, answered.waiting_for) == ("in_progress", None)
    assert answered.clocks["answer"].due_at == moment("2026-12-09 17:00")  # two working days later
    assert answered.clocks["question"].stopped_at == moment("2026-11-26 12:00")


@pytest.mark.parametrize(
    ("event", "facts", "why"),
    [
        ("settled", {}, "“settle” may not happen to a case that is new"),
        ("assigned", {}, "there is no 'to' to go by"),
        ("vanished", {}, "there is no 'vanished' to go by"),
    ],
)
def test_an_entry_that_cannot_follow_is_named(event: str, facts: dict[str, Any], why: str) -> None:
    opened = entry("opened", "2026-11-23 10:00", **OPENED, standards=then(acknowledge=1, answer=10))

    with pytest.raises(CannotRebuild, match=f"entry 1 \\({event}\\) cannot be followed: {why}"):
        rebuild([opened, entry(event, "2026-11-23 11:00", **facts)])
