"""Danger: the numbers first, the duty officer next, and somebody at risk never in an area's channel."""

from tests.desk import Desk, text_of


def test_gas_is_answered_with_the_number_and_goes_to_the_duty_officer(desk: Desk) -> None:
    member, duty = desk.holder("member", "Linacre"), desk.holder("duty")

    asked = member.says("Strong smell of gas on Marsh Lane")

    assert "0800 111 999" in text_of(member.last())
    assert "SEF-1001" in text_of(member.card(asked))
    assert "Marsh Lane" in text_of(duty.sees(desk.channel("duty"))[0])


def test_a_child_at_risk_is_seen_in_the_restricted_channel_only(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    words = (
        "A child at risk is being hit in the house by the park. And the street light is out on Marsh Lane."
    )

    asked = member.says(words)

    assert "not a safeguarding referral" in text_of(member.last())
    assert "2 cases are open" in text_of(member.card(asked))
    everywhere = {c.slack_id: desk.holder("duty").sees(c.slack_id) for c in desk.council.channels}
    holding = [channel for channel, messages in everywhere.items() if "being hit" in str(messages)]
    assert holding == [desk.channel("restricted")]
    assert "street light is out" in str(everywhere[desk.channel("area", "South Sefton")])
