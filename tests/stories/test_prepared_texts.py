"""A co-ordinator starts from a prepared text: it comes with the case's facts, nothing that they wrote is lost, and it does
not go out while something in it is still to be filled in."""

from typing import Any

import pytest

from directory import loading
from directory.council import Council
from tests.desk import Actor, Desk, Json, elements_of, options_of, text_of

OWN = "Road or footway repaired"
ANY = "Done, and looked at"
SCHEDULED = "Scheduled: a date that you confirm"


class Writing:
    """A case about a road, and its co-ordinator with a form open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.member: Actor = desk.holder("member", "Linacre")
        self.coordinator: Actor = desk.holder("coordinator", "South Sefton")
        self.channel = desk.channel("area", "South Sefton")
        self.asked = self.member.says("Huge pothole on Marsh Lane")

    @property
    def card(self) -> Json:
        return self.coordinator.sees(self.channel)[0]

    @property
    def form(self) -> Json:
        return self.coordinator.form() or {}

    @property
    def words(self) -> tuple[str, str]:
        """The field for the words as it stands: its name and what is in it."""
        field = next(b for b in self.form["blocks"] if b.get("block_id", "").startswith("words"))
        return field["block_id"], field["element"].get("initial_value", "")

    def starts_from(self, title: str, **typed: Any) -> str:
        self.coordinator.chooses(title, on=self.form, **typed)
        return self.words[1]

    def sends(self, **fields: str) -> Json:
        """Preview, with what is given in the fields; `words` whatever its name is by now."""
        name = self.words[0].replace(".", "__")
        return self.coordinator.fills_in(**{name if key == "words" else key: fields[key] for key in fields})

    def last_read(self) -> str:
        return text_of(self.member.sees(thread=self.asked)[-1])


@pytest.fixture
def writing(desk: Desk) -> Writing:
    return Writing(desk)


def test_a_reply_starts_from_a_text_keeps_what_was_typed_and_waits_for_its_gaps(writing: Writing) -> None:
    writing.coordinator.presses("Reply", on=writing.card)
    assert "What good looks like: who does what" in text_of(writing.form)
    late = writing.starts_from("Late, and why", words="The crew was held up.")

    assert late.startswith("I am sorry: this is taking longer than it should. The reason is [the reason].")
    assert f"It is with {writing.coordinator.name}, the next step is [the next step]" in late
    assert late.endswith("\n\nThe crew was held up.")
    assert "What you had written is at the end." in text_of(writing.form)

    # Another text instead: what nobody touched goes, what was typed stays, once.
    other = writing.starts_from("What you sent has been passed on")
    assert other.startswith("Thank you, that helps.")
    assert "in Marsh Lane, answer here.\n\nThe crew was held up." in other
    assert "I am sorry" not in other
    touched = other.replace("[who has it now]", "Ray")
    both = writing.starts_from("Late, and why", words__2=touched)
    assert both == f"{late.partition(chr(10))[0]}\n\n{touched}"

    refused = writing.sends(words=other.replace("[what they will do]", "ring the crew"))
    assert refused["result"] == "errors"
    assert refused["errors"] == {
        "words.3": "Still to be filled in: [who has it now]. Write what you know there, or take it out."
    }

    filled = other.replace("[who has it now]", "Ray").replace("[what they will do]", "ring the crew")
    shown = writing.sends(words=filled)
    assert "names no day" in text_of(shown["view"])
    writing.coordinator.fills_in()
    assert "I have given it to Ray, who will ring the crew." in writing.last_read()

    # What a channel may not show of a case is not brought there by a text.
    writing.coordinator.chooses_act("Flags…", on=writing.card)
    writing.coordinator.fills_in(flag="vulnerable", reason="Ill at home")
    writing.coordinator.presses("Reply", on=writing.card)
    again = writing.starts_from("What you sent has been passed on")
    writing.sends(
        words=again.replace("[who has it now]", "Jo").replace("[what they will do]", "look on Monday")
    )
    writing.coordinator.fills_in()
    assert "look on Monday" in writing.last_read()
    assert "Marsh Lane" in writing.last_read()
    thread = writing.coordinator.sees(writing.channel, writing.card["ts"])
    assert "Marsh Lane" not in "\n".join(map(text_of, [writing.card, *thread]))


def test_a_gap_does_not_go_out_of_the_thread_either_nor_where_the_form_has_no_room(writing: Writing) -> None:
    thread = writing.card["ts"]
    writing.coordinator.says("reply: We [what was done] there.", channel=writing.channel, thread=thread)
    assert "Still to be filled in: [what was done]" in text_of(
        writing.coordinator.whispers(writing.channel)[-1]
    )

    writing.coordinator.chooses("Ask the member…", on=writing.card)
    asked = writing.starts_from("Where exactly?")
    assert asked.startswith("Could you tell us where exactly in Marsh Lane it is?")
    long = "x" * 2_900
    writing.starts_from("A photograph?", words__1=long)
    assert "There is no room for it beside what you have written" in text_of(writing.form)
    assert writing.words[0] == "words.1"
    writing.sends(words="Which house is it nearest?")
    writing.coordinator.fills_in()
    assert "Which house is it nearest?" in writing.last_read()


def test_a_scheduled_outcome_takes_its_date_from_the_form(writing: Writing) -> None:
    writing.coordinator.presses("Outcome", on=writing.card)
    groups = [element for element in elements_of(writing.form) if "option_groups" in element]
    assert [option["text"]["text"] for option in options_of(groups[0])][:2] == [OWN, ANY]
    assert "For highways maintenance: say what was repaired and how" in text_of(writing.form)
    writing.starts_from(ANY)

    # Nobody touched it, so it goes with the kind that it was for.
    writing.coordinator.chooses(SCHEDULED, on=writing.form)
    assert writing.words == ("words.scheduled", "")
    words = writing.starts_from("Repair ordered", date="2026-12-04")
    assert "The crew comes on [the date you confirm]." in words

    words = words.replace("[what will be done]", "a patch").replace("[what keeps it safe meanwhile]", "")
    refused = writing.sends(words=words.replace("a patch", "[what will be done]"), kind="scheduled")
    assert list(refused["errors"]) == ["words.scheduled.1"]
    shown = writing.sends(words=words, kind="scheduled")
    assert "The crew comes on Friday 4 December 2026." in text_of(shown["view"])
    writing.coordinator.fills_in()

    assert "planned for Fri 4 Dec" in writing.last_read()
    assert (
        "An inspector looked at Marsh Lane and ordered a repair: a patch. The crew comes on Friday 4 December 2026."
        in (writing.last_read())
    )


def test_a_place_is_put_in_as_it_is_and_a_text_that_is_gone_is_said(writing: Writing) -> None:
    place = "{{ 7*7 }} {owner} <!channel> & *Marsh* [x]"
    writing.coordinator.chooses("Re-route…", on=writing.card)
    writing.coordinator.fills_in(ward="Linacre", place=place)
    writing.coordinator.presses("Outcome", on=writing.card)
    words = writing.starts_from(ANY)
    assert f"If it is not right in {place}, press" in words
    opened = writing.form

    with writing.desk.database.write() as session:
        others = tuple(each for each in loading.read_noun(session, "prepared_texts") if each.title != OWN)
        loading.load(session, Council(prepared_texts=others), ["prepared_texts"])
    writing.coordinator.chooses(OWN, on=opened)
    assert "That text has been changed or taken away" in text_of(writing.form)

    words = words.replace("[what was done]", "filled").replace("[how you checked]", "I looked")
    shown = writing.sends(words=words, kind="done")
    assert place in text_of(shown["view"])
    writing.coordinator.fills_in()
    assert f"If it is not right in {place}, press" in writing.last_read()
