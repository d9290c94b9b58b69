"""The main job, told from a councillor's first words to an honest end."""

from tests.desk import Desk, buttons_of, text_of
from workspace.server import BOT

WORDS = "Bins overflowing on Stanley Road in Bootle and the street light is out by the Strand"


def labels(message: dict) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def test_the_whole_conversation(desk_on_each_transport: Desk) -> None:
    desk = desk_on_each_transport
    member = desk.holder("member", "Linacre")
    coordinator = desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")

    # Two issues in one message: two cases, one card for the member, a card each for the co-ordinator.
    asked = member.says(WORDS)
    card = text_of(member.last(thread=asked))
    assert "2 cases are open" in card
    assert "SEF-1001 · Litter bins" in card
    assert "SEF-1002 · Street lighting" in card
    assert coordinator.name in card
    bins, light = coordinator.sees(channel)
    assert "Bins overflowing on Stanley Road in Bootle" in text_of(bins)
    assert "the street light is out by the Strand" in text_of(light)

    # Acknowledged: the cards are edited in place, and nobody is notified twice.
    coordinator.presses("Acknowledge", on=bins)
    bins = coordinator.sees(channel)[0]
    assert "Acknowledge" not in labels(bins)
    assert f"{coordinator.name} has it in hand" in text_of(member.last(thread=asked))
    assert len(member.sees(thread=asked)) == 2

    # A reply leaves only from its preview.
    coordinator.presses("Reply", on=bins)
    coordinator.fills_in(words="The crew is out this morning.")
    assert len(member.sees(thread=asked)) == 2
    coordinator.fills_in()
    assert "The crew is out this morning." in text_of(member.last(thread=asked))

    # The member writes back in their own thread; several cases are open, so it asks which is meant.
    member.says("Thank you. There is a mattress beside it as well", thread=asked)
    question = member.last(thread=asked)
    assert labels(question) == ["SEF-1001", "SEF-1002"]
    member.presses("SEF-1001", on=question)
    assert "There is a mattress beside it as well" in text_of(coordinator.last(channel, bins["ts"]))

    # Asked, the case waits for the member; their answer brings it back.
    coordinator.chooses("Ask the member…", on=light)
    coordinator.fills_in(words="Which side of the Strand is it on?")
    coordinator.fills_in()
    assert "Which side of the Strand is it on?" in text_of(member.last(thread=asked))
    assert "Waiting for" in text_of(coordinator.sees(channel)[1])
    member.says("The Stanley Road side, outside the bank", thread=asked)
    assert "The Stanley Road side, outside the bank" in text_of(coordinator.last(channel, light["ts"]))
    assert "In progress" in text_of(coordinator.sees(channel)[1])

    # Done, and the right of reply: not sorted reaches a person; then sorted closes.
    coordinator.presses("Outcome", on=bins)
    coordinator.fills_in(kind="done", words__done="Both bins were emptied at 11; the crew sent a photograph.")
    coordinator.fills_in()
    outcome = next(m for m in reversed(member.sees(thread=asked)) if "Sorted" in labels(m))
    assert "Both bins were emptied at 11" in text_of(outcome)
    member.presses("Not sorted", on=outcome)
    assert "re-opened" in text_of(coordinator.sees(channel)[0])
    coordinator.presses("Outcome", on=coordinator.sees(channel)[0])
    coordinator.fills_in(kind="done", words__done="The second bin was emptied too, at 14:00.")
    coordinator.fills_in()
    outcome = next(m for m in reversed(member.sees(thread=asked)) if "Sorted" in labels(m))
    member.presses("Sorted", on=outcome)
    assert "Closed" in text_of(coordinator.sees(channel)[0])
    assert f"1 of 2 done, the second is with {coordinator.name}" in text_of(member.sees(thread=asked)[1])


def test_an_officer_asks_who_handles_graffiti_in_crosby(desk: Desk) -> None:
    officer = desk.holder("officer", "street-lighting")
    channel = desk.channel("area", "Crosby")

    asked = officer.says(f"<@{BOT}> who handles graffiti in Crosby", channel=channel)

    answer = text_of(officer.last(channel, asked))
    assert desk.holder("coordinator", "Crosby").name in answer
    assert "<@" not in answer
