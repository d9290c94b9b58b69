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


def test_an_emergency_that_nobody_acknowledges_goes_up_by_telephone_until_somebody_has_it(desk: Desk) -> None:
    member, duty = desk.holder("member", "Linacre"), desk.holder("duty")
    asked = member.says("Strong smell of gas on Marsh Lane")
    desk.forward(minutes=5)
    duty.presses("I have read this", on=duty.last())
    channel = desk.channel("duty")
    assert f"read by {duty.name}" in text_of(duty.sees(channel)[0])
    assert "who has read it" in text_of(member.card(asked))

    desk.forward(minutes=20)
    assert sum("I have read this" in str(message) for message in duty.sees()) == 2
    desk.forward(minutes=36)

    thread = duty.sees(channel, thread=duty.sees(channel)[0]["ts"])
    first = next(
        p for p in desk.council.people if p.name in text_of(thread[-1]) and p.slack_id != duty.slack_id
    )
    told = desk.person(first.key).last()
    assert duty.name in text_of(told)
    assert "Marsh Lane" not in text_of(told)
    desk.forward(minutes=16)
    again = duty.sees(channel, thread=duty.sees(channel)[0]["ts"])
    assert len(again) == len(thread) + 1
    assert first.name not in text_of(again[-1])

    desk.person(first.key).presses("I have read this", on=told)
    duty.presses("Acknowledge", on=duty.sees(channel)[0])
    desk.forward(hours=6)

    assert not any(
        "acknowledged this yet" in text_of(m)
        for m in duty.sees(channel, thread=thread[0]["ts"])[len(again) :]
    )
    assert "who has it in hand" in text_of(member.card(asked))
