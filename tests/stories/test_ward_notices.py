"""What is to be done in a ward is known to its councillors before anybody else reads of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casework import ward_notices, ward_views
from casework.errors import CaseworkError
from casework.rules import Rules
from casework.ward_actions import Action, named_members, problems
from directory.council import Council, Post, Standard
from directory.loading import load
from directory.register import Register
from directory.responsibility import Roster
from storage import history
from tests.desk import MONDAY, Actor, Desk, Json, buttons_of, text_of

EVENTS = (
    "ward_notice_sent", "ward_member_told", "ward_notice_unreached", "ward_notice_known", "ward_notice_held",
    "ward_notice_announced", "ward_view_given",
)  # fmt: skip


def writes(actor: Actor, **more: Any) -> Json:
    """Up to the preview."""
    actor.commands("announce")
    fields = {
        "wards": ["Linacre"], "what": "Resurfacing of the carriageway", "place": "Brasenose Road", "from": "2026-12-07",
        "until": "2026-12-11", "who": "Ray Tunnicliffe", "involvement": "inform",
    }  # fmt: skip
    return actor.fills_in(**{**fields, **more})


def happened(desk: Desk) -> list[str]:
    with desk.database.read() as session:
        rows = session.query(history.HistoryEntry).order_by(history.HistoryEntry.id)
        return [row.event for row in rows if row.event in EVENTS]


def tries_to_announce(desk: Desk, actor: Actor) -> str:
    """By a button that was kept or made up; what is answered."""
    by = next(person for person in desk.people.values() if person.slack_id == actor.slack_id)
    with desk.database.write() as session:
        try:
            return ward_notices.announce(session, 1, by=by, now=desk.clock.now())
        except CaseworkError as refused:
            return refused.says


def test_the_wards_councillors_are_told_first(desk: Desk) -> None:
    officer, channel = desk.holder("officer", "highways-maintenance"), desk.channel("area", "South Sefton")
    first, second = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    coordinator = desk.holder("coordinator", "South Sefton")
    second.presses("Your profile", on=second.opens_home())
    second.fills_in(told_when="morning")

    # A look first; what would name a case or a resident is refused.
    refused = writes(officer, what="Resurfacing, see SEF-1001, for Mrs Example")
    assert "never a case" in str(refused["errors"])
    preview = text_of(writes(officer, involvement="consult")["view"])
    assert f"{first.name} and {second.name} will read, privately" in preview
    assert first.sees() == []
    officer.fills_in()

    # One knows, the other is told in the morning: until then nothing goes out, by nobody's hand.
    assert "told to you first: Resurfacing of the carriageway" in text_of(first.last())
    assert "*When*: from 7 December 2026 to 11 December 2026\n*Who*: Ray" in text_of(first.last())
    assert second.sees() == []
    assert [message for message in officer.sees() if buttons_of(message)] == []
    assert "On its way to: " + second.name in tries_to_announce(desk, officer)
    first.presses("Give your view", on=first.last())
    first.fills_in(words="Not in the week of the market, please.")
    assert f"{first.name} on *Resurfacing of the carriageway*" in text_of(officer.last())
    assert "Not in the week of the market" in text_of(officer.last())
    desk.to(datetime(2026, 11, 24, 9, 1, tzinfo=UTC))
    assert "told to you first" in text_of(second.last())
    assert "You can announce it" in text_of(officer.last())
    assert coordinator.sees(channel) == []
    known = officer.last()

    officer.presses("Announce it", on=known)
    posted = coordinator.sees(channel)
    assert len(posted) == 1
    assert "*Linacre ward*: Resurfacing of the carriageway" in text_of(posted[0])
    assert "The ward's councillors know" in text_of(posted[0])
    assert "Announced in #area-south-sefton" in text_of(officer.whispers(officer.dm)[-1])
    officer.presses("Announce it", on=known)
    assert "announced already" in text_of(officer.whispers(officer.dm)[-1])
    assert len(coordinator.sees(channel)) == 1
    assert happened(desk) == [
        "ward_notice_sent", "ward_member_told", "ward_view_given", "ward_member_told", "ward_notice_known",
        "ward_notice_announced",
    ]  # fmt: skip


def test_who_cannot_be_reached_is_told_by_member_support(desk: Desk) -> None:
    coordinator, support = desk.holder("coordinator", "Crosby"), desk.holder("support")
    channel = desk.channel("area", "Crosby")
    gone = [replace(p, slack_id="U0GONE01") if p.key == "owen-tallentire" else p for p in desk.council.people]
    council = replace(desk.council, people=tuple(gone))
    with desk.database.write() as session:
        load(session, council)
    coordinator.presses("Announce an action", on=coordinator.opens_home())
    coordinator.fills_in(
        wards=["Blundellsands", "Victoria"], what="Pruning of the limes", place="Mersey Road", **{"from": "2026-12-01"},
        who="Greenspace", involvement="inform",
    )  # fmt: skip
    coordinator.fills_in()

    asked = "\n".join(text_of(message) for message in support.sees())
    for name in ("Cllr Ines Calderwood", "Cllr Owen Tallentire"):
        assert f"I cannot reach {name} in Slack" in asked
    assert "before others hear of it" in asked
    assert "Member Support tells Cllr Ines Calderwood" in text_of(coordinator.last())

    # A councillor who is new in the ward is told before it goes out; before an election nothing names one.
    with desk.database.write() as session:
        newcomer = Post(role="member", scope="Victoria", person="beatrix-holloway")
        load(session, replace(council, posts=(*council.posts, newcomer)))
    known = coordinator.last()
    coordinator.presses("Announce it", on=known)
    assert "New in the ward, and told only now: Cllr Beatrix Holloway" in text_of(
        coordinator.whispers(coordinator.dm)[-1]
    )
    assert "Pruning of the limes" in text_of(desk.person("beatrix-holloway").last())
    assert coordinator.sees(channel) == []
    coordinator.presses("Announce it", on=known)
    assert "Pruning of the limes" in text_of(coordinator.last(channel))
    assert happened(desk).count("ward_notice_unreached") == 2


def test_before_an_election_what_names_a_councillor_is_held(desk: Desk) -> None:
    officer, channel = desk.holder("officer", "trees"), desk.channel("area", "South Sefton")
    others = [row for row in desk.council.standards if row.name != "pre_election"]
    switch = Standard(name="pre_election", value="yes", unit="text", ends_on=date(2026, 11, 30))
    with desk.database.write() as session:
        load(session, replace(desk.council, standards=(*others, switch)))
    writes(officer, what="Planting of the trees that Councillor Okafor-Reid asked for")
    officer.fills_in()
    known = officer.last()

    officer.presses("Announce it", on=known)
    assert "this names Cllr Amina Okafor-Reid" in text_of(officer.whispers(officer.dm)[-1])
    assert officer.sees(channel) == []
    desk.to(datetime(2026, 12, 1, 10, tzinfo=UTC))
    officer.presses("Announce it", on=known)
    assert "Planting of the trees" in text_of(officer.last(channel))
    assert happened(desk)[-2:] == ["ward_notice_held", "ward_notice_announced"]

    # So with why it is withdrawn, which goes to the same channel.
    with desk.database.write() as session:
        load(session, replace(desk.council, standards=(*others, replace(switch, ends_on=None))))
    officer.presses("Withdraw it…", on=known)
    refused = officer.fills_in(why="Councillor Okafor-Reid asked for a delay.")
    assert "Leave the name out" in str(refused["errors"])
    officer.fills_in(why="The trees come in spring.")
    assert "The trees come in spring." in text_of(officer.last(channel))


def test_a_councillor_announces_nothing_and_answers_only_for_their_ward(desk: Desk) -> None:
    member, officer = desk.holder("member", "Dukes"), desk.holder("officer", "trees")
    member.commands("announce")
    assert "Co-ordinators and officers announce" in str(member.whispers(member.dm)[-1])
    assert "Announce an action" not in text_of(member.opens_home())
    writes(officer)
    officer.fills_in()
    by = desk.people["rupert-winterbourne"]
    with desk.database.write() as session, pytest.raises(CaseworkError):
        ward_views.give(session, 1, "No.", by=by, now=desk.clock.now())


ACTION = Action(("Linacre",), "Resurfacing", "Brasenose Road", date(2026, 12, 7), None, "Highways", "inform")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"ends_on": date(2026, 12, 7)}, None),
        ({"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 23)}, None),  # under way
        ({"starts_on": None}, "from"),
        ({"starts_on": date(2026, 11, 22)}, "from"),
        ({"ends_on": date(2026, 12, 6)}, "until"),
        ({"wards": ()}, "wards"),
        ({"wards": ("Atlantis",)}, "wards"),
        ({"involvement": "tell"}, "involvement"),
        ({"what": " "}, "what"),
        ({"what": "x" * 301}, "what"),
        ({"what": "After sef-1042"}, "what"),
        ({"place": "At Mrs Example's"}, "place"),
        ({"who": "Ring 01632 960123"}, "who"),
    ],
)
def test_what_may_stand_in_a_notice(council: Council, changed: dict[str, Any], field: str | None) -> None:
    found = Rules(Roster.of(council), council.standards, Register())

    assert list(problems(found, replace(ACTION, **changed), MONDAY)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("as Cllr Kathleen Mulcahy asked", True),
        ("as Kathleen Mulcahy asked", True),
        ("as cllr Mulcahy asked", True),
        ("as Councillor K Mulcahy asked", True),
        ("on Mulcahy Close", False),
        ("as councillors asked", False),
    ],
)
def test_whom_a_notice_names(council: Council, text: str, named: bool) -> None:
    found = Rules(Roster.of(council), council.standards, Register())

    assert [person.key for person in named_members(found, [text], MONDAY)] == ["kathleen-mulcahy"] * named
