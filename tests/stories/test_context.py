"""What a message means depends on what came before it."""

from tests.desk import MONDAY, Desk, buttons_of, text_of
from workspace.server import BOT


def labels(message: dict) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def test_no_place_named_means_the_members_own_ward_and_the_card_says_so(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says("There is graffiti all over the bus shelter")

    card = text_of(member.card(asked))
    assert "I took it as Linacre, your ward" in card
    assert "Graffiti" in card


def test_a_street_in_their_ward_and_elsewhere_means_theirs(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says("Huge pothole on Marsh Lane")

    card = text_of(member.card(asked))
    assert "Marsh Lane" in card
    assert desk.holder("coordinator", "South Sefton").name in card
    assert "which place" not in card


def test_words_that_name_nothing_new_join_the_case_just_raised(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    asked = member.says("Huge pothole on Marsh Lane")

    more = member.says("it has been like that for weeks now")

    assert "Added to SEF-1001" in text_of(member.last(thread=more))
    card = desk.holder("coordinator", "South Sefton").sees(desk.channel("area", "South Sefton"))[0]
    assert "it has been like that for weeks now" in text_of(
        desk.holder("coordinator", "South Sefton").last(card["channel"], card["ts"])
    )
    member.presses("Make it a new case", on=member.last(thread=more))
    assert "SEF-1002" in text_of(member.last(thread=more))
    assert asked != more


def test_an_hour_later_the_same_words_do_not_join(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    member.says("Huge pothole on Marsh Lane")
    desk.forward(hours=1)

    more = member.says("it has been like that for weeks now")

    assert "Added to" not in text_of(member.last(thread=more))


def test_a_bare_any_news_lists_every_open_case(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    member.says("Huge pothole on Marsh Lane")
    member.says("Fly tipping in the entry behind Knowsley Road")

    asked = member.says("any news?")

    answer = text_of(member.last(thread=asked))
    assert "SEF-1001" in answer
    assert "SEF-1002" in answer


def test_asking_for_news_does_not_answer_a_waiting_question(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    raised = member.says("the thing by the shops is a right mess, can someone sort it")
    assert "which of these is it" in text_of(member.last(thread=raised))

    asked = member.says("any news?")

    assert "SEF-1001" in text_of(member.last(thread=asked))
    assert "to be confirmed" in text_of(member.card(raised))


def test_a_chase_on_a_late_case_tells_its_owner(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    member.says("Huge pothole on Marsh Lane")
    coordinator.presses("Acknowledge", on=coordinator.sees(channel)[0])
    desk.forward(days=21)

    asked = member.says("any news on SEF-1001")

    assert "late" in text_of(member.last(thread=asked))
    assert "asks for news" in text_of(coordinator.last(channel, coordinator.sees(channel)[0]["ts"]))


def test_chatter_gets_a_human_answer_and_never_a_case(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says("Good morning! Lovely weather today")

    assert "Hello" in text_of(member.last(thread=asked))
    assert labels(member.last(thread=asked)) == ["Raise it anyway"]
    assert "You have no cases" in text_of(member.last(thread=member.says("my cases")))


def test_chatter_is_raised_anyway_when_the_member_says_so(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    asked = member.says("Good morning! Lovely weather today")

    member.presses("Raise it anyway", on=member.last(thread=asked))

    assert "SEF-1001" in text_of(member.last(thread=asked))


def test_the_member_withdraws_in_words(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    asked = member.says("Huge pothole on Marsh Lane")

    member.says("please withdraw this, it has been fixed", thread=asked)

    assert "withdrawn" in text_of(member.last(thread=asked))
    assert "Closed" in text_of(coordinator.sees(desk.channel("area", "South Sefton"))[0])


def test_a_mention_in_a_channel_gets_one_line_there_and_its_card_in_the_direct_messages(desk: Desk) -> None:
    member, officer = desk.holder("member", "Linacre"), desk.holder("officer", "street-lighting")
    channel = desk.channel("duty")
    desk.invite(member, channel)

    asked = member.says(f"<@{BOT}> huge pothole on Marsh Lane", channel=channel)

    assert "direct messages" in text_of(officer.last(channel, asked))
    assert "SEF-1001" in text_of(member.last())
    assert "pothole" not in text_of(officer.last(channel, asked))


def test_a_case_starts_its_clock_when_the_words_were_written(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    asked = member.says("Huge pothole on Marsh Lane")

    assert MONDAY.strftime("%-d %b") == "23 Nov"
    assert "The standard for a reply is Mon 7 Dec" in text_of(member.card(asked))


def test_the_shortcut_on_a_colleagues_message_raises_it_for_its_author(desk: Desk) -> None:
    member, officer = desk.holder("member", "Linacre"), desk.holder("officer", "street-lighting")
    channel = desk.channel("duty")
    desk.invite(member, channel)
    written = member.says("Huge pothole on Marsh Lane", channel=channel)

    officer.uses_shortcut("enquiry.raise", channel=channel, ts=written)

    assert "SEF-1001" in text_of(member.last())
    assert f"{officer.name} raised this for you" in text_of(member.last())


def test_the_home_tab_lists_the_cases_and_raises_a_new_one(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    member.says("Huge pothole on Marsh Lane")

    home = member.opens_home()
    assert "SEF-1001" in text_of(home)
    member.presses("New enquiry", on=home)
    member.fills_in(words="Street light out on Knowsley Road")

    assert "SEF-1002" in text_of(member.last())
    assert "SEF-1002" in text_of(member.opens_home())


def test_words_and_a_photo_that_nobody_explains_reach_a_person_by_the_next_evening(desk: Desk) -> None:
    member, coordinator, duty = (
        desk.holder("member", "Linacre"),
        desk.holder("coordinator", "South Sefton"),
        desk.holder("duty"),
    )
    asked = member.says("Huge pothole on Marsh Lane and the street light is out on Stanley Road")
    member.says("It is getting worse every day", thread=asked)
    assert "Which case" in text_of(member.last(thread=asked))
    desk.forward(minutes=40)
    member.sends_file("what.jpg", b"photo")

    desk.forward(days=2)

    newest = coordinator.sees(desk.channel("area", "South Sefton"))[1]
    thread = coordinator.sees(newest["channel"], thread=newest["ts"])
    assert any("did not say which of SEF-1001, SEF-1002" in text_of(m) and "worse" in str(m) for m in thread)
    assert any("sent a file" in text_of(m) for m in duty.sees(desk.channel("duty")))


def test_an_objection_that_could_mean_two_cases_opens_the_one_that_is_chosen(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says("Huge pothole on Marsh Lane and graffiti on Stanley Road")
    for number in (0, 1):
        coordinator.presses("Outcome", on=coordinator.sees(channel)[number])
        coordinator.fills_in(kind="done", words__done="Done this morning.")
        coordinator.fills_in()

    member.says("It is still there, nothing has been done", thread=asked)
    member.presses("SEF-1002", on=member.last(thread=asked))

    assert "re-opened" in text_of(coordinator.sees(channel)[1])
    assert "Answered" in text_of(coordinator.sees(channel)[0])
