"""Leave is entered in Slack, by whoever may say so, and new work goes to cover from the first day."""

import pytest

from tests.desk import Actor, Desk, Json, text_of

POTHOLE = "Huge pothole on Marsh Lane"


def marks_away(by: Actor, person: Actor, first: str = "2026-11-23", last: str | None = None) -> Json:
    by.commands("away")
    days = {"from": first} | ({"until": last} if last else {})
    return by.fills_in(person=person.slack_id, **days)


def owner_of_a_new_case(desk: Desk) -> str:
    member = desk.holder("member", "Linacre")
    asked = member.says(POTHOLE)
    return text_of(member.card(asked))


def test_new_work_goes_to_cover_and_those_concerned_are_told(desk: Desk) -> None:
    coordinator, support = desk.holder("coordinator", "South Sefton"), desk.holder("support")
    cover = desk.person("lewis-abernethy")
    assert coordinator.name in owner_of_a_new_case(desk)

    marks_away(support, coordinator, last="2026-11-27")

    assert f"Your contact is {cover.name}" in owner_of_a_new_case(desk)
    for told in (support.last(), coordinator.last()):
        assert f"{coordinator.name}* is away from Mon 23 Nov to Fri 27 Nov" in text_of(told)
        assert f"What is new goes to {cover.name}" in text_of(told)
        assert f"1 open case passes to {cover.name} now" in text_of(told)


def test_leave_without_a_last_day_lasts_until_they_are_back(desk: Desk) -> None:
    coordinator = desk.holder("coordinator", "South Sefton")
    marks_away(coordinator, coordinator)
    desk.forward(days=60)
    assert "Your contact is Lewis Abernethy" in owner_of_a_new_case(desk)

    coordinator.commands("back")
    coordinator.fills_in(person=coordinator.slack_id)

    assert f"Your contact is {coordinator.name}" in owner_of_a_new_case(desk)


def test_leave_ahead_changes_nothing_before_its_first_day(desk: Desk) -> None:
    coordinator = desk.holder("coordinator", "South Sefton")

    marks_away(coordinator, coordinator, first="2026-12-07", last="2026-12-11")

    assert f"Your contact is {coordinator.name}" in owner_of_a_new_case(desk)


def test_a_cover_may_mark_whom_they_cover(desk: Desk) -> None:
    marks_away(desk.person("lewis-abernethy"), desk.holder("coordinator", "South Sefton"))

    assert "Your contact is Lewis Abernethy" in owner_of_a_new_case(desk)


def test_a_stranger_to_the_post_may_not(desk: Desk) -> None:
    refused = marks_away(desk.holder("member", "Dukes"), desk.holder("coordinator", "South Sefton"))

    assert "a manager or Member Support can say" in str(refused)
    assert "Your contact is Joanne Whitwell" in owner_of_a_new_case(desk)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-27", "2026-11-24", "The last day is before the first"),
        ("2026-11-02", "2026-11-06", "That leave is over already"),
    ],
)
def test_days_that_cannot_be_are_refused_in_the_form(desk: Desk, first: str, last: str, said: str) -> None:
    coordinator = desk.holder("coordinator", "South Sefton")

    assert said in str(marks_away(coordinator, coordinator, first, last))


def test_the_same_days_twice_are_refused(desk: Desk) -> None:
    coordinator = desk.holder("coordinator", "South Sefton")
    marks_away(coordinator, coordinator, last="2026-11-27")

    refused = marks_away(coordinator, coordinator, first="2026-11-26", last="2026-11-30")

    assert "marked away for some of those days already" in str(refused)


def test_where_nobody_stands_in_the_duty_channel_is_told(desk: Desk) -> None:
    cover, second = desk.person("lewis-abernethy"), desk.person("chidi-nwosu-grant")
    support = desk.holder("support")
    for person in (cover, second):
        marks_away(support, person)

    marks_away(support, desk.holder("coordinator", "South Sefton"))

    assert "Nobody stands in" in text_of(desk.holder("duty").last(desk.channel("duty")))
