"""Church ward moves to South Sefton: what would come of it, everybody told before, the day itself, and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from casework import cases, cut_overs, opening, routing
from casework.cut_overs import Done, WouldLeaveHoles
from casework.errors import NotUnderstood
from casework.opening import Finding
from casework.rules import rules
from casework.what_if import Forecast, what_if
from directory import changes, loading
from directory.changes import UndoesCorrections
from directory.council import Council
from directory.faults import DirectoryFaults
from directory.map_changes import MapChange
from directory.responsibility import Roster, responsible
from storage.cases import by_reference
from storage.database import Database
from storage.enquiries import Enquiry
from storage.tables import every_table
from storage.words import Words
from tests.desk import Actor, Desk, text_of

ON = date(2026, 12, 7)
MOVES = (
    MapChange(change="move", ward="Church", to="South Sefton", line=2),
    MapChange(change="move", ward="Church", to="Linacre and Derby", kind="committee", line=3),
)
TIERS = ("South Sefton", "Crosby area", "partnership", "Area Co-ordinator")


def the_day_comes(desk: Desk) -> None:
    desk.to(datetime(2026, 12, 7, 0, 1, tzinfo=UTC))


def plan(desk: Desk, lines: Sequence[MapChange] = MOVES, on: date = ON, name: str = "Church") -> Done:
    with desk.database.write() as session:
        done = cut_overs.plan(
            session, name, lines, on=on, by="kenji-whitfield", why="Cabinet decided", now=desk.clock.now(),
            file="church.csv",
        )  # fmt: skip
    desk.settle()
    return done


def roll_back(desk: Desk, name: str = "Church") -> Done:
    with desk.database.write() as session:
        done = cut_overs.roll_back(session, name, by="kenji-whitfield", why="called in", now=desk.clock.now())
    desk.settle()
    return done


def asked_what_if(desk: Desk, lines: Sequence[MapChange], on: date = ON) -> Forecast:
    with desk.database.read() as session:
        return what_if(session, lines, on=on, now=desk.clock.now())


def everything(desk: Desk, *, but: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Every row of every table."""
    with desk.database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in every_table().sorted_tables
            if table.name not in but
        }


def directory_of(desk: Desk) -> Any:
    with desk.database.read() as session:
        return loading.read(session)


def people_of(desk: Desk, reference: str) -> tuple[str, str, str | None]:
    with desk.database.read() as session:
        case = by_reference(session, reference)
        assert case is not None
        return case.contact, case.owner, case.area


def all_that(actor: Actor) -> list[str]:
    """What somebody was told about the map."""
    return [text_of(message) for message in actor.sees() if ":round_pushpin:" in text_of(message)]


def threads(desk: Desk, reader: Actor, area: str) -> str:
    """Everything in the threads of an area's channel."""
    channel = desk.channel("area", area)
    found = [reader.sees(channel, message["ts"]) for message in reader.sees(channel)]
    return "\n".join(text_of(message) for thread in found for message in thread)


@pytest.fixture
def church(desk: Desk) -> Actor:
    """Church ward's member, with two cases: potholes, which the co-ordinator has, and planning, an officer's."""
    member = desk.holder("member", "Church")
    member.says("Huge pothole on Church Road in Church ward")
    member.says("Bins not collected in Church ward")
    return member


def test_what_if_names_exactly_what_would_change_and_changes_nothing(desk: Desk, church: Actor) -> None:
    desk.holder("member", "Linacre").says("Huge pothole on Marsh Lane")
    before = everything(desk)

    found = asked_what_if(desk, MOVES)

    assert everything(desk) == before
    (effect,) = found.wards
    assert [(area.kind, area.before, area.after) for area in effect.areas] == [
        ("partnership", "Crosby", "South Sefton"),
        ("committee", "Crosby", "Linacre and Derby"),
    ]
    moved = {
        move.reference: (move.contact_before, move.contact_after, move.owner_before, move.owner_after)
        for move in found.moves
    }
    assert moved.keys() == {"SEF-1001", "SEF-1002"}
    assert {each[:2] for each in moved.values()} == {("marcus-thorogood", "joanne-whitwell")}
    load = {each.person: (each.open_before, each.open_after, each.year_after) for each in found.loads}
    assert load["marcus-thorogood"] == (2, 0, 0)
    assert load["joanne-whitwell"] == (1, 3, 3)
    assert (found.holes, found.nowhere) == ((), ())
    assert {row.noun for row in found.proposal.replaced} == {"area_wards"}
    assert (found.replay.cases, found.replay.is_exact) == (3, True)


def test_everybody_is_told_before_the_day_and_on_it_and_the_open_cases_move(
    desk: Desk, church: Actor
) -> None:
    old, new = desk.holder("coordinator", "Crosby"), desk.holder("coordinator", "South Sefton")
    due = text_of(church.card(church.sees()[0]["ts"])).split("The standard for a reply is ")[1][:9]

    assert plan(desk).state == "planned"

    (told,) = all_that(church)
    assert "From Mon 7 Dec *Joanne Whitwell* is your contact for Church ward; until then it is Marcus" in told
    assert (
        "SEF-1001, SEF-1002 go to *Joanne Whitwell* on Mon 7 Dec. Nothing is lost, and the dates stay" in told
    )
    assert not [tier for tier in TIERS if tier in told]
    assert "Would leave you: SEF-1001, SEF-1002" in all_that(old)[0]
    assert "Would come to you: SEF-1001, SEF-1002" in all_that(new)[0]
    assert people_of(desk, "SEF-1001")[0] == "marcus-thorogood"

    the_day_comes(desk)

    assert people_of(desk, "SEF-1001") == ("joanne-whitwell", "joanne-whitwell", "South Sefton")
    _, on_the_day = all_that(church)
    assert "*Joanne Whitwell* is your contact for Church ward now, in place of Marcus Thorogood" in on_the_day
    assert not [tier for tier in TIERS if tier in on_the_day]
    card = text_of(church.card(church.sees()[0]["ts"]))
    assert "Your contact is Joanne Whitwell" in card
    assert due in card
    assert len(all_that(old)) == len(all_that(new)) == 2
    here = [text_of(message) for message in new.sees(desk.channel("area", "South Sefton"))]
    assert [text for text in here if "SEF-1001" in text]
    assert "The map has changed. It passes from Marcus Thorogood to" in threads(desk, new, "South Sefton")
    left = [text_of(message) for message in old.sees(desk.channel("area", "Crosby"))]
    assert "*SEF-1001* has moved and is no longer here" in "\n".join(left)


def test_new_enquiries_go_to_the_new_contact_and_the_day_before_is_as_it_was(
    desk: Desk, church: Actor
) -> None:
    plan(desk)
    the_day_comes(desk)

    asked = church.says("Fly-tipping behind the shops in Church ward")

    assert "Your contact is Joanne Whitwell" in text_of(church.card(asked))
    roster = Roster.of(directory_of(desk))
    assert responsible(roster, None, ["Church"], date(2026, 12, 6)).contact.key == "marcus-thorogood"
    assert responsible(roster, None, ["Church"], ON).contact.key == "joanne-whitwell"
    assert asked_what_if(desk, ()).replay.is_exact


def test_roll_back_puts_the_former_map_and_its_cases_back_exactly(desk: Desk, church: Actor) -> None:
    former, people = directory_of(desk), people_of(desk, "SEF-1001")
    plan(desk)
    the_day_comes(desk)
    church.says("Fly-tipping behind the shops in Church ward")
    assert directory_of(desk) != former

    roll_back(desk)

    assert directory_of(desk) == former
    assert people_of(desk, "SEF-1001") == people
    assert people_of(desk, "SEF-1003")[0] == "marcus-thorogood"
    assert (
        "*Marcus Thorogood* is your contact for Church ward now, in place of Joanne" in all_that(church)[-1]
    )
    assert asked_what_if(desk, ()).replay.is_exact
    with desk.database.read() as session:
        states = [entry.after["state"] for entry in changes.history(session, cut_overs.NOUN) if entry.after]
    assert states == ["planned", "done", "rolled_back"]


def test_a_plan_is_withdrawn_and_those_who_were_told_are_told(desk: Desk, church: Actor) -> None:
    former = directory_of(desk)
    plan(desk)

    assert roll_back(desk).state == "withdrawn"
    the_day_comes(desk)

    assert directory_of(desk) == former
    assert "The change planned for Mon 7 Dec for Church ward does not happen" in text_of(church.last())
    with pytest.raises(NotUnderstood) as refused:
        roll_back(desk)
    assert "is rolled back already" in refused.value.says


def test_another_committee_alone_moves_no_case_and_whoever_is_not_in_slack_is_named(desk: Desk) -> None:
    line = MapChange(change="move", ward="Blundellsands", to="Linacre and Derby", kind="committee")

    done = plan(desk, [line])
    the_day_comes(desk)

    assert (done.moved, done.untold) == ((), ("Cllr Ines Calderwood",))
    assert (
        "Blundellsands ward: committee Crosby → Linacre and Derby."
        in all_that(desk.holder("coordinator", "Crosby"))[1]
    )


def test_a_bot_that_was_down_on_the_day_does_it_when_it_is_back(desk: Desk, church: Actor) -> None:
    plan(desk)

    desk.to(datetime(2026, 12, 9, 10, 0, tzinfo=UTC))

    assert people_of(desk, "SEF-1001")[0] == "joanne-whitwell"
    roster = Roster.of(directory_of(desk))
    assert responsible(roster, None, ["Church"], ON).contact.key == "joanne-whitwell"
    assert asked_what_if(desk, ()).replay.is_exact


def test_today_it_is_done_at_once(desk: Desk, church: Actor) -> None:
    assert plan(desk, on=date(2026, 11, 23)).state == "done"

    assert people_of(desk, "SEF-1001")[0] == "joanne-whitwell"
    assert len(all_that(church)) == 1
    assert asked_what_if(desk, ()).replay.is_exact


def test_an_owner_chosen_by_hand_keeps_the_work_there_and_back(desk: Desk, church: Actor) -> None:
    case, marcus = 1, desk.people["marcus-thorogood"]
    with desk.database.write() as session:
        routing.assign(session, case, "brendan-oakshott", by=marcus, now=desk.clock.now())
        cases.acknowledge(session, case, by=marcus, now=desk.clock.now())
    plan(desk)
    the_day_comes(desk)

    assert people_of(desk, "SEF-1001")[:2] == ("joanne-whitwell", "brendan-oakshott")
    roll_back(desk)
    assert people_of(desk, "SEF-1001")[:2] == ("marcus-thorogood", "brendan-oakshott")
    assert asked_what_if(desk, ()).replay.is_exact


def test_a_case_that_was_closed_before_opens_again_where_the_map_says(desk: Desk, church: Actor) -> None:
    member = desk.people["priya-venkataraman"]
    with desk.database.write() as session:
        cases.withdraw(session, 1, by=member, now=desk.clock.now())
    plan(desk)
    the_day_comes(desk)
    assert people_of(desk, "SEF-1001")[0] == "marcus-thorogood"

    with desk.database.write() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        cases.reopen(session, case, by=member, why="It is back.", now=desk.clock.now())
    desk.settle()

    assert people_of(desk, "SEF-1001") == ("joanne-whitwell", "marcus-thorogood", "South Sefton")


def test_a_later_load_of_the_old_folder_does_not_undo_it_unasked(desk: Desk, church: Actor) -> None:
    plan(desk)
    the_day_comes(desk)

    with desk.database.write() as session, pytest.raises(UndoesCorrections) as refused:
        changes.take_up(session, desk.council, why="the old folder", now=desk.clock.now())

    assert {(each.by, each.why) for each in refused.value.undone} == {("kenji-whitfield", "Cabinet decided")}


def test_after_another_change_of_the_same_rows_a_roll_back_is_refused_and_says_which(
    desk: Desk, church: Actor
) -> None:
    plan(desk)
    the_day_comes(desk)
    council = directory_of(desk)
    rows = tuple(
        replace(row, ends_on=date(2027, 3, 31)) if (row.ward, row.starts_on) == ("Church", ON) else row
        for row in council.area_wards
    )
    with desk.database.write() as session:
        now = desk.clock.now()
        changes.take_up(session, replace(council, area_wards=rows), why="another", now=now, undo=True)
    before = everything(desk)

    with pytest.raises(NotUnderstood) as refused:
        roll_back(desk)

    assert "area_wards partnership | South Sefton | Church | 2026-12-07" in refused.value.says
    assert everything(desk) == before


def test_a_change_of_other_rows_is_kept_by_a_roll_back(desk: Desk, church: Actor) -> None:
    plan(desk)
    the_day_comes(desk)
    council = directory_of(desk)
    people = tuple(
        replace(p, title="Highways Lead") if p.key == "ray-tunnicliffe" else p for p in council.people
    )
    with desk.database.write() as session:
        changes.take_up(session, replace(council, people=people), why="a title", now=desk.clock.now())

    roll_back(desk)

    found = directory_of(desk)
    assert found.area_wards == desk.council.area_wards
    assert found.people == people


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (MapChange(change="move", ward="Chruch", to="South Sefton", line=2), "Perhaps “Church” is meant"),
        (MapChange(change="move", ward="Church", to="South Septon", line=2), "Perhaps “South Sefton” is meant"),
        (MapChange(change="move", ward="Church", to="Crosby", line=2), "Church ward is in the partnership Crosby"),
        (MapChange(change="street", ward="Church", to="Manor", street="Nowhere Lane", line=2), "there is no street"),
        (MapChange(change="new", ward="Church", code="E1", line=2), "there is a ward “Church” already"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_named_and_nothing_is_entered(
    desk: Desk, line: MapChange, said: str
) -> None:
    before = everything(desk)

    with pytest.raises(DirectoryFaults) as refused:
        plan(desk, [*MOVES[1:], line])

    assert f"church.csv, line 2: {said}" in str(refused.value) or said in str(refused.value)
    assert everything(desk) == before


def test_a_map_that_leaves_work_to_nobody_is_refused_and_the_work_named(desk: Desk, church: Actor) -> None:
    before = everything(desk)
    retired = [MapChange(change="retire", ward="Church", line=2)]

    with pytest.raises(WouldLeaveHoles) as refused:
        plan(desk, retired)

    assert [each for each in refused.value.named if each.startswith("street ")]
    assert "Church is no ward then" in refused.value.says
    assert everything(desk) == before


def test_one_that_has_become_impossible_changes_nothing_and_is_told_once(desk: Desk, church: Actor) -> None:
    plan(desk)
    council = directory_of(desk)
    gone = tuple(
        area for area in council.areas if (area.kind, area.name) != ("committee", "Linacre and Derby")
    )
    rows = tuple(
        row for row in council.area_wards if (row.kind, row.area) != ("committee", "Linacre and Derby")
    )
    with desk.database.write() as session:
        now = desk.clock.now()
        changes.take_up(session, replace(council, areas=gone, area_wards=rows), why="gone", now=now)

    the_day_comes(desk)
    desk.forward(hours=1)

    told = [text for m in desk.person("kenji-whitfield").sees() if "did not change" in (text := text_of(m))]
    assert len(told) == 1
    assert "there is no committee “Linacre and Derby” on 2026-12-07" in told[0]
    assert people_of(desk, "SEF-1001")[0] == "marcus-thorogood"

    with desk.database.write() as session:
        changes.take_up(session, council, why="put right", now=desk.clock.now(), undo=True)
    desk.settle()
    assert people_of(desk, "SEF-1001")[0] == "joanne-whitwell"


def test_the_wards_of_a_new_order(desk: Desk, church: Actor) -> None:
    """A ward takes another name, a ward ends in another, and a street changes wards: cases go along, and come back."""
    council = directory_of(desk)
    street = next(row for row in council.streets if row.ward == "Church")
    lines = [
        MapChange(change="rename", ward="Church", to="Seaforth and Waterloo", code="E05099001", line=2),
        MapChange(change="retire", ward="Victoria", to="Church", line=3),
        MapChange(change="street", ward="Church", to="Manor", street=street.street, line=4),
    ]
    plan(desk, lines)
    the_day_comes(desk)

    found = directory_of(desk)
    assert not [row for row in found.streets if row.ward in ("Church", "Victoria")]
    assert "Seaforth and Waterloo" in text_of(church.last()) + "".join(all_that(church))
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1002")
        assert case is not None
        assert case.wards == ["Seaforth and Waterloo"]

    roll_back(desk)

    assert directory_of(desk) == council
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1002")
        assert case is not None
        assert case.wards == ["Church"]


def test_a_case_that_is_opened_while_the_map_changes_goes_by_the_new_map(
    council_on_postgresql: Database, council: Council
) -> None:
    """Where transactions run side by side: one has read the directory, and opens its case after another changed it."""
    now = datetime(2026, 12, 7, 9, tzinfo=UTC)
    finding = Finding(
        span=(0, 8), service="highways-maintenance", place="Church Road", street="Church Road", wards=("Church",),
        assumed_ward=False, confirmed=True, why="",
    )  # fmt: skip
    with council_on_postgresql.write() as slow:
        rules(slow)
        with council_on_postgresql.write() as session:
            cut_overs.plan(session, "Church", MOVES, on=ON, by="kenji-whitfield", why="Cabinet", now=now)
        words = Words(text="A hole", person="priya-venkataraman", said_at=now)
        slow.add(words)
        slow.flush()
        enquiry = Enquiry(
            team="T", channel="D", ts="1", door="direct", member="priya-venkataraman",
            raised_by="priya-venkataraman", words_id=words.id, sent_at=now, received_at=now,
        )  # fmt: skip
        slow.add(enquiry)
        slow.flush()
        case = opening.open_case(slow, enquiry, 1, finding, now=now)

        assert case.contact == "joanne-whitwell"
