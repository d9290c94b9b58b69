"""What an erasure used to pass by: what is in no message, or told with no case. The certificate says what is so."""

import json
from pathlib import Path

import pytest

from bot import inbox
from casework import hearing
from tests.desk import Actor, Desk, text_of
from tests.stories.test_canary import Story, conversations_with, held_in

NAME, PHONE = "Quillfeather", "07700 900471"
POTHOLE = "Huge pothole on Marsh Lane"
ABOUT_HER = f"Mrs {NAME} of {PHONE} has a pothole on Marsh Lane"
ADMIN, MEMBER = "kenji-whitfield", "amina-okafor-reid"
ERASE = ("--by", ADMIN, "--why", "Asked to be forgotten")


@pytest.fixture
def story(desk: Desk, tmp_path: Path) -> Story:
    return Story(desk, tmp_path)


def erase(story: Story, *asked: str, typed: str = "") -> str:
    status, certificate = story.wardline("erase", *asked, *ERASE, typed=typed)
    assert status == 0, certificate
    story.desk.settle()
    return certificate


def says_in_vain(actor: Actor, words: str, **where: str) -> None:
    """A message that five attempts could not take in: a fault of Wardline's own."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hearing, "hear", fails)
        patched.setattr(hearing, "hear_in_case_thread", fails)
        patched.setattr(inbox, "PAUSES", (0, 0, 0, 0))
        actor.says(words, **where)


def test_a_message_that_was_given_up_goes_with_its_author_and_is_shown_to_them(
    story: Story, tmp_path: Path
) -> None:
    says_in_vain(story.member, ABOUT_HER)
    says_in_vain(story.other, f"{POTHOLE} says Mrs Dunstable")
    assert held_in(story.desk, NAME) == {"inbox.body": 1}

    assert story.wardline("access", "--person", MEMBER, "--by", ADMIN, "--out", str(tmp_path / "out"))[0] == 0
    records = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_text().splitlines()]
    [kept] = [each for each in records if each["table"] == "inbox" and each["body"]]
    assert kept["body"]["event"]["text"] == ABOUT_HER  # their own words, as they wrote them

    assert "events that were given up: 1" in erase(story, "--person", MEMBER)
    assert held_in(story.desk, NAME) == {}
    assert held_in(story.desk, "Dunstable") == {"inbox.body": 1}


def test_what_was_given_up_below_a_message_and_its_card_goes_with_the_case(story: Story) -> None:
    asked = story.member.says(POTHOLE)
    says_in_vain(story.member, f"Ask Mrs {NAME}", thread=asked)
    says_in_vain(story.jo, f"Mrs {NAME} rang", channel=story.channel, thread=story.card()["ts"])
    says_in_vain(story.member, f"{POTHOLE} says Mrs Dunstable")

    assert "events that were given up: 2" in erase(story, "--case", "SEF-1001")
    assert held_in(story.desk, NAME) == {}
    assert held_in(story.desk, "Dunstable") == {"inbox.body": 1}


def test_the_name_of_a_file_that_was_refused_goes_with_the_case(story: Story) -> None:
    story.member.sends_file(f"Mrs {NAME} {PHONE}.exe", b"MZ", POTHOLE)
    story.jo.sends_file(f"{NAME}.bat", b"del", "Noted", channel=story.channel, thread=story.card()["ts"])
    assert f"{NAME}.bat: programs" in text_of(story.jo.whispers(story.channel)[-1])
    assert conversations_with(story.desk, NAME) != set()
    assert set(held_in(story.desk, NAME)) == {"files.name"}

    erase(story, "--case", "SEF-1001")

    assert held_in(story.desk, NAME) == {}
    assert conversations_with(story.desk, NAME) == set()


def test_a_name_that_is_only_in_a_refused_files_is_blotted_out_and_its_notice_goes(story: Story) -> None:
    story.member.sends_file(f"{NAME}.exe", b"MZ", POTHOLE)

    erase(story, "--text", "-", "--confirm", "all", typed=f"{NAME}\n")

    assert held_in(story.desk, NAME) == {}
    assert conversations_with(story.desk, NAME) == set()
    assert "SEF-1001" in text_of(story.card())
