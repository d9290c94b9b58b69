"""A member edits or deletes what they wrote: the case follows once they say so, and not before."""

from typing import Any

from storage.cases import by_reference
from storage.history import of_case
from tests.desk import Desk, buttons_of, text_of

POTHOLE = "Huge pothole on Marsh Lane"


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def events(desk: Desk, reference: str = "SEF-1001") -> list[str]:
    with desk.database.read() as session:
        case = by_reference(session, reference)
        assert case is not None
        return [entry.event for entry in of_case(session, case.id)]


def test_a_slip_is_put_right_at_once_and_anything_else_is_asked(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says("huge pothoel on Marsh Lane")
    card = coordinator.sees(channel)[0]
    told = len(member.sees(thread=asked))

    # What reads word for word the same is simply taken.
    member.edits(asked, POTHOLE + "!")
    assert POTHOLE + "!" in text_of(coordinator.sees(channel)[0])
    assert len(member.sees(thread=asked)) == told
    assert len(coordinator.sees(channel, card["ts"])) == 1

    # Other words about the same thing: nothing changes until the member says so, and not if they say not.
    member.edits(asked, "Huge pothole on Marsh Lane, outside number 12")
    question = member.last(thread=asked)
    assert "only the words would change" in text_of(question)
    assert labels(question) == ["Use the new words", "Keep it as it was"]
    assert "number 12" not in text_of(coordinator.sees(channel)[0])
    member.presses("Keep it as it was", on=question)
    assert "as you wrote it first" in text_of(member.last(thread=asked))
    assert "number 12" not in text_of(coordinator.sees(channel)[0])

    # Changed twice: only the newest is answered, in words if one likes.
    member.edits(asked, "Huge pothole on Marsh Lane, outside number 14")
    older = member.last(thread=asked)
    member.edits(asked, "Huge pothole on Marsh Lane, Mrs Example at number 16 fell into it")
    member.presses("Use the new words", on=older)
    assert "changed the message again" in text_of(member.whispers(member.dm)[-1])
    member.says("use the new words please", thread=asked)
    assert "with your new words" in text_of(member.last(thread=asked))
    assert "Mrs [name] at number 16" in text_of(coordinator.sees(channel)[0])
    thread = text_of(coordinator.last(channel, card["ts"]))
    assert "changed their message" in thread
    assert "Mrs [name] at number 16" in thread
    coordinator.chooses_act("Show details", on=coordinator.sees(channel)[0])
    assert "Mrs Example" in text_of(coordinator.form() or {})
    assert events(desk) == ["opened", "spelling_corrected", "words_edited", "details_shown"]

    # Closed: the new words change nothing, and it is said.
    member.chooses("Withdraw this case", on=member.card(asked))
    member.edits(asked, POTHOLE + " again")
    assert "closed already" in text_of(member.last(thread=asked))


def test_new_words_that_read_otherwise_are_offered_and_never_rerouted_silently(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    here, there = desk.channel("area", "South Sefton"), desk.channel("area", "Crosby")
    asked = member.says(POTHOLE)

    member.edits(asked, "The street light is out on Coronation Road in Crosby")
    question = member.last(thread=asked)
    assert "about *Street lighting* instead of Highways maintenance" in text_of(question)
    assert "at Coronation Road" in text_of(question)
    assert "instead of Marsh Lane" in text_of(question)
    assert labels(question) == ["Use them, with the changes", "Only the words", "Keep it as it was"]
    assert "Highways maintenance" in text_of(coordinator.sees(here)[0])
    member.presses("Only the words", on=question)
    card = text_of(coordinator.sees(here)[0])
    assert "Highways maintenance" in card
    assert "The street light is out" in card

    member.edits(asked, POTHOLE)
    member.presses("Use the new words", on=member.last(thread=asked))
    member.edits(
        asked, "Huge pothole on Coronation Road in Crosby, and the street light is out by the Strand"
    )
    question = member.last(thread=asked)
    assert "A new case would be opened: *Street lighting*" in text_of(question)
    member.presses("Use them, with the changes", on=question)
    assert "no longer here" in text_of(coordinator.sees(here)[0])
    moved = text_of(desk.holder("coordinator", "Crosby").sees(there)[0])
    assert "SEF-1001 · Highways maintenance" in moved
    assert "Huge pothole on Coronation Road in Crosby" in moved
    assert "SEF-1002 · Street lighting" in text_of(coordinator.sees(here)[1])
    assert "the street light is out by the Strand" in text_of(coordinator.sees(here)[1])

    # Left out: the case stays, with the words it had.
    member.edits(asked, "Huge pothole on Coronation Road in Crosby, a big one")
    question = member.last(thread=asked)
    assert "SEF-1002 is not in it any more" in text_of(question)
    member.presses("Use the new words", on=question)
    assert "a big one" in text_of(desk.holder("coordinator", "Crosby").sees(there)[0])
    assert "the street light is out by the Strand" in text_of(coordinator.sees(here)[1])


def test_danger_in_new_words_waits_for_no_answer_and_stays_out_of_other_threads(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, channel = desk.holder("duty"), desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)

    member.edits(asked, POTHOLE + ". There is a strong smell of gas in Knowsley Road in Bootle")
    assert "0800 111 999" in text_of(member.last())
    assert "gas" in text_of(duty.sees(desk.channel("duty"))[-1])
    assert "SEF-1002" in text_of(member.card(asked))
    assert "gas" not in str(coordinator.sees(channel, coordinator.sees(channel)[0]["ts"]))
    assert "You changed your message" not in str(member.sees(thread=asked))

    # Of somebody at risk nothing reaches an ordinary channel, neither by an edit nor by Show details of the case beside.
    beside = member.says("Fly tipping on Marsh Lane. I think a child is being abused at number 14")
    member.edits(
        beside, "Fly tipping on Marsh Lane by the gate. I think a child is being abused at number 14, again"
    )
    member.presses("Use the new words", on=member.last(thread=beside))
    card = coordinator.sees(channel)[-1]
    assert "by the gate" in str(coordinator.sees(channel, card["ts"]))
    coordinator.chooses_act("Show details", on=card)
    assert "by the gate" in text_of(coordinator.form() or {})
    assert "abused" not in text_of(coordinator.form() or {})
    everywhere = {
        c.slack_id: str(
            [duty.sees(c.slack_id), [duty.sees(c.slack_id, m["ts"]) for m in duty.sees(c.slack_id)]]
        )
        for c in desk.council.channels
    }
    assert [where for where, said in everywhere.items() if "abused" in said] == [desk.channel("restricted")]
    assert "number 14, again" in everywhere[desk.channel("restricted")]


def test_a_deleted_message_withdraws_nothing_until_its_author_says_so(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    two = member.says("Bins overflowing on Stanley Road in Bootle and the street light is out by the Strand")

    # With replies under it Slack leaves its place: the question stands there.
    member.deletes(asked)
    question = member.last(thread=asked)
    assert "Do you want to withdraw it?" in text_of(question)
    assert labels(question) == ["Withdraw SEF-1001", "Keep it"]
    assert "Acknowledge by" in text_of(coordinator.sees(channel)[0])
    member.presses("Keep it", on=question)
    assert "SEF-1001 goes on" in text_of(member.last(thread=asked))
    assert events(desk) == ["opened"]

    # Several cases: one of them goes, and a second answer finds it answered.
    member.deletes(two)
    question = member.last(thread=two)
    member.chooses("Withdraw SEF-1003", on=question)
    assert "SEF-1003 is withdrawn and closed" in text_of(member.last(thread=two))
    assert "Closed" in text_of(coordinator.sees(channel)[2])
    assert "Acknowledge by" in text_of(coordinator.sees(channel)[1])
    member.chooses("Withdraw them all", on=question)
    assert "has been answered" in text_of(member.whispers(member.dm)[-1])

    # A clearing out deletes many at once: that is no person, and is said once.
    many = [member.says(f"Fly tipping on Marsh Lane by number {number}, a big heap") for number in range(4)]
    for each in many:
        member.deletes(each)
    assert "perhaps by a clearing out" in str([member.sees(thread=each) for each in many])
    assert "Acknowledge by" in text_of(coordinator.sees(channel)[-1])


def test_a_message_raised_from_a_channel_is_followed_too_and_its_author_asked_alone(desk: Desk) -> None:
    member, duty = desk.holder("member", "Linacre"), desk.holder("duty")
    channel = desk.channel("area", "South Sefton")
    desk.invite(member, channel)
    written = member.says(POTHOLE, channel=channel)
    duty.uses_shortcut("enquiry.raise", channel=channel, ts=written)

    member.edits(written, "Huge pothole on Marsh Lane, outside number 12", channel)
    member.presses("Use the new words", on=member.last())
    assert "number 12" in text_of(duty.sees(channel)[-1])
    member.deletes(written, channel)
    member.presses("Withdraw SEF-1001", on=member.last())

    assert "Closed" in text_of(duty.sees(channel)[-1])
    assert "your message" not in str(duty.sees()).lower()


def test_what_a_member_added_is_edited_and_taken_back_when_they_say_so(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    thread = coordinator.sees(channel)[0]["ts"]
    added = member.says("It is outside number 12, by the gate", thread=asked)
    assert "number 12" in text_of(coordinator.last(channel, thread))

    member.edits(added, "It is outside number 21, by the gate")
    assert "number 21" not in str(coordinator.sees(channel, thread))
    member.presses("Use the new words", on=member.last(thread=asked))
    assert "number 21" in text_of(coordinator.last(channel, thread))

    member.deletes(added)
    assert "number 21" in str(coordinator.sees(channel, thread))
    member.presses("Take it back", on=member.last(thread=asked))
    shown = str(coordinator.sees(channel, thread))
    assert "number 12" not in shown
    assert "number 21" not in shown
    assert "Please don't use it" in shown
    coordinator.chooses_act("Show details", on=coordinator.sees(channel)[0])
    assert "number" not in text_of(coordinator.form() or {})

    # Chatter that becomes something else is offered to be raised.
    hello = member.says("Good morning! Lovely weather today")
    member.edits(hello, "The street light is out by the Strand")
    member.presses("Raise it", on=member.last(thread=hello))
    assert "SEF-1002 · Street lighting" in text_of(member.card(hello))
