"""Whoever keeps an entry is asked once whether it is still right; until somebody says so, answers say it is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from directory.changes import UndoesCorrections, history, take_up
from directory.council import Council
from directory.loading import load
from directory.reviews import next_review
from storage.directory_changes import DirectoryChange
from tests.desk import Actor, Desk, Json, text_of

DUE, DAY = date(2026, 12, 1), datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
LATER = date(2030, 1, 1)


def with_reviews(council: Council, **due: date) -> Council:
    """Only these entries are due soon: services by key, bodies by key, standards by name."""
    days = {key.replace("_", "-"): day for key, day in due.items()}
    return replace(
        council,
        services=tuple(replace(row, review_on=days.get(row.key, LATER)) for row in council.services),
        bodies=tuple(replace(row, review_on=days.get(row.key, LATER)) for row in council.bodies),
        standards=tuple(replace(row, review_on=days.get(row.name)) for row in council.standards),
    )


def loaded(desk: Desk, council: Council) -> Desk:
    with desk.database.write() as session:
        load(session, council)
    return desk


@pytest.fixture
def desk_with_a_review(desk: Desk) -> Desk:
    return loaded(desk, with_reviews(desk.council, graffiti=DUE))


def asked(actor: Actor) -> list[Json]:
    return [message for message in actor.sees() if "is due for review" in text_of(message)]


def changes(desk: Desk, noun: str, entry: str) -> Sequence[DirectoryChange]:
    with desk.database.read() as session:
        return list(history(session, noun, entry))


def test_the_owner_is_asked_once_and_says_that_it_is_still_right(desk_with_a_review: Desk) -> None:
    desk = desk_with_a_review
    officer = desk.holder("officer", "graffiti")
    desk.to(datetime(2026, 11, 30, 11, 0, tzinfo=UTC))
    assert asked(officer) == []
    desk.to(DAY)
    (message,) = asked(officer)
    assert "*Graffiti removal* is due for review (1 December 2026)" in text_of(message)
    assert "Hours: " in text_of(message)
    desk.forward(days=2)
    assert len(asked(officer)) == 1

    officer.presses("Still right", on=message)

    assert asked(officer) == []  # what was asked is answered in its place
    assert "I shall ask again on 1 December 2027." in str([text_of(each) for each in officer.sees()])
    (change,) = changes(desk, "services", "graffiti")
    assert (change.before["review_on"], change.after["review_on"]) == ("2026-12-01", "2027-12-01")  # type: ignore[index]
    assert (change.by, change.why) == ("brendan-oakshott", "Reviewed: still right")
    desk.forward(days=30)
    assert asked(officer) == []


def test_what_needs_changing_reaches_the_administrator_and_stays_due(desk_with_a_review: Desk) -> None:
    desk = desk_with_a_review
    officer, administrator = desk.holder("officer", "graffiti"), desk.holder("administrator")
    desk.to(DAY)

    officer.presses("Needs changing", on=asked(officer)[0])
    officer.fills_in(note="The number is another one now: 01632 960999")

    told = text_of(administrator.last())
    assert "Brendan Oakshott says that *Graffiti removal*" in told
    assert "`graffiti` in services.csv" in told
    assert "01632 960999" in told
    assert f"{administrator.name} will put *Graffiti removal* right" in text_of(officer.last())
    assert changes(desk, "services", "graffiti") == []
    desk.forward(days=1)
    member = desk.holder("member", "Linacre")
    answer = text_of(member.last(thread=member.says("who handles graffiti in Crosby")))
    assert "Due for review since 1 December 2026." in answer


def test_nobody_else_may_say_and_the_second_of_two_is_told(desk_with_a_review: Desk) -> None:
    desk = desk_with_a_review
    officer = desk.holder("officer", "graffiti")
    desk.to(DAY)
    (message,) = asked(officer)

    desk.at_once(officer.pressing("Still right", on=message), officer.pressing("Still right", on=message))

    assert len(changes(desk, "services", "graffiti")) == 1
    assert any("seen to already" in text_of(each) for each in officer.whispers(officer.dm))


def test_the_administrator_is_asked_of_what_has_no_owner_in_slack(desk: Desk) -> None:
    loaded(desk, with_reviews(desk.council, answer=DUE, merseyside_police=DUE, crosby_area_committee=DUE))
    desk.to(DAY)

    read = [text_of(message) for message in asked(desk.holder("administrator"))]
    assert [
        name
        for name in ("The standard “answer”", "Crosby Area Committee", "Merseyside Police")
        if name not in str(read)
    ] == []
    desk.holder("administrator").presses("Still right", on=asked(desk.holder("administrator"))[-1])
    assert len(changes(desk, "standards", "answer")) == 1


def test_a_stale_standard_and_a_stale_body_carry_the_badge(desk: Desk) -> None:
    loaded(desk, with_reviews(desk.council, answer=DUE, crosby_area_partnership=DUE))
    desk.forward(days=20)
    member = desk.holder("member", "Linacre")

    for question in (
        "how long for potholes",
        "who sits on Crosby Area Partnership",
        "which partnership covers Waterloo",
    ):
        assert "Due for review since 1 December 2026." in text_of(member.last(thread=member.says(question)))


def test_nobody_is_drowned_in_reviews(desk: Desk) -> None:
    """Most of the sample is due on the same day: five each a morning, until all are asked."""
    desk.to(datetime(2027, 4, 1, 11, 0, tzinfo=UTC))
    administrator = desk.holder("administrator")
    assert len(asked(administrator)) == 5
    desk.to(datetime(2027, 4, 2, 11, 0, tzinfo=UTC))
    assert len(asked(administrator)) == 10


def test_a_load_of_old_files_does_not_undo_a_review(desk_with_a_review: Desk) -> None:
    desk = desk_with_a_review
    files = with_reviews(desk.council, graffiti=DUE)
    officer = desk.holder("officer", "graffiti")
    desk.to(DAY)
    officer.presses("Still right", on=asked(officer)[0])

    with desk.database.write() as session, pytest.raises(UndoesCorrections):
        take_up(session, files, why="The autumn's files", now=DAY)


@pytest.mark.parametrize(
    ("due", "on", "following"),
    [
        (DUE, date(2026, 12, 3), date(2027, 12, 1)),
        (DUE, date(2027, 12, 1), date(2028, 12, 1)),
        (DUE, date(2029, 1, 5), date(2029, 12, 1)),
        (date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_the_next_review_is_on_the_same_day_of_a_coming_year(due: date, on: date, following: date) -> None:
    assert next_review(due, on) == following
