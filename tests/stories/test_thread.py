"""The case's thread is internal: words leave it only from a preview, and only their author's."""

from tests.desk import Desk, text_of

POTHOLE = "Huge pothole on Marsh Lane"


def test_words_in_the_thread_stay_there(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]

    coordinator.says("This member complains every week", channel=channel, thread=card["ts"])

    assert "every week" not in str(member.sees(thread=asked))


def test_reply_with_a_colon_is_previewed_and_sent(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]

    coordinator.says("reply: The crew comes tomorrow morning.", channel=channel, thread=card["ts"])
    preview = coordinator.whispers(channel)[-1]
    assert "The crew comes tomorrow morning." in text_of(preview)
    assert "tomorrow morning" not in str(member.sees(thread=asked))
    coordinator.presses("Send", on=preview)

    assert "The crew comes tomorrow morning." in text_of(member.last(thread=asked))
    assert not coordinator.whispers(channel)


def test_the_outbox_tray_on_ones_own_message_is_previewed(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, channel = desk.holder("duty"), desk.channel("area", "South Sefton")
    member.says(POTHOLE)
    card = coordinator.sees(channel)[0]
    written = coordinator.says("The crew comes tomorrow.", channel=channel, thread=card["ts"])

    duty.reacts("outbox_tray", channel, written)
    assert not duty.whispers(channel)
    coordinator.reacts("outbox_tray", channel, written)

    assert "The crew comes tomorrow." in text_of(coordinator.whispers(channel)[-1])


def test_a_photograph_reaches_the_cases_thread(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")

    member.sends_file("pothole.png", b"\x89PNG not really", POTHOLE)

    card = coordinator.sees(channel)[0]
    assert "pothole.png" in str(coordinator.sees(channel, card["ts"]))


def test_a_photograph_with_a_reply_goes_to_the_member_and_any_other_stays(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]

    coordinator.sends_file("rota.png", b"\x89PNG inside", "for us", channel=channel, thread=card["ts"])
    coordinator.sends_file(
        "filled.png", b"\x89PNG filled", "reply: It is filled.", channel=channel, thread=card["ts"]
    )
    preview = coordinator.whispers(channel)[-1]
    assert "get filled.png and read" in text_of(preview)
    assert "filled.png" not in str(member.sees(thread=asked))
    coordinator.presses("Send", on=preview)

    seen = str(member.sees(thread=asked))
    assert "It is filled." in seen
    assert "filled.png" in seen
    assert "rota.png" not in seen


def test_a_lone_photograph_joins_the_words_written_just_before(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    member.says(POTHOLE)

    member.sends_file("pothole.png", b"\x89PNG not really")

    card = coordinator.sees(channel)[0]
    assert "pothole.png" in str(coordinator.sees(channel, card["ts"]))


def test_a_reroute_moves_the_card_and_tells_the_member_of_a_new_contact(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    here, there = desk.channel("area", "South Sefton"), desk.channel("area", "Crosby")
    asked = member.says(POTHOLE)

    coordinator.chooses("Re-route…", on=coordinator.sees(here)[0])
    coordinator.fills_in(ward="Victoria")

    assert "no longer here" in text_of(coordinator.sees(here)[0])
    card = coordinator.sees(there)[0]
    assert "SEF-1001" in text_of(card)
    assert f"{coordinator.name} re-routed it" in text_of(coordinator.last(there, card["ts"]))
    desk.forward(minutes=1)
    assert f"{desk.holder('coordinator', 'Crosby').name} is now your contact" in text_of(
        member.last(thread=asked)
    )
