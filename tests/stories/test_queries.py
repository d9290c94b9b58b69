"""Questions, answered from the directory and from cases: the same answer whoever asks, less what they may not see."""

import pytest

from tests.desk import Actor, Desk, text_of
from workspace.server import BOT

POTHOLE = "Huge pothole on Marsh Lane"


def answer(actor: Actor, question: str) -> str:
    """What the bot says under a question in somebody's direct messages."""
    return text_of(actor.last(thread=actor.says(question)))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("who handles graffiti in Crosby", ["Marcus Thorogood"]),
        ("who deals with potholes?", ["Joanne Whitwell", "Helen Garrickson"]),
        ("who covers Park ward", ["Siobhan Kettleburn", "Cllr Moira Sandilands"]),
        ("who is the coordinator for Formby", ["Anil Deshmukh"]),
        ("how long does it take to fix a street light", ["working days"]),
        ("who sits on South Sefton Area Partnership", ["Chair: Cllr Kathleen Mulcahy", "23 November 2026"]),
        ("when does Crosby partnership meet", ["3 December 2026 at Crosby Library"]),
        ("which Cabinet Member has street cleansing", ["Cllr Shanice Boateng"]),
        ("what funds street cleansing in Bootle on 1 March 2027", ["£84,000", "until 31 March 2027"]),
    ],
)
def test_a_member_and_an_officer_get_the_same_answer(desk: Desk, question: str, named: list[str]) -> None:
    for actor in (
        desk.holder("member", "Linacre"),
        desk.holder("officer", "libraries"),
        desk.holder("support"),
    ):
        said = answer(actor, question)
        assert [name for name in named if name not in said] == []


def test_only_staff_read_how_the_work_is_divided(desk: Desk) -> None:
    officer = desk.holder("officer", "street-lighting")
    question = "who handles street lights in Bootle"

    assert officer.name in answer(desk.holder("coordinator", "Crosby"), question)
    assert officer.name not in answer(desk.holder("member", "Linacre"), question)


def test_a_question_about_a_body_is_answered_through_every_door(desk: Desk) -> None:
    member, question = desk.holder("member", "Linacre"), "who chairs the Crosby partnership"
    coordinator, channel = desk.holder("coordinator", "Crosby"), desk.channel("area", "Crosby")

    member.commands(question)
    asked = coordinator.says(f"<@{BOT}> {question}", channel=channel)

    assert any("Chair: Cllr Priya Venkataraman" in text_of(message) for message in member.sees())
    assert "Chair: Cllr Priya Venkataraman" in text_of(coordinator.last(channel, asked))


def test_a_place_outside_the_council_has_no_coordinator(desk: Desk) -> None:
    said = answer(desk.holder("member", "Linacre"), "who handles graffiti in Wigan")

    assert "Wigan" in said
    assert not any(desk.holder("coordinator", area).name in said for area in ("Crosby", "South Sefton"))


def test_where_is_a_case_is_answered_to_those_who_may_see_it(desk: Desk) -> None:
    member, other = desk.holder("member", "Linacre"), desk.holder("member", "Dukes")
    member.says(POTHOLE)

    assert "Joanne Whitwell" in answer(member, "where is SEF-1001?")
    hidden = answer(other, "where is SEF-1001?")
    assert hidden.replace("SEF-1001", "") == answer(other, "where is SEF-9999?").replace("SEF-9999", "")


def test_my_cases_are_ones_own(desk: Desk) -> None:
    member, other = desk.holder("member", "Linacre"), desk.holder("member", "Dukes")
    member.says(POTHOLE)

    assert "SEF-1001" in answer(member, "my cases")
    assert "SEF-1001" in answer(desk.holder("coordinator", "South Sefton"), "my cases")
    assert "SEF-1001" not in answer(other, "my cases")


def test_what_is_open_in_my_ward_is_as_far_as_it_is_shared(desk: Desk) -> None:
    """Cases are not shared unless the member says so: a colleague of the same ward does not read of them."""
    member, colleague = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    member.says(POTHOLE)

    assert "SEF-1001" in answer(member, "what is open in my ward?")
    assert "SEF-1001" not in answer(colleague, "what is open in my ward?")
    assert "SEF-1001" in answer(desk.holder("coordinator", "South Sefton"), "what is open in Linacre ward?")


def test_in_a_channel_a_case_is_answered_privately_and_the_directory_in_the_thread(desk: Desk) -> None:
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    desk.holder("member", "Linacre").says(POTHOLE)

    asked = coordinator.says(f"<@{BOT}> where is SEF-1001?", channel=channel)

    assert "SEF-1001" not in text_of(coordinator.last(channel, asked))
    assert "SEF-1001" in text_of(coordinator.last())


def test_a_channel_message_that_does_not_mention_the_bot_is_not_answered(desk: Desk) -> None:
    officer, channel = desk.holder("officer", "street-lighting"), desk.channel("area", "Crosby")

    asked = officer.says("who handles graffiti in Crosby", channel=channel)

    assert len(officer.sees(channel, asked)) == 1
