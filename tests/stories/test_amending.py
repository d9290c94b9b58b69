"""What a member has been sent is corrected or withdrawn as it was sent: from a preview, and the member is told."""

from typing import Any

from storage.cases import by_reference
from storage.history import of_case
from storage.words import Words
from tests.desk import Desk, text_of
from workspace.server import BOT

POTHOLE = "Huge pothole on Marsh Lane"


def from_wardline(messages: list[dict[str, Any]]) -> list[str]:
    return [text_of(message) for message in messages if message["user"] == BOT]


def versions(desk: Desk) -> list[tuple[str, str]]:
    """What the history has of words to the member: the event and its words."""
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        return [
            (entry.event, session.get_one(Words, entry.words_id).text if entry.words_id else "")
            for entry in of_case(session, case.id)
            if entry.event.startswith(("replied", "reply_"))
        ]


def test_an_edit_of_a_sent_message_is_a_correction_only_when_its_author_sends_it(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]
    written = coordinator.says("reply: The crew comes tomorrow.", channel=channel, thread=card["ts"])
    coordinator.presses("Send", on=coordinator.whispers(channel)[-1])

    # An edit changes nothing, and what would be read is previewed; too long is refused.
    coordinator.edits(written, "reply: The crew comes " + "very " * 800 + "late.", channel)
    assert "3,000 fit" in text_of(coordinator.whispers(channel)[-1])
    coordinator.edits(written, "reply: The crew comes next week.", channel)
    preview = coordinator.whispers(channel)[-1]
    assert f"a message that {member.name} has" in text_of(preview)
    assert "The crew comes next week." in text_of(preview)
    assert "next week" not in str(member.sees(thread=asked))

    # Sent: their copy reads the new words, marked, and one line tells them; the thread and the history have both.
    coordinator.presses("Send", on=preview)
    copy, line = from_wardline(member.sees(thread=asked))[-2:]
    assert "corrected Mon 23 Nov" in copy
    assert "The crew comes next week." in copy
    assert f"{coordinator.name}* corrected the message of Mon 23 Nov" in line
    assert "tomorrow" not in copy + line
    thread = str(coordinator.sees(channel, card["ts"]))
    assert "The crew comes tomorrow." in thread
    assert f"corrected what {member.name} was sent" in thread
    assert versions(desk) == [
        ("replied", "The crew comes tomorrow."),
        ("reply_corrected", "The crew comes next week."),
    ]
    assert "next week" in text_of(member.last(thread=member.says("any news?")))

    # Pressed twice, nothing more happens.
    coordinator.presses_late("Send", on={**preview, "ts": card["ts"]})
    assert "sent already" in text_of(coordinator.whispers(channel)[-1])
    assert len(versions(desk)) == 2


def test_a_deleted_message_is_withdrawn_only_when_its_author_says_so(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, channel = desk.holder("duty"), desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    card = coordinator.sees(channel)[0]
    kept = coordinator.says("I will ring them.", channel=channel, thread=card["ts"])
    written = coordinator.sends_file(
        "rota.png", b"\x89PNG rota", "reply: Mr Example is on it.", channel=channel, thread=card["ts"]
    )
    coordinator.presses("Send", on=coordinator.whispers(channel)[-1])
    assert "rota.png" in str(member.sees(thread=asked))
    before = from_wardline(member.sees(thread=asked))

    # A note was never sent, and is gone; a deletion of what was sent is asked about, and only its author is.
    coordinator.deletes(kept, channel)
    assert not coordinator.whispers(channel)
    coordinator.deletes(written, channel)
    preview = coordinator.whispers(channel)[-1]
    assert "You deleted a message that" in text_of(preview)
    assert not duty.whispers(channel)
    assert from_wardline(member.sees(thread=asked)) == before

    coordinator.presses("Send", on=preview)
    copy, line = [text for text in from_wardline(member.sees(thread=asked)) if "withdrew" in text]
    assert "Mr Example is on it" not in copy + line
    assert "Please don't rely on it" in line
    assert "rota.png" not in str(member.sees(thread=asked))
    assert "Mr [name] is on it." in str(
        coordinator.sees(channel, card["ts"])
    )  # a channel masks staff's words too
    assert "on it." not in text_of(member.last(thread=member.says("any news?")))
    assert [event for event, _ in versions(desk)] == ["replied", "reply_withdrawn"]


def test_a_reply_sent_by_form_is_corrected_or_withdrawn_from_the_list(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, channel = desk.holder("duty"), desk.channel("area", "South Sefton")
    asked = member.says(POTHOLE)
    for words in ("It is booked for May.", "The other one is filled."):
        coordinator.presses("Reply", on=coordinator.sees(channel)[0])
        coordinator.fills_in(words=words)
        coordinator.fills_in()
    card = coordinator.sees(channel)[0]

    # The duty officer, who works on it too, corrects the first, and signs the correction.
    duty.chooses_act("Correct a reply…", on=card)
    duty.chooses("Correct…", on=_of(duty.form() or {}, "It is booked for May."))
    assert "the words that were sent" in str(duty.fills_in())
    duty.fills_in(words="It is booked for March.")
    assert "corrected the message of" in text_of(duty.form() or {})
    duty.fills_in()
    seen = from_wardline(member.sees(thread=asked))
    assert any("booked for March" in text and "corrected Mon 23 Nov" in text for text in seen)
    assert f"{duty.name}* corrected the message" in seen[-1]
    assert "May" not in str(seen)

    # Withdrawn from lists that were both open: who comes second is told.
    for each in (duty, coordinator):
        each.chooses_act("Correct a reply…", on=card)
        each.chooses("Withdraw…", on=_of(each.form() or {}, "The other one is filled."))
    coordinator.fills_in()
    duty.fills_in()
    assert "withdrawn already" in text_of(duty.form() or {})
    assert "filled" not in str(from_wardline(member.sees(thread=asked)))
    coordinator.chooses_act("Correct a reply…", on=coordinator.sees(channel)[0])
    assert "filled" not in text_of(coordinator.form() or {})


def _of(form: dict[str, Any], words: str) -> dict[str, Any]:
    """The form, as far as the menu of the reply that reads so."""
    blocks = form["blocks"]
    at = next(n for n, block in enumerate(blocks) if words in text_of({"blocks": [block]}))
    return {**form, "blocks": blocks[at - 1 : at]}
