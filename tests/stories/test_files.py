"""What people attach: what goes no further is said, with why, and everything else goes on."""

from dataclasses import replace

from directory import changes, loading
from directory.council import Standard
from tests.desk import Desk, text_of
from workspace import acts
from workspace.space import BOT

POTHOLE = "Huge pothole on Marsh Lane"
AT_RISK = "A child at risk is being hit in the house by the old ropewalk"


def one_megabyte_at_most(desk: Desk) -> None:
    with desk.database.write() as session:
        council = loading.read(session, entered=False)
        standards = tuple(each for each in council.standards if each.name != "largest_file")
        small = Standard(name="largest_file", value="1", unit="megabytes")
        council = replace(council, standards=(*standards, small))
        changes.take_up(session, council, why="a small council", now=desk.clock.now(), undo=True)


def test_a_file_that_goes_no_further_is_named_with_why_and_the_rest_goes_on(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    one_megabyte_at_most(desk)

    asked = member.sends_file("holiday.mov", b"x" * 1_200_000, POTHOLE)
    assert "holiday.mov: it has 1 MB, and 1 MB are the most" in str(member.sees(thread=asked))
    card = coordinator.sees(channel)[0]
    assert "SEF-1001" in text_of(card)
    assert "file" not in text_of(card).split("To be")[0]
    assert "holiday.mov" not in str(coordinator.sees(channel, card["ts"]))

    # A program by itself is told of and asks nothing more; a picture goes on as always.
    alone = member.sends_file("SETUP.EXE", b"MZ")
    assert "programs and scripts are not passed on" in text_of(member.last(thread=alone))
    assert "what it is about" not in str(member.sees(thread=alone))
    member.sends_file("pothole.png", b"\x89PNG not really", thread=asked)
    assert "pothole.png" in str(coordinator.sees(channel, card["ts"]))

    # The same in the case's thread, where only the author sees it, and the reply goes without the file.
    coordinator.sends_file("fix.bat", b"del", "reply: It is filled.", channel=channel, thread=card["ts"])
    told, preview = coordinator.whispers(channel)[-2:]
    assert "fix.bat" in text_of(told)
    assert "fix.bat" not in text_of(preview)
    coordinator.presses("Send", on=preview)
    assert "It is filled." in text_of(member.last(thread=asked))


def test_a_file_that_its_author_deletes_is_noted_and_changes_nothing(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.sends_file("Mrs Example's wall.png", b"\x89PNG not really", POTHOLE)
    card = coordinator.sees(channel)[0]
    assert "1 file" in text_of(card)

    member.deletes_file("Mrs Example's wall.png")

    card = coordinator.sees(channel)[0]
    assert "1 file" not in text_of(card)
    assert "Acknowledge by" in text_of(card)
    noted = text_of(coordinator.last(channel, card["ts"]))
    assert f"{member.name} deleted Mrs [name]" in noted
    assert "SEF-1001" in text_of(member.card(asked))


def test_a_file_that_is_attached_twice_is_one(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    stored, _ = desk.run(acts.upload(desk.workspace, member.slack_id, "hole.png", b"\x89PNG not really"))

    asked = member.says(POTHOLE, files=(stored, stored))

    assert "SEF-1001" in text_of(member.card(asked))
    coordinator = desk.holder("coordinator", "South Sefton")
    assert "1 file" in text_of(coordinator.sees(desk.channel("area", "South Sefton"))[0])


def conversations_with(desk: Desk, content: bytes) -> set[str]:
    """Where Wardline has posted a file with these bytes."""
    files = desk.workspace.space.files.values()
    ours = [file for file in files if file.user == BOT and not file.is_deleted and file.content == content]
    return {where for file in ours for where in file.shared_in}


def test_a_photo_with_words_about_somebody_at_risk_goes_to_nobody_else(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    area, restricted = desk.channel("area", "South Sefton"), desk.channel("restricted")

    asked = member.sends_file("bruises of the girl.jpg", b"first", f"{POTHOLE}. {AT_RISK}")
    member.sends_file("again.jpg", b"second", thread=asked)

    assert conversations_with(desk, b"first") == conversations_with(desk, b"second") == {restricted}
    card = coordinator.sees(area)[0]
    assert "file" not in text_of(card).split("To be")[0]
    coordinator.chooses_act("Show details", on=card)
    assert "bruises" not in text_of(coordinator.form() or {})
    assert "2 files" in text_of(desk.holder("duty").sees(restricted)[0])

    # What the author takes away again is said only where it was.
    member.deletes_file("bruises of the girl.jpg")
    assert "deleted bruises" in text_of(desk.holder("duty").last(restricted, on_card(desk, restricted)))
    assert not any("bruises" in text_of(each) for each in coordinator.sees(area, card["ts"]))


def test_who_answers_for_somebody_at_risk_gets_what_came_before(desk: Desk) -> None:
    """A photo by itself, then the words; and words about danger that are written into a message later."""
    member, restricted = desk.holder("member", "Linacre"), desk.channel("restricted")
    member.sends_file("alone.jpg", b"alone")
    member.says(f"{POTHOLE}. {AT_RISK}")
    assert conversations_with(desk, b"alone") == {restricted}

    asked = member.sends_file("hole.jpg", b"hole", "The street light is out on Peel Road")
    member.edits(asked, f"The street light is out on Peel Road. {AT_RISK}")
    assert restricted in conversations_with(desk, b"hole")


def on_card(desk: Desk, channel: str) -> str:
    return str(desk.holder("duty").sees(channel)[0]["ts"])


def test_words_that_nobody_placed_go_to_whoever_answers_for_somebody_at_risk(desk: Desk) -> None:
    member, area, restricted = (
        desk.holder("member", "Linacre"), desk.channel("area", "South Sefton"), desk.channel("restricted"),
    )  # fmt: skip
    asked = member.says(f"{AT_RISK}. {POTHOLE}")
    member.sends_file("today.jpg", b"today", "It got worse today", thread=asked)
    assert "Which" in str(member.sees(thread=asked)[-1])
    desk.forward(days=3)
    assert conversations_with(desk, b"today") == {restricted}
    assert "It got worse" not in str(
        [desk.holder("duty").sees(area, m["ts"]) for m in desk.holder("duty").sees(area)]
    )
