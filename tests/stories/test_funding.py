"""Funding that ends is said while there is time: six, three and one month before, to who works with it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework.funding import months_before
from directory.council import Resource
from directory.loading import load
from tests.desk import Actor, Desk, text_of

ENDS = date(2027, 5, 31)  # the youth services' two grants


def told(actor: Actor) -> list[str]:
    return [text for message in actor.sees() if "ends on" in (text := text_of(message))]


def at(desk: Desk, *days: tuple[int, int, int]) -> list[int]:
    """How much each day the administrator has been told about youth services."""
    counts = []
    for year, month, day in days:
        desk.to(datetime(year, month, day, 11, 0, tzinfo=UTC))
        counts.append(sum("Youth services" in text for text in told(desk.holder("administrator"))))
    return counts


def test_an_end_is_told_six_three_and_one_month_before_once_each(desk: Desk) -> None:
    """Two grants for youth services end on 31 May; whoever came in late for the six months is told at three."""
    counts = at(
        desk, (2026, 11, 29), (2026, 11, 30), (2026, 12, 1), (2027, 2, 27), (2027, 2, 28), (2027, 4, 29),
        (2027, 4, 30), (2027, 5, 31), (2027, 6, 1),
    )  # fmt: skip

    assert counts == [0, 2, 2, 2, 4, 4, 6, 6, 6]
    officer = desk.holder("officer", "youth-services")
    first = next(text for text in told(officer) if "South Sefton" in text)
    assert (
        "*Youth services* in South Sefton: Youth Investment Fund, £60,000, ends on 31 May 2027, in 182 days."
        in first
    )
    assert len([text for text in told(officer) if "Youth services" in text]) == 6


def test_the_warning_says_how_many_cases_are_open_there(desk: Desk) -> None:
    desk.holder("member", "Linacre").says(
        "youth club on Knowsley Road Bootle has shut, can youth workers come"
    )
    desk.holder("member", "Linacre").says("need youth workers on Marsh Lane Bootle every night now")
    desk.to(datetime(2026, 11, 30, 11, 0, tzinfo=UTC))

    read = {("South Sefton" in text): text for text in told(desk.holder("administrator")) if "Youth" in text}
    assert "unfinished case" in read[True]
    assert "No case is open with that service there." in read[False]


def test_what_is_renewed_is_not_told(desk: Desk) -> None:
    renewed = tuple(
        replace(row, starts_on=date(2027, 6, 1), ends_on=None)
        for row in desk.council.resources
        if row.service == "youth-services"
    )
    with desk.database.write() as session:
        load(session, replace(desk.council, resources=(*desk.council.resources, *renewed)))

    assert at(desk, (2026, 11, 30), (2027, 4, 30)) == [0, 0]


def test_a_service_whose_funding_is_over_says_so_in_answers_and_where_a_case_is_re_routed(desk: Desk) -> None:
    ended = Resource(service="graffiti", fund="Clean Walls", pounds=5_000, ends_on=date(2026, 9, 30))
    with desk.database.write() as session:
        load(session, replace(desk.council, resources=(*desk.council.resources, ended)))
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")

    answer = text_of(member.last(thread=member.says("who handles graffiti in Crosby")))
    member.says("Huge pothole on Marsh Lane in Bootle")
    coordinator.chooses("Re-route…", on=coordinator.last(desk.channel("area", "South Sefton")))

    assert "Its funding ended on 30 September 2026." in answer
    assert "Graffiti removal (funding ended 30 Sep 2026)" in str(coordinator.form())


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, date(2027, 4, 30)), (3, date(2027, 2, 28)), (6, date(2026, 11, 30)), (12, date(2026, 5, 31))],
)
def test_a_month_before_the_last_day_of_a_long_month_is_the_last_of_a_short_one(
    months: int, day: date
) -> None:
    assert months_before(ENDS, months) == day
