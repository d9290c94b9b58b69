"""What goes wrong, each tried: nothing is lost, nothing is guessed silently, and the person reads words that help."""

from tests.desk import Desk, buttons_of, text_of
from workspace.server import BOT

POTHOLE = "Huge pothole on Marsh Lane"


def test_an_empty_message_is_answered_with_how_to_write_one(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says(" . ")

    assert buttons_of(member.last(thread=asked)) or "in your own words" in text_of(member.last(thread=asked))


def test_twelve_thousand_characters_open_a_case_and_lose_nothing(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    words = "The street light is out on Marsh Lane. " + "It has been dark for a long time now. " * 320
    member.says(words[:12_000])

    card = coordinator.sees(desk.channel("area", "South Sefton"))[0]
    coordinator.chooses_act("Show details", on=card)

    shown = text_of(coordinator.form() or {}).replace("\n", "")
    assert words[:12_000].strip() in shown


def test_long_words_go_whole_or_not_at_all_and_it_is_said_what_fits(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]
    long = " ".join(f"{number} is what it says." for number in range(600))[:12_000]

    # The member's own: whole in the case's thread as far as one message holds, and all of it under Show details.
    member.says(long, thread=asked)
    shown = coordinator.last(channel, card["ts"])
    assert "470 is what it says." in text_of(shown)
    assert "characters more" in text_of(shown)
    coordinator.chooses_act("Show details", on=card)
    assert long in text_of(coordinator.form() or {}).replace("\n", "")

    # Ours to the member: too long by any door is refused in words, and what fits arrives to the last letter.
    coordinator.says("reply: " + long, channel=channel, thread=card["ts"])
    assert f"{len(long):,} characters, and 3,000 fit" in text_of(coordinator.whispers(channel)[-1])
    for form in ("Reply", "Outcome"):
        coordinator.presses(form, on=coordinator.sees(channel)[0])
        field = {"words": long} if form == "Reply" else {"kind": "no", "words__done": long}
        assert "3000" in str(coordinator.fills_in(**field)["errors"])
    assert "is what it says" not in str([m for m in member.sees(thread=asked) if m["user"] == BOT])
    fits = long[:2_990] + " Goodbye"
    coordinator.says("reply: " + fits, channel=channel, thread=card["ts"])
    coordinator.presses("Send", on=coordinator.whispers(channel)[-1])
    assert fits in text_of(member.last(thread=asked)).replace("\n", "")

    # Raised for a councillor from a long message: the form has all of it, a box after the other.
    officer = desk.holder("officer", "trees")
    written = officer.says("Fly tipping on Marsh Lane. " + long, channel=channel)
    officer.uses_shortcut("enquiry.raise", channel=channel, ts=written)
    officer.fills_in(member="amina-okafor-reid")
    card = coordinator.sees(channel)[-1]
    assert "The words go on" in text_of(card)
    coordinator.chooses_act("Show details", on=card)
    assert long in text_of(coordinator.form() or {}).replace("\n", "")


def test_only_emoji_are_no_case(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says("😀 :wave: 🎉")

    assert "SEF-" not in text_of(member.last(thread=asked))


def test_a_place_alone_is_asked_about_by_a_person(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")

    asked = member.says("Knowsley Road, Bootle")

    assert "SEF-1001" in text_of(member.last(thread=asked))
    assert "To be confirmed" in text_of(coordinator.sees(desk.channel("area", "South Sefton"))[0])


def test_a_place_outside_the_council_goes_to_the_duty_officer_unguessed(desk: Desk) -> None:
    member, duty = desk.holder("member", "Linacre"), desk.holder("duty")

    asked = member.says("Overflowing litter bin on Bold Street in Liverpool city centre")

    assert "SEF-1001" in text_of(member.last(thread=asked))
    assert "To be confirmed" in text_of(duty.sees(desk.channel("duty"))[0])


def test_a_ping_inside_an_enquiry_pings_nobody_and_reads_as_it_was(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")

    member.says("@channel <!here> huge pothole on Marsh Lane, see https://example.org/a?b=1&c=2 *now*")

    card = coordinator.sees(desk.channel("area", "South Sefton"))[0]
    quoted = next(b for b in card["blocks"] if b["type"] == "rich_text")
    written = "@channel <!here> huge pothole on Marsh Lane, see https://example.org/a?b=1&c=2 *now*"
    assert written in text_of({"blocks": [quoted]})
    assert "<!channel>" not in str(card)
    assert "<!here>" not in card["text"]


def test_personal_details_are_masked_in_the_channel_and_opening_them_is_recorded(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")

    member.says("Mrs Example of Marsh Lane, 01632 960123, says the pothole outside is huge")

    card = coordinator.sees(desk.channel("area", "South Sefton"))[0]
    assert "01632 960123" not in str(card)
    assert "Mrs [name]" in text_of(card)
    coordinator.chooses_act("Show details", on=card)
    assert "01632 960123" in text_of(coordinator.form() or {})


def test_two_coordinators_pressing_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, channel = desk.holder("duty"), desk.channel("area", "South Sefton")
    member.says(POTHOLE)
    card = coordinator.sees(channel)[0]

    desk.at_once(coordinator.pressing("Acknowledge", on=card), duty.pressing("Acknowledge", on=card))

    told = [text_of(m) for who in (coordinator, duty) for m in who.whispers(channel)]
    assert len(told) == 1
    assert "acknowledged SEF-1001 in the meantime" in told[0]
    assert "Acknowledged" in text_of(coordinator.sees(channel)[0])


def test_a_click_on_a_closed_case_is_answered_in_words(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]

    desk.at_once(
        member.choosing("Withdraw this case", on=member.card(asked)),
        coordinator.pressing("Acknowledge", on=card),
    )

    assert "Closed" in text_of(coordinator.sees(channel)[0])
    for whisper in coordinator.whispers(channel):
        assert f"{member.name} withdrew SEF-1001 in the meantime" in text_of(whisper)


def test_a_form_sent_after_the_case_moved_changes_nothing(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    coordinator.presses("Outcome", on=coordinator.sees(channel)[0])
    member.chooses("Withdraw this case", on=member.card(asked))

    answered = coordinator.fills_in(kind="done", words__done="Filled this morning.")

    assert "withdrew SEF-1001 in the meantime" in str(answered)
    assert "Filled this morning" not in str(member.sees(thread=asked))


def test_somebody_who_may_not_act_is_told_who_can(desk: Desk) -> None:
    member, officer = desk.holder("member", "Linacre"), desk.holder("officer", "trees")
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    member.says(POTHOLE)

    officer.presses("Acknowledge", on=officer.sees(channel)[0])

    assert "Acknowledge by" in text_of(coordinator.sees(channel)[0])
    assert "can't find that case" in text_of(officer.whispers(channel)[-1])


def test_an_unknown_person_is_kept_bound_and_handled_as_of_when_they_wrote(desk: Desk) -> None:
    newcomer, support = desk.newcomer(), desk.holder("support")
    asked = newcomer.says("Huge pothole outside the shops")
    assert "I have kept your message" in text_of(newcomer.last(thread=asked))
    request = support.last()
    assert "Who are they?" in text_of(request)

    desk.forward(days=2)
    unbound = next(p for p in desk.council.people if not p.slack_id and desk.is_member(p.key))
    support.chooses(unbound.name, on=request)

    card = text_of(newcomer.card(asked))
    assert "SEF-1001" in card
    assert "The standard for a reply is Mon 7 Dec" in card


def test_an_unknown_person_who_is_refused_is_erased_and_told(desk: Desk) -> None:
    newcomer, support = desk.newcomer(), desk.holder("support")
    newcomer.says(POTHOLE)

    support.presses("I don't know them: refuse", on=support.last())

    assert "erased" in text_of(newcomer.last())


def test_an_unknown_person_in_danger_is_told_what_to_do_at_once(desk: Desk) -> None:
    newcomer = desk.newcomer()

    asked = newcomer.says("there is a strong smell of gas in the street")

    assert "0800 111 999" in text_of(newcomer.last())
    assert "I have kept your message" in text_of(newcomer.last(thread=asked))
