"""One door, many shapes: the same words through any door give the same case."""

from collections.abc import Callable

import pytest

from tests.desk import Actor, Desk, text_of
from workspace.server import BOT

WORDS = "Huge pothole on Marsh Lane"


def by_message(desk: Desk, member: Actor) -> None:
    member.says(WORDS)


def by_mention(desk: Desk, member: Actor) -> None:
    channel = desk.channel("area", "South Sefton")
    desk.invite(member, channel)
    member.says(f"<@{BOT}> {WORDS}", channel=channel)


def by_form(desk: Desk, member: Actor) -> None:
    member.presses("New enquiry", on=member.opens_home())
    member.fills_in(words=WORDS)


def by_global_shortcut(desk: Desk, member: Actor) -> None:
    member.uses_shortcut("enquiry.new")
    member.fills_in(words=WORDS)


def by_message_shortcut(desk: Desk, member: Actor) -> None:
    channel = desk.channel("area", "South Sefton")
    desk.invite(member, channel)
    written = member.says(WORDS, channel=channel)
    desk.holder("duty").uses_shortcut("enquiry.raise", channel=channel, ts=written)


def by_slash_command(desk: Desk, member: Actor) -> None:
    member.commands(WORDS)


@pytest.mark.parametrize(
    "door",
    [by_message, by_mention, by_form, by_global_shortcut, by_message_shortcut, by_slash_command],
    ids=lambda door: door.__name__,
)
def test_the_same_words_through_any_door_give_the_same_case(
    desk: Desk, door: Callable[[Desk, Actor], None]
) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")

    door(desk, member)

    cards = [
        text_of(m) for m in coordinator.sees(desk.channel("area", "South Sefton")) if "SEF-" in text_of(m)
    ]
    assert len(cards) == 1
    for said in (
        "SEF-1001 · Highways maintenance",
        "Marsh Lane",
        member.name,
        WORDS,
        f"<@{coordinator.slack_id}>",
    ):
        assert said in cards[0]
    assert any("SEF-1001" in str(m) for m in member.sees()) or any(
        "SEF-1001" in str(reply) for m in member.sees() for reply in member.sees(thread=m["ts"])
    )
