"""People come: bound by member support or by their address, and whoever is not waited for unseen."""

from dataclasses import replace
from datetime import UTC, datetime

from storage.council import changed
from storage.people import by_slack_id
from tests.desk import Actor, Desk, text_of

POTHOLE = "Huge pothole outside the shops"


def asked_who(actor: Actor) -> list[str]:
    return [said for m in actor.sees() if "Who are they?" in (said := text_of(m))]


def test_a_newcomer_is_asked_about_until_somebody_says_and_their_last_word_counts(desk: Desk) -> None:
    newcomer, support = desk.newcomer(), desk.holder("support")
    asked = newcomer.says(POTHOLE)
    newcomer.edits(asked, "Two street lights are out on South Road")
    desk.forward(hours=20)
    assert len(asked_who(support)) == 1

    desk.to(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    desk.forward(hours=1)
    assert len(asked_who(support)) == 2
    desk.to(datetime(2026, 11, 28, 9, 30, tzinfo=UTC))  # a Saturday
    assert len(asked_who(support)) == 2

    support.chooses("Cllr Ines Calderwood", on=support.last())

    assert "Street lighting" in text_of(newcomer.card(asked))
    desk.forward(days=3)
    assert len(asked_who(support)) == 1  # what is decided says so in its place


def test_what_a_newcomer_deletes_is_not_handled_when_they_are_known(desk: Desk) -> None:
    newcomer, support = desk.newcomer(), desk.holder("support")
    slip, meant = newcomer.says("Graffiti on the library in Crosby"), newcomer.says(POTHOLE)
    newcomer.deletes(slip)

    support.chooses("Cllr Ines Calderwood", on=support.last())

    assert "Highways maintenance" in text_of(newcomer.card(meant))
    assert not any("SEF-" in text_of(m) for m in newcomer.sees(thread=slip))


def test_of_two_newcomers_one_after_the_other_both_are_heard(desk: Desk) -> None:
    support, owen = desk.holder("support"), desk.person("owen-tallentire")
    with desk.database.write() as session:
        by_slack_id(session, owen.slack_id).slack_id = None
        changed(session)
    people = desk.workspace.space.people
    people[owen.slack_id] = replace(people[owen.slack_id], email="owen@example.org")

    for newcomer, name in ((desk.newcomer(), "Cllr Ines Calderwood"), (owen, "Cllr Owen Tallentire")):
        asked = newcomer.says(POTHOLE)
        support.chooses(name, on=support.last())
        assert "Highways maintenance" in text_of(newcomer.card(asked))


def test_a_councillor_is_known_by_the_address_that_slack_has_confirmed(desk: Desk) -> None:
    newcomer, support = desk.newcomer("INES-calderwood@example.org"), desk.holder("support")

    asked = newcomer.says(POTHOLE)

    assert "SEF-1001" in text_of(newcomer.card(asked))
    assert not asked_who(support)


def test_member_support_raises_for_a_councillor_who_is_told(desk: Desk) -> None:
    """By the form, and by what they wrote themselves; the councillor has the case as their own."""
    amina, support, joanne = (
        desk.holder("member", "Linacre"),
        desk.holder("support"),
        desk.person("joanne-whitwell"),
    )

    support.presses("New enquiry", on=support.opens_home())
    support.fills_in(words="Huge pothole on Marsh Lane", member="amina-okafor-reid")
    asked = support.says("Cllr Okafor-Reid rang: bins overflowing on Stanley Road in Bootle")
    support.presses("Choose the councillor", on=support.last(thread=asked))
    support.fills_in(member="amina-okafor-reid")

    cards = [m for m in amina.sees() if "raised this for you" in text_of(m)]
    assert [
        reference in text_of(card) for card, reference in zip(cards, ("SEF-1001", "SEF-1002"), strict=True)
    ] == [True, True]
    assert all(f"{support.name} raised this for you" in text_of(card) for card in cards)
    channel = desk.channel("area", "South Sefton")
    assert f"raised by {support.name}" in text_of(joanne.sees(channel)[0])

    # It is hers: what she writes under it reaches the case, and an answer reaches her.
    amina.says("It is by the bus stop", thread=cards[0]["ts"])
    root = joanne.sees(channel)[0]
    assert "It is by the bus stop" in "".join(map(text_of, joanne.sees(channel, root["ts"])))
    joanne.presses("Reply", on=root)
    joanne.fills_in(words="The crew is on its way.")
    joanne.fills_in()
    assert "The crew is on its way." in "".join(map(text_of, amina.sees(thread=cards[0]["ts"])))
