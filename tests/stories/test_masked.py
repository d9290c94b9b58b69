"""What is masked is masked wherever it was typed, and whoever may not read it learns it by no way round."""

import json

import pytest

from casework.masking import mask_place
from tests.desk import Actor, Desk, text_of
from tests.stories.test_canary import conversations_with
from tests.stories.test_offers import Story as Offered
from tests.stories.test_offers import with_police_in_slack

NAME, PHONE, EMAIL = "Quillfeather", "07700 900471", "m.quill@canary.example"
HIDDEN = (NAME, PHONE, EMAIL)
POTHOLE = "Huge pothole on Marsh Lane"
OUTSIDE = f"outside Mrs {NAME}'s, {PHONE}, Marsh Lane"


def presses_on_members_menu(actor: Actor, value: str) -> None:
    """As Slack would send it: from the member's card, which only its member sees."""
    actor.says("hello")
    actor.sends_action({"type": "button", "action_id": "case.member_menu", "value": value}, on=actor.last())


def form_of(actor: Actor) -> str:
    return json.dumps(actor.form() or {}, ensure_ascii=False)


# The place, and what is typed beside words


def test_a_place_is_masked_in_the_channel_and_for_a_partner_and_whole_in_the_details(desk: Desk) -> None:
    carol = with_police_in_slack(desk)
    story = Offered(desk)
    story.coordinator.chooses("Re-route…", on=story.card)
    story.coordinator.fills_in(place=OUTSIDE)
    story.offers("Please look in on Friday nights.")

    assert "outside Mrs [name], [telephone], Marsh Lane" in text_of(story.card)
    assert "outside Mrs [name], [telephone], Marsh Lane" in text_of(carol.last())
    assert conversations_with(desk, *HIDDEN) <= {story.member.dm}
    assert NAME in text_of(story.member.card(story.asked))  # whoever raised it reads the whole
    story.coordinator.chooses_act("Show details", on=story.card)
    assert OUTSIDE in text_of(story.coordinator.form() or {})


def test_a_street_that_is_named_like_a_person_is_a_place() -> None:
    known = ("Lady Green Lane", "Park")
    assert mask_place("Lady Green Lane (Park)", known) == "Lady Green Lane (Park)"
    assert mask_place(f"Mrs {NAME}, Lady Green Lane", known) == "Mrs [name], Lady Green Lane"


def test_who_answered_an_offer_and_what_an_outcome_names_are_masked_and_kept_as_typed(desk: Desk) -> None:
    story = Offered(desk)
    jo = story.coordinator
    story.offers()
    story.records("accept", who=f"Mrs {NAME}, {PHONE}", on="2026-11-23", reference=EMAIL)
    assert "accepted by Mrs [name], [telephone], their [e-mail]" in text_of(story.card)
    jo.presses("Outcome", on=story.card)
    jo.chooses("Not ours: another body accepted it", on=jo.form() or {})
    assert f"Mrs {NAME}, {PHONE} accepted it" in form_of(
        jo
    )  # what a partner said begins the form as it was said
    jo.fills_in(
        kind="not_ours",
        words__not_ours="It is theirs.",
        body=f"Mr {NAME}, {PHONE}",
        reference=EMAIL,
        waive="It is over.",
    )
    jo.fills_in()

    assert "Accepted by Mr [name], [telephone], their reference [e-mail]" in text_of(story.card)
    assert conversations_with(desk, *HIDDEN) <= {story.member.dm}
    assert EMAIL in str(story.member.sees(thread=story.asked))


# The member's menu


@pytest.mark.parametrize("act", ["split", "one_issue"])
def test_a_members_menu_shows_others_no_more_than_they_may_read(desk: Desk, act: str) -> None:
    member, support = desk.holder("member", "Linacre"), desk.holder("support")
    member.says(
        f"Bins overflowing on Stanley Road in Bootle, says Mrs {NAME} on {PHONE}, street light out by the Strand and "
        f"graffiti on the library in Bootle"
    )
    presses_on_members_menu(support, f"{act}:1")
    assert "Mrs [name]" in form_of(support)
    assert NAME not in form_of(support)
    assert PHONE not in form_of(support)

    presses_on_members_menu(member, f"{act}:1")
    assert NAME in form_of(member)


# Searching


def test_a_case_is_not_found_by_what_is_masked_in_whatever_form_it_is_asked_for(desk: Desk) -> None:
    member, colleague = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    coordinator = desk.holder("coordinator", "South Sefton")
    asked = member.says(
        f"{POTHOLE} by the Dalian works, say Mrs Daly and Mrs Müller, jane_smith@canary.example"
    )
    member.chooses("Share…", on=member.card(asked))
    member.fills_in(level="ward_members")

    def finds(actor: Actor, words: str) -> bool:
        actor.commands(f"find {words}")
        return "SEF-1001" in text_of(actor.last())

    hidden = ("Daly", "Dali", "dalies", "Müller", "Muller", "smith", "jane", "pothole Daly", "name", "e-mail")
    assert [words for words in hidden if finds(colleague, words)] == []
    shown = ("pothole", "POTHOLES marsh", "Dalian work")
    assert [words for words in shown if not finds(colleague, words)] == []
    for actor in (coordinator, member):
        assert [words for words in ("Daly", "Müller", "pothole") if not finds(actor, words)] == []
