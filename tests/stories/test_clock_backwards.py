"""The clock is put back, by a person or by a machine that was wrong: nobody is reminded twice, and everything goes on."""

from collections import Counter
from datetime import UTC, datetime

from storage.cases import by_reference
from storage.clocks import of_case as clocks_of
from storage.history import of_case
from tests.desk import Desk, text_of

POTHOLE = "Huge pothole on Marsh Lane"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def events(desk: Desk) -> Counter[str]:
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        return Counter(entry.event for entry in of_case(session, case.id))


def test_what_was_said_once_is_not_said_again_when_the_time_comes_twice(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)

    # Forward to each thing that comes due, back to before it was even written, and forward again.
    for day, hour, expected in [
        (24, 14, {"reminded": 1}),
        (24, 18, {"reminded": 1, "target_missed": 1, "passed_to_cover": 1}),
        (25, 10, {"reminded": 1, "target_missed": 1, "passed_to_cover": 1, "escalated": 1}),
    ]:
        for moment in (at(day, hour), at(23, 9), at(day, hour)):
            desk.to(moment)
            assert {name: count for name, count in events(desk).items() if name != "opened"} == expected
    posted = len(member.sees(thread=asked))

    # A whole conversation, with the clock before the case: each step works, and no time is owed below nothing.
    desk.to(at(20, 11))
    coordinator.presses("Acknowledge", on=coordinator.sees(channel)[0])
    desk.to(at(19, 11))
    coordinator.chooses("Ask the member…", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="Which side?")
    coordinator.fills_in()
    desk.to(at(18, 11))
    member.says("The park side", thread=asked)
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        answer = clocks_of(session, case.id)["answer"]
        assert answer.paused_at is None
        assert answer.due_at > at(18, 11)
    desk.to(at(17, 11))
    coordinator.presses("Outcome", on=coordinator.sees(channel)[0])
    coordinator.fills_in(kind="done", words__done="Filled this morning.")
    coordinator.fills_in()
    desk.to(at(16, 11))
    member.presses("Sorted", on=next(m for m in member.sees(thread=asked) if "Filled this morning" in str(m)))
    assert "Closed" in text_of(coordinator.sees(channel)[0])
    assert len(member.sees(thread=asked)) == posted + 3  # the question, their answer and the outcome
    assert "-" not in text_of(member.card(asked)).replace("Okafor-Reid", "").replace("SEF-", "")
