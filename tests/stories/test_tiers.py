"""A member sees one person and one date: no text about their case names an internal tier."""

import re

from tests.desk import Desk, text_of

TIERS = re.compile(
    r"Area Co-ordinator|partnership|area committee|patch|dedicated|virtual|combination|tier|South Sefton",
    re.IGNORECASE,
)


def test_no_text_about_a_case_names_a_tier(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(
        "The street light is out on Marsh Lane in Bootle and a planning application on Knowsley Road worries people"
    )
    light = coordinator.sees(channel)[0]

    coordinator.presses("Acknowledge", on=light)
    news = member.says("any news?")
    coordinator.presses("Reply", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="The crew is out this morning.")
    coordinator.fills_in()
    desk.forward(days=21)  # past every target

    read = [text_of(message) for thread in (None, asked, news) for message in member.sees(thread=thread)]
    assert len(read) > 4
    assert any(coordinator.name in text for text in read)
    assert [text for text in read if TIERS.search(text)] == []
