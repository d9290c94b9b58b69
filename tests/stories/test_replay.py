"""History played again: whatever happened since, each case comes to whom it went to, or it is said why not."""

from dataclasses import replace
from datetime import UTC, date, datetime

from casework import cases, cut_overs, routing
from casework.absences import mark_away
from casework.replay import Replay
from casework.what_if import what_if
from directory import changes, loading
from directory.council import Council
from directory.map_changes import MapChange
from tests.desk import Desk

POTHOLE = "Huge pothole on Marsh Lane"


def played(desk: Desk) -> Replay:
    with desk.database.read() as session:
        return what_if(session, (), on=date(2026, 12, 7), now=desk.clock.now()).replay


def becomes(desk: Desk, council: Council, why: str) -> None:
    with desk.database.write() as session:
        changes.take_up(session, council, why=why, now=desk.clock.now(), undo=True)


def away(desk: Desk, key: str, first: date, last: date) -> None:
    with desk.database.write() as session:
        person = desk.people[key]
        mark_away(session, person, first, last, by=person, now=desk.clock.now())
    desk.settle()


def test_a_year_of_changes_comes_out_exactly_as_it_was(desk: Desk) -> None:
    member, planner = desk.holder("member", "Linacre"), desk.holder("member", "Church")
    member.says(POTHOLE)
    planner.says("The planning notice is missing in Church ward")

    # The planning officer is another one from now on, and a service has another mode: both by a load.
    with desk.database.read() as session:
        council = loading.read(session, entered=False)
    posts = tuple(
        replace(post, person="magda-zielinska") if post.scope == "planning-applications" else post
        for post in council.posts
    )
    services = tuple(
        replace(service, mode="virtual") if service.key == "highways-maintenance" else service
        for service in council.services
    )
    desk.forward(hours=1)
    becomes(desk, replace(council, posts=posts, services=services), "new people")
    desk.forward(hours=1)
    member.says(POTHOLE + " again, near the bridge")
    planner.says("No notice for the planning application by the church in Church ward")

    # Leave that was known before, a re-route, and a map that changes and changes back on the same day.
    away(desk, "marcus-thorogood", date(2026, 11, 24), date(2026, 11, 27))
    desk.to(datetime(2026, 11, 24, 10, tzinfo=UTC))
    planner.says("Bins not collected in Church ward")
    with desk.database.write() as session:
        owner = desk.people["joanne-whitwell"]
        routing.reroute(
            session, 1, service="street-cleansing", wards=["Church"], by=owner, now=desk.clock.now()
        )
    desk.forward(minutes=10)
    with desk.database.write() as session:
        cut_overs.plan(
            session, "Church", [MapChange(change="move", ward="Church", to="Formby")], on=date(2026, 11, 24),
            by="kenji-whitfield", why="a try", now=desk.clock.now(),
        )  # fmt: skip
    desk.forward(minutes=10)
    planner.says("Fly-tipping behind the shops in Church ward")
    desk.forward(minutes=10)
    with desk.database.write() as session:
        now = desk.clock.now()
        cut_overs.roll_back(session, "Church", by="kenji-whitfield", why="tried", now=now)
    desk.forward(days=7)

    found = played(desk)

    assert found.otherwise == ()
    assert found.cases == 6
    assert found.decisions == 7


def test_leave_that_was_entered_afterwards_is_the_reason_that_is_given(desk: Desk) -> None:
    desk.holder("member", "Linacre").says(POTHOLE)
    away(desk, "joanne-whitwell", date(2026, 11, 23), date(2026, 11, 24))

    (otherwise,) = played(desk).otherwise

    assert otherwise.reference == "SEF-1001"
    assert "it went to Joanne Whitwell when it was opened, and would go to Lewis Abernethy" in otherwise.why
    assert otherwise.why.endswith("leave for that day was entered afterwards")


def test_who_has_it_since_by_hand_or_by_cover_is_said(desk: Desk) -> None:
    member, owner = desk.holder("member", "Linacre"), desk.people["joanne-whitwell"]
    member.says(POTHOLE)
    member.says(POTHOLE + " and another one on Stanley Road in Bootle")
    with desk.database.write() as session:
        routing.assign(session, 1, "brendan-oakshott", by=owner, now=desk.clock.now())
        cases.acknowledge(session, 1, by=owner, now=desk.clock.now())
    desk.forward(days=2)

    found = played(desk)

    assert found.is_exact
    said = {each.reference: each.why for each in found.later}
    assert said["SEF-1001"] == "was given to Brendan Oakshott by hand"
    assert said["SEF-1002"] == "passed to cover, Lewis Abernethy, unacknowledged"
