"""Time passes: reminders, cover, the ladder, lapsing, dates that come due."""

from tests.desk import Desk, text_of

POTHOLE = "Huge pothole on Marsh Lane"


def thread(desk: Desk) -> str:
    """Everything said in the first case's thread."""
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    root = coordinator.sees(channel)[0]["ts"]
    return "\n".join(text_of(message) for message in coordinator.sees(channel, root))


def test_unacknowledged_at_its_target_a_case_passes_to_cover_and_the_member_is_told(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    asked = member.says(POTHOLE)

    desk.forward(hours=27.5)  # Tuesday, half past one: the last four hours
    assert "please acknowledge this" in thread(desk)
    desk.forward(hours=4)  # half past five: the target has passed

    assert "passes from" in thread(desk)
    assert "Nobody has acknowledged SEF-1001" in text_of(member.last(thread=asked))


def test_the_ladder_reaches_the_manager_on_the_next_working_day(desk: Desk) -> None:
    manager = desk.holder("manager")
    desk.holder("member", "Linacre").says(POTHOLE)
    desk.forward(hours=31.5)

    desk.forward(hours=16)  # Wednesday morning

    assert "SEF-1001" in text_of(manager.last())


def test_an_acknowledgement_stops_the_reminders(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    member.says(POTHOLE)
    coordinator.presses("Acknowledge", on=coordinator.sees(channel)[0])

    desk.forward(days=2)

    assert "please acknowledge" not in thread(desk)
    assert "passes from" not in thread(desk)


def test_a_missed_answer_is_told_to_the_member_once(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    coordinator.presses("Acknowledge", on=coordinator.sees(channel)[0])

    desk.forward(days=14, hours=8)
    desk.forward(days=3)

    said = [text_of(m) for m in member.sees(thread=asked)]
    assert sum("has missed its standard" in line for line in said) == 1


def test_silence_after_an_outcome_closes_the_case(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    coordinator.presses("Outcome", on=coordinator.sees(channel)[0])
    coordinator.fills_in(kind="done", words__done="Filled this morning.")
    coordinator.fills_in()

    desk.forward(days=8)

    assert "Closed" in text_of(coordinator.sees(channel)[0])
    assert "All answered" in text_of(member.sees(thread=asked)[1])


def test_a_scheduled_date_that_passes_without_done_reopens_the_case(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    coordinator.presses("Outcome", on=coordinator.sees(channel)[0])
    coordinator.chooses("Scheduled: a date that you confirm", on=coordinator.form())
    coordinator.fills_in(kind="scheduled", words__scheduled="The crew is booked.", date="2026-12-01")
    coordinator.fills_in()
    assert "planned for Tue 1 Dec" in text_of(member.last(thread=asked))

    desk.forward(days=9)

    assert "is open again" in text_of(member.last(thread=asked))


def test_a_question_without_an_answer_is_reminded_and_goes_back_to_the_owner(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    coordinator.chooses("Ask the member…", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="How deep is it?")
    coordinator.fills_in()

    desk.forward(days=7, hours=8)
    assert "still waiting for your answer" in text_of(member.last(thread=asked))
    desk.forward(days=8)

    assert "has not answered in the time for it" in thread(desk)
    assert "In progress" in text_of(coordinator.sees(channel)[0])
