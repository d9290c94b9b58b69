"""What one has just done can be taken back for a minute, and the case is then as it was, clocks and all."""

from typing import Any

from storage import undos
from storage.cases import by_reference
from storage.history import of_case
from tests.desk import Desk, buttons_of, text_of

POTHOLE = "Huge pothole on Marsh Lane"


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def stands(desk: Desk) -> dict[str, Any]:
    """The case, its clocks and its questions, all but the version, which only rises."""
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        return {part: value for part, value in undos.look(session, case).items() if part != "version"}


def events(desk: Desk) -> list[str]:
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        return [entry.event for entry in of_case(session, case.id)]


def test_each_internal_act_is_undone_to_exactly_what_was_there_before(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, other = desk.holder("duty"), desk.holder("coordinator", "Crosby")
    here, there = desk.channel("area", "South Sefton"), desk.channel("area", "Crosby")
    asked = member.says(POTHOLE)
    new = stands(desk)

    # Acknowledged by a slip: only whoever did it can undo it, once, and its clock runs as before.
    coordinator.presses("Acknowledge", on=coordinator.sees(here)[0])
    card = coordinator.sees(here)[0]
    assert f"{coordinator.name} has just acknowledged it" in text_of(card)
    duty.presses("Undo", on=card)
    assert f"Only {coordinator.name} can take that back" in text_of(duty.whispers(here)[-1])
    coordinator.presses("Undo", on=card)
    assert stands(desk) == new
    card = coordinator.sees(here)[0]
    assert "Acknowledge" in labels(card)
    assert "Undo" not in labels(card)
    assert "took the acknowledgement back" in text_of(coordinator.last(here, card["ts"]))
    assert "has it in hand" not in text_of(member.card(asked))

    # Given to the wrong person.
    coordinator.presses("Acknowledge", on=card)
    acknowledged = stands(desk)
    coordinator.chooses("Assign…", on=coordinator.sees(here)[0])
    coordinator.fills_in(person=_key(desk, duty.name))
    coordinator.presses("Undo", on=coordinator.sees(here)[0])
    assert stands(desk) == acknowledged

    # Sent to another area, which takes the case out of their hands, and another service, which is noted for learning:
    # they may take it back all the same, nothing is learned, and the member never hears of another contact.
    coordinator.chooses("Re-route…", on=coordinator.sees(here)[0])
    coordinator.fills_in(ward="Victoria", service="street-lighting")
    assert stands(desk)["corrections"] != []
    assert "SEF-1001" in text_of(other.sees(there)[0])
    officer = desk.person("ray-tunnicliffe")
    assert "Your part of this case" in text_of(officer.last())
    coordinator.presses("Undo", on=coordinator.sees(here)[0])
    assert {**stands(desk), "contributors": {}} == acknowledged
    assert [state for state, _ in stands(desk)["contributors"].values()] == ["ended"]
    assert "another service has the case now" in text_of(
        officer.last()
    )  # whose part it was has been told of it, and is told of its end
    assert "no longer here" in text_of(other.sees(there)[0])
    desk.forward(minutes=2)
    assert "now your contact" not in str(member.sees(thread=asked))
    assert events(desk).count("undone") == 3


def test_after_a_minute_or_another_act_nothing_is_undone_and_it_is_said_why(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    duty, channel = desk.holder("duty"), desk.channel("area", "South Sefton")
    member.says(POTHOLE)

    coordinator.presses("Acknowledge", on=coordinator.sees(channel)[0])
    stale = coordinator.sees(channel)[0]
    desk.forward(minutes=1)
    assert "Undo" not in labels(coordinator.sees(channel)[0])
    done = stands(desk)
    coordinator.presses_late("Undo", on=stale)
    assert "The minute for taking that back is over" in text_of(coordinator.whispers(channel)[-1])

    # A reply has gone out since: what went to a member is not undone, nor what was done before it.
    coordinator.chooses("Assign…", on=coordinator.sees(channel)[0])
    coordinator.fills_in(person=_key(desk, duty.name))
    stale = coordinator.sees(channel)[0]
    duty.presses("Reply", on=stale)
    duty.fills_in(words="The crew comes tomorrow.")
    duty.fills_in()
    coordinator.presses_late("Undo", on=stale)
    assert f"{duty.name} replied on SEF-1001 in the meantime" in text_of(coordinator.whispers(channel)[-1])
    assert "Undo" not in labels(coordinator.sees(channel)[0])

    assert stands(desk)["case"]["acknowledged_at"] == done["case"]["acknowledged_at"]
    assert "undone" not in events(desk)


def test_of_two_presses_one_undoes_and_the_member_can_take_their_answer_back(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says("the thing by the shops is a right mess, can someone sort it")
    question, unsure = member.last(thread=asked), stands(desk)

    member.presses(labels(question)[0], on=question)
    card = member.card(asked)
    assert "Undo" in labels(card)
    assert "Undo" not in labels(coordinator.sees(channel)[0])
    desk.at_once(member.pressing("Undo", on=card), member.pressing("Undo", on=card))
    assert stands(desk) == unsure
    assert "taken back already" in text_of(member.whispers(member.dm)[-1])
    assert events(desk).count("undone") == 1

    member.presses(labels(question)[1], on=question)
    assert labels(question)[1] in text_of(member.card(asked))


def _key(desk: Desk, name: str) -> str:
    return next(key for key, person in desk.people.items() if person.name == name)
